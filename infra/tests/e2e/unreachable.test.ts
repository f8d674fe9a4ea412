// Every screen of the frame while the API answers 503, in both languages: it says so, and a retry brings what is there.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import { type Desk, languagesFor, photograph, sitDown } from './desk.ts';
import { ask, expectSoon } from './walk.ts';

const MINA = demoPerson('mina@example.com');

let browser: Browser;
let product: Product;
let front: { url: string; isDown: boolean; close: () => void };
beforeAll(async () => {
  browser = await launchBrowser();
  product = await startProduct({ env: { OTP_REQUESTS_PER_CONTACT: '100' } });
  front = await startFront(product.url);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  front?.close();
  await product?.stop();
});

describe.each(languagesFor('fa'))('in %s', (language) => {
  test('each screen says that the server cannot now, and shows its things after the retry', async () => {
    const mina = await sitDown(browser, front.url, { phone: MINA.phone, language });
    const desks: Desk[] = [mina];
    onTestFailed(() => photograph(desks));
    const first = await mina.page.getByTestId('document-row').first().getAttribute('data-document');
    const { projectId, workspaceId } = await ask<{ projectId: string; workspaceId: string }>(
      mina.page,
      'GET',
      `/documents/${first}`,
    );
    const screens: [path: string, shown: string][] = [
      ['/', 'document-row'],
      [`/workspaces/${workspaceId}`, 'project-row'],
      [`/projects/${projectId}`, 'document-row'],
      [`/projects/${projectId}?view=board`, 'board-card'],
      ['/people', 'member-row'],
      ['/settings', 'workspace-row'],
      [`/settings/workspaces/${workspaceId}`, 'workspace-name'],
      ['/profile', 'session-row'],
      [`/documents/${first}`, 'editor'],
    ];
    const words = language === 'fa' ? 'تلاش دوباره' : 'Try again';
    front.isDown = true;
    try {
      const pages = await Promise.all(
        screens.map(async ([path, shown]) => {
          const page = await mina.context.newPage();
          desks.push({ ...mina, page });
          await page.goto(front.url + path);
          const retry = page.getByRole('alert').getByRole('button', { name: words });
          await retry.first().waitFor();
          expect(await page.getByTestId(shown).count(), path).toBe(0);
          return { page, shown, retry };
        }),
      );
      front.isDown = false;
      for (const { page, shown, retry } of pages) {
        // Each failed part has its own; one that was pressed goes away by itself.
        await expectSoon(async () => {
          if ((await page.getByTestId(shown).count()) > 0) return true;
          // Gone between the look and the press: looked at again.
          const press = retry.first().dispatchEvent('click', {}, { timeout: 1000 });
          await press.catch(() => undefined);
          return false;
        });
      }
    } finally {
      front.isDown = false;
    }
    await mina.context.close();
  }, 120_000);
});

/** Stands before the product; while it is down, what the API is asked for beside "who am I" is answered 503. */
async function startFront(target: string): Promise<typeof front> {
  const { hostname, port } = new URL(target);
  const state = { isDown: false };
  const server = http.createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/';
    if (state.isDown && path.startsWith('/api/v1/') && path !== '/api/v1/me') {
      outgoing.writeHead(503, { 'content-type': 'application/problem+json' });
      outgoing.end(JSON.stringify({ type: '/problems/unavailable', status: 503, title: 'Unavailable' }));
      return;
    }
    const { method, headers } = incoming;
    const upstream = http.request({ hostname, port, path, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    upstream.on('error', () => outgoing.destroy());
    incoming.pipe(upstream);
  });
  server.on('upgrade', (incoming, socket, head) => {
    const upstream = http.request({ hostname, port, path: incoming.url, headers: incoming.headers });
    upstream.on('upgrade', (answer, far, farHead) => {
      const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}`);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
      far.write(head);
      socket.write(farHead);
      far.pipe(socket).pipe(far);
      far.on('error', () => socket.destroy());
      socket.on('error', () => far.destroy());
    });
    upstream.on('error', () => socket.destroy());
    upstream.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get isDown() {
      return state.isDown;
    },
    set isDown(down) {
      state.isDown = down;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
