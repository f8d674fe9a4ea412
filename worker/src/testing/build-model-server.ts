// A model server that misbehaves on purpose. It speaks the real wire protocol over real HTTP, so what is tested
// is the SDK, the sockets and our handling together.

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request. `body` is the parsed request. */
export type ModelScript = (
  response: ServerResponse,
  body: Record<string, unknown>,
  request: IncomingMessage,
) => void;

export type ModelServer = {
  readonly url: string;
  /** Bodies of the requests so far. */
  readonly requests: Record<string, unknown>[];
  /** How many answers were broken off by the client. */
  aborted(): number;
  stop(): Promise<void>;
};

/** Starts a server that answers the n-th request with the n-th script, and later ones with the last. */
export async function buildModelServer(...scripts: ModelScript[]): Promise<ModelServer> {
  const requests: Record<string, unknown>[] = [];
  let aborted = 0;
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const body = JSON.parse(Buffer.concat(parts).toString('utf8')) as Record<string, unknown>;
    requests.push(body);
    response.on('close', () => {
      if (!response.writableFinished) aborted += 1;
    });
    const script = scripts[Math.min(requests.length, scripts.length) - 1];
    script?.(response, body, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    aborted: () => aborted,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** One event with a piece of text, as it stands on the wire. */
export function textEvent(content: string, finish: string | null = null): string {
  return rawEvent({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'fake',
    choices: [{ index: 0, delta: { content }, finish_reason: finish }],
  });
}

export function usageEvent(promptTokens: number, completionTokens: number): string {
  return rawEvent({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'fake',
    choices: [],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  });
}

export function rawEvent(body: unknown): string {
  return `data: ${typeof body === 'string' ? body : JSON.stringify(body)}\n\n`;
}

/** Sends pieces as a stream and ends it, with `[DONE]` unless told otherwise. */
export function streamScript(pieces: readonly string[], options: { done?: boolean } = {}): ModelScript {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const piece of pieces) response.write(piece);
    response.end(options.done === false ? '' : 'data: [DONE]\n\n');
  };
}

/** Answers with an error body of the protocol. */
export function errorScript(
  status: number,
  error: Record<string, unknown> | string,
  headers: Record<string, string> = {},
): ModelScript {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'retry-after-ms': '1', ...headers });
    response.end(typeof error === 'string' ? error : JSON.stringify({ error }));
  };
}
