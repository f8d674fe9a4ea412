// Every screen of the frame while the API is slow, answers 503, or has nothing: it shows that it loads, says what is wrong,
// and a retry brings what is there; where there is nothing it says so in a sentence.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import { type Desk, languagesFor, photograph, sitDown } from './desk.ts';
import { ask, expectSoon } from './walk.ts';

const MINA = demoPerson('mina@example.com');

let browser: Browser;
let product: Product;
/** What the front makes of a request to the API. */
type FrontState = 'passes' | 'holds' | 'fails' | 'has nothing';
let front: { url: string; become: (state: FrontState) => void; close: () => void };
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
  test('each screen shows that it loads, says that the server cannot now, and shows its things after the retry', async () => {
    const mina = await sitDown(browser, front.url, { phone: MINA.phone, language });
    const desks: Desk[] = [mina];
    onTestFailed(() => photograph(desks));
    const first = await mina.page.getByTestId('document-row').first().getAttribute('data-document');
    const { projectId, workspaceId, organizationId } = await placeOf(mina, first);
    const away = await ask<{ id: string }>(mina.page, 'POST', `/projects/${projectId}/documents`, {
      title: 'کنارگذاشته',
      language: 'fa',
    });
    await ask(mina.page, 'DELETE', `/documents/${away.id}`);
    await ask(mina.page, 'POST', `/organizations/${organizationId}/api-keys`, {
      name: 'کلید',
      scopes: ['read'],
    });
    const screens: [path: string, shown: string][] = [
      ['/', 'document-row'],
      [`/workspaces/${workspaceId}`, 'project-row'],
      [`/projects/${projectId}`, 'document-row'],
      [`/projects/${projectId}?view=board`, 'board-card'],
      ['/people', 'member-row'],
      ['/trash', 'trash-row'],
      ['/settings', 'workspace-row'],
      [`/settings/workspaces/${workspaceId}`, 'workspace-name'],
      ['/settings/api-keys', 'api-key-row'],
      ['/profile', 'session-row'],
      [`/documents/${first}`, 'editor'],
    ];
    const words = language === 'fa' ? 'تلاش دوباره' : 'Try again';
    const pages: { page: Page; shown: string; retry: Locator }[] = [];
    try {
      // One after the other: a browser holds only so many requests to one server at a time.
      for (const [path, shown] of screens) {
        const page = await mina.context.newPage();
        desks.push({ ...mina, page });
        front.become('holds');
        await page.goto(front.url + path);
        const skeleton = page.locator('[role="status"] .mantine-Skeleton-root').first();
        await skeleton.waitFor();
        front.become('fails');
        const retry = page.getByRole('alert').getByRole('button', { name: words });
        await retry.first().waitFor();
        expect(await page.getByTestId(shown).count(), path).toBe(0);
        pages.push({ page, shown, retry });
      }
      front.become('passes');
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
      front.become('passes');
    }
    await mina.context.close();
  }, 120_000);

  test('each screen that has nothing says so in one sentence', async () => {
    const mina = await sitDown(browser, front.url, { phone: MINA.phone, language });
    onTestFailed(() => photograph([mina]));
    const first = await mina.page.getByTestId('document-row').first().getAttribute('data-document');
    const { projectId, workspaceId, organizationId } = await placeOf(mina, first);
    const empty = await ask<{ id: string }>(
      mina.page,
      'POST',
      `/organizations/${organizationId}/workspaces`,
      {
        name: `خالی ${language}`,
      },
    );
    const screens: [path: string, fa: string, en: string][] = [
      ['/', 'هنوز سندی نیست.', 'There is no document yet.'],
      [`/workspaces/${empty.id}`, 'هنوز پروژه‌ای نیست.', 'There is no project yet.'],
      [`/projects/${projectId}`, 'در این پروژه هنوز سندی نیست.', 'There is no document in this project yet.'],
      ['/trash', 'سطل زباله خالی است.', 'The trash is empty.'],
      ['/settings/api-keys', 'هنوز کلیدی نیست.', 'There is no key yet.'],
      [
        `/settings/workspaces/${workspaceId}`,
        'این تحریریه هنوز الگویی از خود ندارد.',
        'The workspace has no template of its own yet.',
      ],
    ];
    front.become('has nothing');
    try {
      for (const [path, fa, en] of screens) {
        await mina.page.goto(front.url + path);
        await mina.page.getByText(language === 'fa' ? fa : en, { exact: true }).waitFor();
        // Other lists of the screen may come a moment later.
        await expect
          .poll(() => mina.page.locator('.mantine-Skeleton-root').count(), { message: path })
          .toBe(0);
      }
    } finally {
      front.become('passes');
    }
    await mina.context.close();
  }, 120_000);
});

interface Place {
  projectId: string;
  workspaceId: string;
  organizationId: string;
}

async function placeOf({ page }: Desk, documentId: string | null): Promise<Place> {
  const { memberships } = await ask<{ memberships: { organizationId: string }[] }>(page, 'GET', '/me');
  const found = await ask<Omit<Place, 'organizationId'>>(page, 'GET', `/documents/${documentId}`);
  return { ...found, organizationId: memberships[0]?.organizationId ?? '' };
}

/** Lists that an organization may have nothing in. */
const LISTS = /\/(?:documents|trash|api-keys|templates)(?:\?|$)/;

/** Stands before the product, and deals with what the API is asked for beside "who am I" as its state says. */
async function startFront(target: string): Promise<typeof front> {
  const { hostname, port } = new URL(target);
  let state: FrontState = 'passes';
  let released: (() => void)[] = [];
  const server = http.createServer(async (incoming, outgoing) => {
    const path = incoming.url ?? '/';
    const isAsked = path.startsWith('/api/v1/') && path !== '/api/v1/me';
    if (isAsked && state === 'holds') await new Promise<void>((resolve) => released.push(resolve));
    if (isAsked && state === 'fails') {
      outgoing.writeHead(503, { 'content-type': 'application/problem+json' });
      outgoing.end(JSON.stringify({ type: '/problems/unavailable', status: 503, title: 'Unavailable' }));
      return;
    }
    if (isAsked && state === 'has nothing' && incoming.method === 'GET' && LISTS.test(path)) {
      outgoing.writeHead(200, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ items: [], nextCursor: null }));
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
    become: (next) => {
      state = next;
      for (const release of released) release();
      released = [];
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
