import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { parseSettings } from '@hamnevis/core/settings/settings';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiEnv } from '../services.ts';
import { bodyLimits } from './body-limits.ts';

const read = parseSettings({ MAX_BODY_KB: '1' });
if (!read.ok) throw new Error('the settings of this test are not valid');
const app = new Hono<ApiEnv>();
app.onError((error, c) => c.text('', error instanceof Problem && error.status === 413 ? 413 : 500));
app
  .use('/api/*', bodyLimits(read.settings))
  .all('/api/v1/here', async (c) => c.text(`${c.req.method} ${(await c.req.text()).length}`));
// As the launcher serves: with the server's own light requests.
const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/here`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const stream = (letters: number) => ({
  method: 'POST',
  body: new Blob(['x'.repeat(letters)]).stream(),
  duplex: 'half',
});

it('a request that brings nothing passes, also one whose method might', async () => {
  expect(await (await fetch(url, { method: 'DELETE' })).text()).toBe('DELETE 0');
});

it('a body whose length is not told is read up to the limit, and refused beyond it', async () => {
  expect(await (await fetch(url, stream(1000))).text()).toBe('POST 1000');
  expect((await fetch(url, stream(2000))).status).toBe(413);
});
