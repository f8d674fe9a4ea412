import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  buildModelServer,
  errorScript,
  type ModelScript,
  type ModelServer,
  rawEvent,
  streamScript,
  textEvent,
  usageEvent,
} from '../testing/build-model-server.ts';
import { AnswerText } from './answer-text.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { type ModelOutcome, streamAnswer } from './model.ts';

const servers: ModelServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

type Asked = { outcome: ModelOutcome; text: string; server: ModelServer };

async function ask(
  scripts: ModelScript[],
  options: { idleTimeoutMs?: number; signal?: AbortSignal; onText?: (text: string) => Promise<void> } = {},
): Promise<Asked> {
  const server = await buildModelServer(...scripts);
  servers.push(server);
  let text = '';
  const outcome = await streamAnswer(
    {
      baseURL: server.url,
      apiKey: 'secret',
      model: 'fake',
      idleTimeoutMs: options.idleTimeoutMs ?? 5000,
      maxRetries: 2,
    },
    [{ role: 'user', content: 'A question of forty characters, for sure.' }],
    async (piece) => {
      text += piece;
      await options.onText?.(piece);
    },
    options.signal ?? new AbortController().signal,
  );
  return { outcome, text, server };
}

const reason = (outcome: ModelOutcome) => (outcome.ended === 'failed' ? outcome.error.reason : outcome.ended);

describe('a model’s stream', () => {
  it('gives the text and the usage of the last chunk', async () => {
    const { outcome, text, server } = await ask([
      streamScript([textEvent('سلام '), textEvent('دنیا'), textEvent('', 'stop'), usageEvent(12, 7)]),
    ]);
    expect(text).toBe('سلام دنیا');
    expect(outcome).toEqual({
      ended: 'finished',
      usage: { promptTokens: 12, completionTokens: 7, estimated: false },
    });
    expect(server.requests[0]).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  it('estimates the usage and says so when the server gives none', async () => {
    const { outcome } = await ask([streamScript([textEvent('four words of text'), textEvent('', 'stop')])]);
    expect(outcome.usage).toEqual({
      promptTokens: estimateTokens('A question of forty characters, for sure.'),
      completionTokens: estimateTokens('four words of text'),
      estimated: true,
    });
    expect(outcome.usage.completionTokens).toBeGreaterThan(0);
  });

  it('takes a stream without [DONE] when it said why it ended', async () => {
    const { outcome, text } = await ask([streamScript([textEvent('text', 'stop')], { done: false })]);
    expect([reason(outcome), text]).toEqual(['finished', 'text']);
  });

  it('takes an answer that said why it ended, though the server never hangs up', async () => {
    const { outcome, text } = await ask(
      [
        (response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write(textEvent('text', 'stop') + usageEvent(3, 4));
        },
      ],
      { idleTimeoutMs: 150 },
    );
    expect([reason(outcome), text]).toEqual(['finished', 'text']);
    expect(outcome.usage).toEqual({ promptTokens: 3, completionTokens: 4, estimated: false });
  });

  it('tells an answer cut at its token limit from a finished one', async () => {
    const { outcome } = await ask([streamScript([textEvent('text', 'length')])]);
    expect(outcome.ended).toBe('cut');
  });

  it('asks again after 429 and 500 before the first word, and then succeeds', async () => {
    const { outcome, text, server } = await ask([
      errorScript(429, { message: 'slow down', code: 'rate_limit_exceeded' }),
      errorScript(500, 'plain text'),
      streamScript([textEvent('late', 'stop')]),
    ]);
    expect([reason(outcome), text, server.requests.length]).toEqual(['finished', 'late', 3]);
  });

  it.each<[string, ModelScript[], string, number]>([
    ['429 for ever', [errorScript(429, { message: 'x' })], 'model-rate-limited', 3],
    ['500 for ever', [errorScript(500, { message: 'x' })], 'model-unavailable', 3],
    ['502 in plain text', [errorScript(502, '<html>bad gateway</html>')], 'model-unavailable', 3],
    ['a wrong key', [errorScript(401, { message: 'x', code: 'invalid_api_key' })], 'model-unavailable', 1],
    [
      'an unknown model',
      [errorScript(404, { message: 'x', code: 'model_not_found' })],
      'model-unavailable',
      1,
    ],
    [
      'a prompt that is refused',
      [errorScript(400, { message: 'x', code: 'content_filter' })],
      'model-refused',
      1,
    ],
    [
      'a prompt that is too long',
      [errorScript(400, { message: 'x', code: 'context_length_exceeded' })],
      'model-bad-answer',
      1,
    ],
    ['half JSON', [streamScript([rawEvent('{"choices":[{"delta":{"con')])], 'model-bad-answer', 2],
    ['JSON that is no chunk', [streamScript([rawEvent('"text"'), rawEvent('7')])], 'model-bad-answer', 2],
    ['an empty answer', [streamScript([textEvent('', 'stop')])], 'model-bad-answer', 2],
    ['no stream at all', [errorScript(200, '<html></html>')], 'model-bad-answer', 2],
    [
      'an error inside the stream',
      [streamScript([rawEvent({ error: { message: 'x', code: 'overloaded' } })])],
      'model-unavailable',
      2,
    ],
    [
      'a rate limit inside the stream',
      [streamScript([rawEvent({ error: { message: 'x', code: 'rate_limit_exceeded' } })])],
      'model-rate-limited',
      2,
    ],
    ['a filter before the first word', [streamScript([textEvent('', 'content_filter')])], 'model-refused', 1],
  ])('names %s before the first word', async (_name, scripts, expected, requests) => {
    const { outcome, text, server } = await ask(scripts);
    expect([reason(outcome), text, server.requests.length]).toEqual([expected, '', requests]);
  });

  const cutSocket: ModelScript = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(textEvent('kept '), () => response.destroy());
  };
  it.each<[string, ModelScript, string]>([
    ['the socket breaks', cutSocket, 'model-unavailable'],
    ['the JSON breaks', streamScript([textEvent('kept '), rawEvent('{"choices":[{"de')]), 'model-bad-answer'],
    ['the stream ends without a reason', streamScript([textEvent('kept ')]), 'model-bad-answer'],
    [
      'the filter bites',
      streamScript([textEvent('kept '), textEvent('', 'content_filter')]),
      'model-refused',
    ],
    [
      'an error comes',
      streamScript([textEvent('kept '), rawEvent({ error: { message: 'x' } })]),
      'model-unavailable',
    ],
    [
      'a line of 10 MB comes',
      streamScript([textEvent('kept '), textEvent('x'.repeat(10_000_000))]),
      'model-bad-answer',
    ],
    [
      'a line never ends',
      streamScript([textEvent('kept '), `data: ${'x'.repeat(3_000_000)}`], { done: false }),
      'model-bad-answer',
    ],
  ])('keeps the text and does not ask again when %s in the middle', async (_name, script, expected) => {
    const { outcome, text, server } = await ask([script]);
    expect([reason(outcome), text, server.requests.length]).toEqual([expected, 'kept ', 1]);
    expect(outcome.usage.estimated).toBe(true);
    expect(outcome.usage.completionTokens).toBe(estimateTokens('kept '));
  });

  it('gives up on a model that falls silent, and hangs up', async () => {
    const { outcome, text, server } = await ask(
      [
        (response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write(textEvent('kept '));
        },
      ],
      { idleTimeoutMs: 150 },
    );
    expect([reason(outcome), text]).toEqual(['model-idle', 'kept ']);
    await expect.poll(() => server.aborted()).toBe(1);
  });

  it('gives up on a model that never begins', async () => {
    const { outcome } = await ask([() => {}], { idleTimeoutMs: 100 });
    expect(reason(outcome)).toBe('model-idle');
  });

  it('does not call a model idle while we are the slow ones', async () => {
    const { outcome } = await ask([streamScript([textEvent('a'), textEvent('b', 'stop')])], {
      idleTimeoutMs: 100,
      onText: () => new Promise((resolve) => setTimeout(resolve, 250)),
    });
    expect(reason(outcome)).toBe('finished');
  });

  it('stops at once when told to, and the server sees it', async () => {
    const controller = new AbortController();
    const { outcome, text, server } = await ask(
      [
        (response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write(textEvent('kept '));
        },
      ],
      { signal: controller.signal, onText: async () => controller.abort() },
    );
    expect([outcome.ended, text]).toEqual(['aborted', 'kept ']);
    await expect.poll(() => server.aborted()).toBe(1);
  });

  it('throws on what its reader throws', async () => {
    await expect(
      ask([streamScript([textEvent('a', 'stop')])], {
        onText: async () => {
          throw new Error('the database is away');
        },
      }),
    ).rejects.toThrow('the database is away');
  });

  it('cuts an answer that never ends', async () => {
    const { outcome, text } = await ask([
      streamScript(Array.from({ length: 300 }, () => textEvent('word '.repeat(200)))),
    ]);
    expect([outcome.ended, text.length]).toEqual(['cut', 200_000]);
  });

  it('joins a character that was cut between two events', async () => {
    const { text } = await ask([streamScript([textEvent('a\ud83d'), textEvent('\ude00', 'stop')])]);
    expect(text).toBe('a😀');
  });
});

describe('an answer’s text', () => {
  const clean = (pieces: string[]) => {
    const answer = new AnswerText();
    return pieces.map((piece) => answer.push(piece)).join('') + answer.end();
  };

  it('leaves a server’s thinking out', () => {
    expect(clean(['<think>first I', ' plan</think>\n\n## Title'])).toBe('## Title');
    expect(clean(['a <think>b</think>'])).toBe('a <think>b</think>');
    expect(clean(['<thin'])).toBe('<thin');
  });

  it('is the same however the answer is cut, and always storable', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('<think>', '</think>', ' ', '\n', 'سلام', '😀', '\ud83d', '\ude00', '\0', '<'),
          { maxLength: 20 },
        ),
        fc.array(fc.nat(40), { maxLength: 10 }),
        (parts, places) => {
          const text = parts.join('');
          const cuts = [
            0,
            ...places.map((place) => Math.min(place, text.length)).sort((a, b) => a - b),
            text.length,
          ];
          const whole = clean([text]);
          expect(clean(cuts.slice(1).map((end, index) => text.slice(cuts[index], end)))).toBe(whole);
          expect(whole.isWellFormed()).toBe(true);
          expect(whole).not.toContain('\0');
        },
      ),
      { numRuns: 2000 },
    );
  });
});
