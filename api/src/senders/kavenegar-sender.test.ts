import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createKavenegarSender } from './kavenegar-sender.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A provider that gives these statuses one after the other. */
async function buildProvider(statuses: number[]) {
  const seen: { path: string | undefined; form: URLSearchParams }[] = [];
  const server = createServer(async (request, response) => {
    seen.push({ path: request.url, form: new URLSearchParams(await textOf(request)) });
    const status = statuses.shift() ?? 200;
    response.writeHead(status === 200 ? 200 : status, { 'Content-Type': 'application/json' });
    response.end(
      JSON.stringify({ return: { status, message: 'provider text' }, entries: [{ messageid: 1 }] }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => server.close());
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { seen, sender: createKavenegarSender({ apiKey: 'k3y', template: 'hamnevis', baseUrl }) };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

const message = {
  contact: { channel: 'phone', address: '+989121234567' },
  code: '012345',
  language: 'fa',
  lifeMinutes: 5,
} as const;

test('a code goes out as the token of the approved template', async () => {
  const { seen, sender } = await buildProvider([200]);
  await sender.send(message);
  expect(seen).toHaveLength(1);
  expect(seen[0]?.path).toBe('/v1/k3y/verify/lookup.json');
  expect(Object.fromEntries(seen[0]?.form ?? [])).toEqual({
    receptor: '+989121234567',
    template: 'hamnevis',
    token: '012345',
  });
});

test('a busy provider is asked once more, and no oftener', async () => {
  const once = await buildProvider([409, 200]);
  await once.sender.send(message);
  expect(once.seen).toHaveLength(2);
  const twice = await buildProvider([503, 503, 200]);
  await expect(twice.sender.send(message)).rejects.toMatchObject({ code: 503 });
  expect(twice.seen).toHaveLength(2);
});

test('a refusal is final and carries its code, never the key or the provider’s words', async () => {
  const { seen, sender } = await buildProvider([418]);
  const fault = await sender.send(message).catch((error: Error) => error);
  expect(fault).toMatchObject({ code: 418 });
  expect(String(fault)).not.toMatch(/k3y|provider text/);
  expect(seen).toHaveLength(1);
});

test('an unreachable provider fails without naming the key', async () => {
  const sender = createKavenegarSender({ apiKey: 'k3y', template: 't', baseUrl: 'http://127.0.0.1:9' });
  const fault = (await sender.send(message).catch((error: Error) => error)) as Error;
  expect(fault).toMatchObject({ code: null });
  expect(String(fault) + String(fault.cause ?? '')).not.toContain('k3y');
});
