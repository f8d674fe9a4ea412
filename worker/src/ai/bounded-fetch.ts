import { ModelError } from './model-error.ts';

/** One event of a stream carries a few characters; a line this long is no answer. */
const LINE_LIMIT_BYTES = 1024 * 1024;
const BODY_LIMIT_BYTES = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * `fetch` whose answers cannot fill the memory: the SDK collects a line until it ends, however long it is. An
 * answer with an endless line or body breaks off with `model-bad-answer`.
 */
export const boundedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (response.body === null) return response;
  return new Response(response.body.pipeThrough(new TransformStream(lineGuard())), {
    status: response.status,
    statusText: response.statusText,
    headers: response.headers,
  });
};

function lineGuard(): Transformer<Uint8Array, Uint8Array> {
  let lineBytes = 0;
  let bodyBytes = 0;
  return {
    transform(part, controller) {
      bodyBytes += part.length;
      const newline = part.lastIndexOf(NEWLINE);
      const firstNewline = part.indexOf(NEWLINE);
      // A line that begins and ends inside one part of the network's size cannot be long.
      const ended = lineBytes + (firstNewline === -1 ? 0 : firstNewline);
      lineBytes = newline === -1 ? lineBytes + part.length : part.length - newline - 1;
      if (Math.max(ended, lineBytes) > LINE_LIMIT_BYTES || bodyBytes > BODY_LIMIT_BYTES) {
        controller.error(new ModelError('model-bad-answer', new Error('A line of the answer is too long.')));
        return;
      }
      controller.enqueue(part);
    },
  };
}
