import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { bindHttpFront, type HttpFront } from './http-front.ts';

const fronts: HttpFront[] = [];
const bind = async (port = 0) => {
  const front = await bindHttpFront('127.0.0.1', port);
  fronts.push(front);
  return front;
};
afterEach(async () => {
  for (const front of fronts.splice(0)) await front.emptied(0);
});

it('answers 503 with Retry-After until the programs stand behind it', async () => {
  const front = await bind();
  const early = await fetch(`http://127.0.0.1:${front.port}/`);
  expect(early.status).toBe(503);
  expect(early.headers.get('retry-after')).toBe('1');
  front.open({ request: (_, response) => response.end('here'), upgrade: () => false });
  expect(await (await fetch(`http://127.0.0.1:${front.port}/`)).text()).toBe('here');
});

it('names the port when it is taken', async () => {
  const { port } = await bind();
  await expect(bindHttpFront('127.0.0.1', port)).rejects.toThrow(`PORT ${port} on 127.0.0.1 is taken`);
});

it('names the host when it is no address of this machine', async () => {
  await expect(bindHttpFront('203.0.113.7', 0)).rejects.toThrow(
    'HOST 203.0.113.7 is no address of this machine',
  );
});

it('lets a request in flight end, refuses new ones, and does not wait for a socket that nobody closes', async () => {
  const front = await bind();
  let answer: (() => void) | undefined;
  const asked = new Promise<void>((resolve) => {
    front.open({
      request: (_, response) => {
        answer = () => response.end('late');
        resolve();
      },
      upgrade: () => true, // Taken over, and never let go.
    });
  });
  const stuck = connect(front.port, '127.0.0.1');
  stuck.on('error', () => undefined);
  stuck.write('GET /collab HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
  const inFlight = fetch(`http://127.0.0.1:${front.port}/slow`);
  await asked;
  front.shut();
  await expect(fetch(`http://127.0.0.1:${front.port}/new`)).rejects.toThrow();
  const emptied = front.emptied(300);
  answer?.();
  expect(await (await inFlight).text()).toBe('late');
  await emptied;
  if (!stuck.destroyed) await once(stuck, 'close');
});
