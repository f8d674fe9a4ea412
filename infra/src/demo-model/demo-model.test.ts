import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { countWords } from '@hamnevis/core/document/words';
import OpenAI, { BadRequestError, NotFoundError } from 'openai';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { composeDemoText, tokensOf } from './compose-demo-text.ts';
import { type DemoModel, startDemoModel } from './start-demo-model.ts';

let model: DemoModel;
let client: OpenAI;

beforeAll(async () => {
  model = await startDemoModel({ port: 0, host: '127.0.0.1', tokensPerSecond: Number.POSITIVE_INFINITY });
  client = new OpenAI({ baseURL: model.url, apiKey: 'any', maxRetries: 0 });
});

afterAll(() => model.stop());

function ask(text: string, system = 'You are the co-writer.') {
  return {
    model: 'demo',
    messages: [
      { role: 'system' as const, content: system },
      { role: 'user' as const, content: text },
    ],
  };
}

describe('demo model', () => {
  it('lists itself under the name demo', async () => {
    const { data } = await client.models.list();
    expect(data.map((card) => card.id)).toEqual(['demo']);
    expect((await client.models.retrieve('demo')).owned_by).toBe('hamnevis');
  });

  it('streams the same text that it answers whole, with usage in the last chunk', async () => {
    const request = ask('Topic: Rivers\nTone: calm\nMinimum words: 300');
    const whole = await client.chat.completions.create(request);
    const stream = await client.chat.completions.create({
      ...request,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let finish: string | null = null;
    let usage: OpenAI.CompletionUsage | null | undefined;
    for await (const chunk of stream) {
      expect(usage ?? null).toBeNull();
      usage = chunk.usage;
      text += chunk.choices[0]?.delta.content ?? '';
      finish = chunk.choices[0]?.finish_reason ?? finish;
    }
    expect(text).toBe(whole.choices[0]?.message.content);
    expect(finish).toBe('stop');
    expect(usage).toEqual(whole.usage);
    expect(usage?.completion_tokens).toBe(tokensOf(text).length);
  });

  it.each([
    ['fa', 'موضوع: رود کارون\nلحن: آرام\nمخاطب: دانش‌آموزان\nکمینهٔ واژه‌ها: ۴۰۰', 'تو هم‌نویس گروهی.', /نمایشی/],
    [
      'en',
      'Topic: The Karun\nTone: calm\nAudience: pupils\nMinimum words: 400',
      'You are the co-writer.',
      /demo/i,
    ],
  ] as const)(
    'says in %s that it is a demo, names the wishes and reaches the words',
    async (language, text, system, honest) => {
      const answer = await client.chat.completions.create(ask(text, system));
      const written = answer.choices[0]?.message.content ?? '';
      expect(written.slice(0, 400)).toMatch(honest);
      for (const wish of text.matchAll(/: ([^\d۰-۹\n]+)$/gm)) expect(written).toContain(wish[1]);
      expect(countWords(written, language)).toBeGreaterThanOrEqual(400);
      expect(written).toMatch(/^## /m);
      expect(written).toMatch(/^### /m);
      expect(written).toMatch(/^- /m);
      expect(written).toMatch(/\*\*.+\*\*/);
      if (language === 'fa') expect(written).toContain('\u200c');
    },
  );

  it('writes different texts for different wishes and the same for the same', () => {
    const wishes = { language: 'en', topic: 'Rain', tone: null, audience: null, minWords: 250 } as const;
    const base = composeDemoText(wishes);
    expect(composeDemoText(wishes)).toBe(base);
    for (const other of [{ topic: 'Snow' }, { tone: 'dry' }, { audience: 'cooks' }, { minWords: 900 }]) {
      expect(composeDemoText({ ...wishes, ...other })).not.toBe(base);
    }
    expect(tokensOf(base).join('')).toBe(base);
  });

  it('goes on where an earlier answer was cut', async () => {
    const request = ask('Topic: Rivers\nMinimum words: 200');
    const whole = (await client.chat.completions.create(request)).choices[0]?.message.content ?? '';
    const cut = whole.slice(0, 333);
    const rest = await client.chat.completions.create({
      ...request,
      messages: [
        ...request.messages,
        { role: 'assistant', content: cut },
        { role: 'user', content: 'Go on.' },
      ],
    });
    expect(cut + rest.choices[0]?.message.content).toBe(whole);
  });

  it('stops at max_tokens and says so', async () => {
    const answer = await client.chat.completions.create({ ...ask('Topic: Rivers'), max_tokens: 5 });
    expect(answer.choices[0]?.finish_reason).toBe('length');
    expect(answer.usage?.completion_tokens).toBe(5);
  });

  it('answers bad requests with the error bodies that the SDK knows', async () => {
    await expect(client.chat.completions.create({ ...ask('x'), model: 'gpt-9' })).rejects.toThrow(
      NotFoundError,
    );
    await expect(client.chat.completions.create({ model: 'demo', messages: [] })).rejects.toThrow(
      BadRequestError,
    );
    await expect(client.get('/nowhere')).rejects.toThrow(NotFoundError);
    const post = (body: string, headers: Record<string, string> = { authorization: 'Bearer x' }) =>
      fetch(`${model.url}/chat/completions`, { method: 'POST', body, headers });
    expect((await post('{"model": "demo", ')).status).toBe(400);
    expect((await post('[]')).status).toBe(400);
    expect((await post('{"model":"demo","messages":[{"role":"user","content":7}]}')).status).toBe(400);
    expect((await post('{}', {})).status).toBe(401);
    expect((await post('x'.repeat(3_000_000)).catch(() => ({ status: 413 }))).status).toBe(413);
    const noKey = await fetch(`${model.url}/models`);
    expect(await noKey.json()).toEqual({
      error: {
        message: expect.any(String),
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_api_key',
      },
    });
    expect(
      (await fetch(`${model.url}/chat/completions`, { headers: { authorization: 'Bearer x' } })).status,
    ).toBe(405);
  });

  it('keeps its pace, and stops when the reader goes away', async () => {
    const slow = await startDemoModel({ port: 0, host: '127.0.0.1', tokensPerSecond: 200 });
    try {
      const outgoing = request(`${slow.url}/chat/completions`, {
        method: 'POST',
        headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
      });
      outgoing.end(JSON.stringify({ ...ask('Topic: Rivers\nMinimum words: 5000'), stream: true }));
      const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
      let events = 0;
      incoming.on('data', (part: Buffer) => {
        events += part.toString('utf8').split('data: ').length - 1;
      });
      incoming.on('error', () => {});
      const startedMs = performance.now();
      while (events < 100) await once(incoming, 'data');
      const tookMs = performance.now() - startedMs;
      expect(tookMs).toBeGreaterThan(300);
      expect(tookMs).toBeLessThan(2000);
      expect(slow.answering()).toBe(1);
      outgoing.destroy();
      await vi.waitFor(() => expect(slow.answering()).toBe(0));
    } finally {
      await slow.stop();
    }
  });
});
