// A small OpenAI-compatible server, so that the AI's road can be walked without a key: the worker speaks to it
// over real HTTP and does not know the difference. It is honest about itself in every text.

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { composeDemoText, tokensOf } from './compose-demo-text.ts';
import { type DemoMessage, readWishes } from './read-wishes.ts';

export const DEMO_MODEL = 'demo';

/** Bodies above this are refused: the worker's prompts are a few kilobytes. */
const BODY_LIMIT_BYTES = 2 * 1024 * 1024;
const TICK_MS = 15;

export type DemoModelOptions = {
  /** 0 lets the system choose a free port. */
  readonly port: number;
  readonly host: string;
  /** How fast it streams; Infinity for as fast as the reader reads. */
  readonly tokensPerSecond: number;
};

export type DemoModel = {
  /** What `OPENAI_BASE_URL` would be, with `/v1`. */
  readonly url: string;
  /** How many answers it is writing right now. */
  answering(): number;
  /** Closes it, running answers included. */
  stop(): Promise<void>;
};

type ChatRequest = {
  readonly model: string;
  readonly messages: readonly DemoMessage[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly maxTokens: number | null;
};

/** A refusal in the protocol's own error body. */
class ProtocolError extends Error {
  readonly status: number;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;

  constructor(
    status: number,
    message: string,
    detail: { type?: string; param?: string; code?: string } = {},
  ) {
    super(message);
    this.status = status;
    this.type = detail.type ?? 'invalid_request_error';
    this.param = detail.param ?? null;
    this.code = detail.code ?? null;
  }
}

/** Starts the server; rejects when the port is taken. */
export async function startDemoModel(options: DemoModelOptions): Promise<DemoModel> {
  let answering = 0;
  const server = createServer((request, response) => {
    answering += 1;
    void answer(request, response, options.tokensPerSecond)
      .catch((error: unknown) => refuse(response, error))
      .finally(() => {
        answering -= 1;
      });
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}/v1`,
    answering: () => answering,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  tokensPerSecond: number,
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname.replace(/\/$/, '');
  if (!/^Bearer \S/i.test(request.headers.authorization ?? '')) {
    throw new ProtocolError(401, 'No API key was given; the demo model takes any.', {
      code: 'invalid_api_key',
    });
  }
  if (path === '/v1/models') {
    allow(request, 'GET');
    sendJson(response, 200, { object: 'list', data: [modelCard()] });
    return;
  }
  if (path === `/v1/models/${DEMO_MODEL}`) {
    allow(request, 'GET');
    sendJson(response, 200, modelCard());
    return;
  }
  if (path === '/v1/chat/completions') {
    allow(request, 'POST');
    await chat(readChatRequest(await readBody(request)), response, tokensPerSecond);
    return;
  }
  throw new ProtocolError(404, `Unknown request URL: ${request.method} ${path}.`, { code: 'unknown_url' });
}

async function chat(request: ChatRequest, response: ServerResponse, tokensPerSecond: number): Promise<void> {
  const wishes = readWishes(request.messages);
  const whole = composeDemoText(wishes);
  // Asked to go on where it was cut, it gives the rest of the same text.
  const rest = whole.startsWith(wishes.written) ? whole.slice(wishes.written.length) : whole;
  const all = tokensOf(rest);
  const tokens = request.maxTokens === null ? all : all.slice(0, request.maxTokens);
  const usage = {
    prompt_tokens: tokensOf(request.messages.map((message) => message.text).join('\n')).length,
    completion_tokens: tokens.length,
    total_tokens: 0,
  };
  usage.total_tokens = usage.prompt_tokens + usage.completion_tokens;
  const finishReason = tokens.length < all.length ? 'length' : 'stop';
  const head = { id: `chatcmpl-${randomUUID()}`, created: Math.floor(Date.now() / 1000), model: DEMO_MODEL };

  if (!request.stream) {
    sendJson(response, 200, {
      ...head,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: tokens.join(''), refusal: null },
          logprobs: null,
          finish_reason: finishReason,
        },
      ],
      usage,
    });
    return;
  }

  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    connection: 'keep-alive',
  });
  const chunk = (delta: object, finish: string | null) =>
    event({
      ...head,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
      ...(request.includeUsage ? { usage: null } : {}),
    });
  response.write(chunk({ role: 'assistant', content: '' }, null));
  const startedMs = performance.now();
  let sent = 0;
  while (sent < tokens.length && !response.destroyed) {
    const due = Math.ceil(((performance.now() - startedMs) / 1000) * tokensPerSecond);
    const batch = tokens.slice(sent, Math.max(sent, Number.isFinite(due) ? due : tokens.length));
    sent += batch.length;
    const flowing =
      batch.length === 0 || response.write(batch.map((text) => chunk({ content: text }, null)).join(''));
    if (!flowing) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    else if (sent < tokens.length) await delay(TICK_MS);
  }
  if (response.destroyed) return;
  response.write(chunk({}, finishReason));
  if (request.includeUsage) {
    response.write(event({ ...head, object: 'chat.completion.chunk', choices: [], usage }));
  }
  response.end('data: [DONE]\n\n');
}

function event(body: object): string {
  return `data: ${JSON.stringify(body)}\n\n`;
}

function modelCard(): object {
  return { id: DEMO_MODEL, object: 'model', created: 1_700_000_000, owned_by: 'hamnevis' };
}

function allow(request: IncomingMessage, method: string): void {
  if (request.method === method) return;
  throw new ProtocolError(405, `Not allowed to ${request.method} on this URL.`, {
    code: 'method_not_supported',
  });
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    sizeBytes += part.length;
    if (sizeBytes > BODY_LIMIT_BYTES) throw new ProtocolError(413, 'The request is too large.');
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new ProtocolError(400, 'We could not parse the JSON body of your request.');
  }
}

function readChatRequest(body: unknown): ChatRequest {
  if (!isRecord(body)) throw new ProtocolError(400, 'The body must be a JSON object.');
  const { model, messages, stream = false } = body;
  if (typeof model !== 'string') {
    throw new ProtocolError(400, 'You must provide a model parameter.', { param: 'model' });
  }
  if (model !== DEMO_MODEL) {
    throw new ProtocolError(404, `The model '${model}' does not exist; this server has '${DEMO_MODEL}'.`, {
      param: 'model',
      code: 'model_not_found',
    });
  }
  if (!Array.isArray(messages) || messages.length === 0) {
    throw new ProtocolError(400, "'messages' must be a non-empty list.", { param: 'messages' });
  }
  if (typeof stream !== 'boolean') {
    throw new ProtocolError(400, "'stream' must be true or false.", { param: 'stream' });
  }
  const streamOptions = body.stream_options;
  return {
    model,
    messages: messages.map(readMessage),
    stream,
    includeUsage: isRecord(streamOptions) && streamOptions.include_usage === true,
    maxTokens: readMaxTokens(body.max_completion_tokens ?? body.max_tokens),
  };
}

function readMessage(message: unknown, index: number): DemoMessage {
  const param = `messages.[${index}]`;
  if (!isRecord(message) || typeof message.role !== 'string') {
    throw new ProtocolError(400, `'${param}.role' must be a string.`, { param: `${param}.role` });
  }
  const { role, content } = message;
  if (typeof content === 'string') return { role, text: content };
  if (Array.isArray(content)) {
    const texts = content.map((part: unknown) =>
      isRecord(part) && typeof part.text === 'string' ? part.text : '',
    );
    return { role, text: texts.join('') };
  }
  throw new ProtocolError(400, `'${param}.content' must be a string or a list of parts.`, {
    param: `${param}.content`,
  });
}

function readMaxTokens(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw new ProtocolError(400, "'max_tokens' must be a positive whole number.", { param: 'max_tokens' });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const known =
    error instanceof ProtocolError
      ? error
      : new ProtocolError(500, 'The demo model failed.', { type: 'server_error' });
  // The rest of a refused body is not read, so the connection cannot be used again.
  response.setHeader('connection', 'close');
  sendJson(response, known.status, {
    error: { message: known.message, type: known.type, param: known.param, code: known.code },
  });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
