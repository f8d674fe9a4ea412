// Every screen of the frame while the API is slow, answers 503, or has nothing: it shows that it loads, says what is wrong,
// and a retry brings what is there; where there is nothing, or nothing for this person, it says so in a sentence.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import { type Desk, languagesFor, photograph, sitDown } from './desk.ts';
import { ask, expectSoon } from './walk.ts';

const MINA = demoPerson('mina@example.com');

const RETRY = { fa: 'تلاش دوباره', en: 'Try again' };
const CANNOT_NOW = {
  fa: 'سرور اکنون نمی‌تواند؛ کمی بعد دوباره.',
  en: 'The server cannot do this right now; try again shortly.',
};
const GOOD_FOR_NOTHING = { fa: 'این پیوند به کار نمی‌آید', en: 'This link does not work' };
/** The program of one screen. */
const LATE = /\/assets\/trash-page/;

let browser: Browser;
let product: Product;
/** What the front makes of a page's requests to the API. */
type FrontState = 'passes' | 'holds' | 'fails' | 'has nothing';
let front: { url: string; become: (page: Page, state: FrontState) => Promise<void>; close: () => void };
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

describe.each(['fa', 'en'] as const)('in %s', (language) => {
  let mina: Desk;
  let place: Place;
  let first: string | null;
  beforeAll(async () => {
    mina = await sitDown(browser, front.url, { phone: MINA.phone, language });
    first = await mina.page.getByTestId('document-row').first().getAttribute('data-document');
    place = await placeOf(mina, first);
    const away = await ask<{ id: string }>(mina.page, 'POST', `/projects/${place.projectId}/documents`, {
      title: 'کنارگذاشته',
      language: 'fa',
    });
    await ask(mina.page, 'DELETE', `/documents/${away.id}`);
  }, 60_000);
  afterAll(() => mina?.context.close());

  test('each screen shows that it loads, says that the server cannot now, and shows its things after the retry', async () => {
    const { projectId, workspaceId, organizationId } = place;
    const desks: Desk[] = [];
    onTestFailed(() => photograph(desks));
    await ask(mina.page, 'POST', `/organizations/${organizationId}/api-keys`, {
      name: 'کلید',
      scopes: ['read'],
    });
    const invitation = await ask<{ url: string }>(
      mina.page,
      'POST',
      `/organizations/${organizationId}/invitations`,
      { role: 'writer' },
    );
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
      [`/join${new URL(invitation.url).hash}`, 'invitation'],
      ['/setup?token=none', 'setup-closed'],
    ];
    const words = RETRY[language];
    const seen = screens.map(() => Promise.withResolvers<void>());
    const opened = screens.map(async ([path, shown], turn) => {
      const page = await mina.context.newPage();
      desks.push({ ...mina, page });
      await front.become(page, 'holds');
      // One after the other: a browser holds only so many requests to one server at a time.
      await seen[turn - 1]?.promise;
      await page.goto(front.url + path);
      await page.getByRole('main').locator('[role="status"] .mantine-Skeleton-root').first().waitFor();
      await front.become(page, 'fails');
      seen[turn]?.resolve();
      // It asks again by itself for a few seconds, while the next ones load.
      const retry = page.getByRole('alert').getByRole('button', { name: words });
      await retry.first().waitFor();
      expect(await page.getByTestId(shown).count(), path).toBe(0);
      // Nor that an invitation is good for nothing: that is not known.
      expect(await page.getByText(GOOD_FOR_NOTHING[language]).count(), path).toBe(0);
      return { page, shown, retry };
    });
    for (const { page, shown, retry } of await Promise.all(opened)) {
      await front.become(page, 'passes');
      // Each failed part has its own; one that was pressed goes away by itself.
      await expectSoon(async () => {
        if ((await page.getByTestId(shown).count()) > 0) return true;
        // Gone between the look and the press: looked at again.
        const press = retry.first().dispatchEvent('click', {}, { timeout: 1000 });
        await press.catch(() => undefined);
        return false;
      });
      await page.close();
    }
  }, 120_000);

  const told = test.runIf(languagesFor('fa').includes(language));
  told(
    'a screen that is opened without a line loads, says so, and comes by itself with the line',
    async () => {
      const { projectId, workspaceId } = place;
      const screens: [path: string, shown: string][] = [
        [`/projects/${projectId}`, 'document-row'],
        ['/people', 'member-row'],
        ['/profile', 'session-row'],
        ['/settings', 'workspace-row'],
        ['/trash', 'trash-row'],
      ];
      const desks: Desk[] = [];
      onTestFailed(() => photograph(desks));
      const pages = await Promise.all(
        [...screens.map(([path]) => path), `/workspaces/${workspaceId}`, 'late'].map(async (path) => {
          const page = await mina.context.newPage();
          desks.push({ ...mina, page });
          await front.become(page, 'passes');
          if (path === 'late') await page.route(LATE, (route) => route.abort());
          await page.goto(front.url);
          await page.getByTestId('document-row').first().waitFor();
          // The screens round the first one come while the line is there, and with them who tells of what did not come.
          await expectSoon(() =>
            page.evaluate(
              (parts) => {
                const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
                return parts.every((part) => loaded.some((name) => name.includes(`/assets/${part}`)));
              },
              [
                'people-page',
                'profile-page',
                'settings-page',
                'project-page',
                'workspace-page',
                'tell-news',
                `entry-${language}`,
              ],
            ),
          );
          return page;
        }),
      );
      await mina.context.setOffline(true);
      const [known, late] = pages.splice(screens.length) as [Page, Page];
      await Promise.all(
        screens.map(async ([path, shown], n) => {
          const page = pages[n] as Page;
          await page.locator(`a[href="${path}"]`).first().click();
          const main = page.getByRole('main');
          await main.locator('[role="status"] .mantine-Skeleton-root').first().waitFor();
          await main.getByRole('alert').getByRole('button', { name: RETRY[language] }).first().waitFor();
          expect(await page.getByTestId(shown).count(), path).toBe(0);
          expect(await page.getByTestId('offline-line').innerText()).not.toBe('');
        }),
      );
      // What was there already stays.
      await known.locator(`a[href="/workspaces/${workspaceId}"]`).first().click();
      await known.getByTestId('project-row').first().waitFor();
      // A screen whose own program has not come leaves the one before it, and says that it will.
      await late.locator('a[href="/trash"]').first().click();
      await late
        .getByText(language === 'fa' ? 'این بخش هنوز نرسیده است' : 'This part is not here yet')
        .waitFor();
      expect(await late.getByTestId('document-row').count()).toBeGreaterThan(0);
      await late.unroute(LATE);
      await mina.context.setOffline(false);
      await Promise.all([
        ...screens.map(([, shown], n) => (pages[n] as Page).getByTestId(shown).first().waitFor()),
        late.getByTestId('trash-row').first().waitFor(),
      ]);
      for (const { page } of desks) await page.close();
    },
    120_000,
  );

  test('a first run and an invitation that the server cannot take now say so, and keep what was typed', async () => {
    const context = await browser.newContext({ locale: language === 'fa' ? 'fa-IR' : 'en-US' });
    const page = await context.newPage();
    onTestFailed(() => photograph([{ page, context, faults: [] }]));
    await front.become(page, 'passes');
    // A server that nobody has set up would say so.
    await page.route('**/api/v1/setup', (route) =>
      route.request().method() === 'GET' ? route.fulfill({ json: { open: true } }) : route.continue(),
    );
    await page.goto(`${front.url}/setup?token=none`);
    await page.getByTestId('setup-next').click();
    await page.getByTestId('setup-name').fill('نخستین');
    await page.getByTestId('setup-contact').fill('۰۹۱۲۱۱۱۲۲۳۳');
    await page.getByTestId('setup-organization').fill('نشر تازه');
    await front.become(page, 'fails');
    await page.getByTestId('setup-submit').click();
    await page.getByText(CANNOT_NOW[language], { exact: true }).waitFor();
    expect(await page.getByTestId('setup-name').inputValue()).toBe('نخستین');
    await context.close();

    const made = await ask<{ url: string }>(
      mina.page,
      'POST',
      `/organizations/${place.organizationId}/invitations`,
      { role: 'writer' },
    );
    await front.become(mina.page, 'passes');
    await mina.page.goto(`${front.url}/join${new URL(made.url).hash}`);
    await mina.page.getByTestId('invitation').waitFor();
    await front.become(mina.page, 'fails');
    await mina.page.getByTestId('accept-invitation').click();
    await mina.page.getByText(CANNOT_NOW[language], { exact: true }).waitFor();
    await front.become(mina.page, 'passes');
    await mina.page.goto(`${front.url}/join#nothing`);
    await mina.page.getByText(GOOD_FOR_NOTHING[language]).waitFor();
    await mina.page.goto(front.url);
  }, 60_000);

  test('each screen that has nothing says so in one sentence', async () => {
    const { projectId, workspaceId, organizationId } = place;
    onTestFailed(() => photograph([mina]));
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
      [`/projects/${projectId}?view=board`, 'خالی', 'Nothing here'],
      ['/trash', 'سطل زباله خالی است.', 'The trash is empty.'],
      ['/settings/api-keys', 'هنوز کلیدی نیست.', 'There is no key yet.'],
      [
        `/settings/workspaces/${workspaceId}`,
        'این تحریریه هنوز الگویی از خود ندارد.',
        'The workspace has no template of its own yet.',
      ],
    ];
    await front.become(mina.page, 'has nothing');
    for (const [path, fa, en] of screens) {
      await mina.page.goto(front.url + path);
      await mina.page
        .getByText(language === 'fa' ? fa : en, { exact: true })
        .first()
        .waitFor();
      // Other lists of the screen may come a moment later.
      await expect.poll(() => mina.page.locator('.mantine-Skeleton-root').count(), { message: path }).toBe(0);
    }
  }, 120_000);

  test('what is not there, or not for this person, is told on its screen, with a way on', async () => {
    onTestFailed(() => photograph([mina]));
    await front.become(mina.page, 'passes');
    const nowhere = randomUUID();
    const screens: [path: string, fa: string, en: string][] = [
      [
        `/workspaces/${nowhere}`,
        'این تحریریه در این سازمان نیست.',
        'This workspace is not in this organization.',
      ],
      [`/projects/${nowhere}`, 'این پروژه در این سازمان نیست.', 'This project is not in this organization.'],
      [`/documents/${nowhere}`, 'پیدا نشد.', 'Not found.'],
    ];
    for (const [path, fa, en] of screens) {
      await mina.page.goto(front.url + path);
      await mina.page.getByText(language === 'fa' ? fa : en, { exact: true }).waitFor();
      await mina.page.getByRole('main').locator('a[href="/"]').first().waitFor();
    }
  }, 60_000);

  test('who signs in while the server cannot is told so, keeps what was typed, and goes on with it', async () => {
    const context = await browser.newContext({ locale: language === 'fa' ? 'fa-IR' : 'en-US' });
    const page = await context.newPage();
    onTestFailed(() => photograph([{ page, context, faults: [] }]));
    await front.become(page, 'passes');
    await page.goto(front.url);
    const contact = page.getByTestId('contact');
    await contact.fill(MINA.phone);
    await front.become(page, 'fails');
    await page.getByTestId('send-code').click();
    const words = CANNOT_NOW[language];
    await page.getByText(words, { exact: true }).waitFor();
    expect(await contact.inputValue()).toBe(MINA.phone);
    await front.become(page, 'passes');
    await page.getByTestId('send-code').click();
    await page.getByTestId('dev-code').click();
    await front.become(page, 'fails');
    const code = await page.getByTestId('code').inputValue();
    await page.getByTestId('verify-code').click();
    await page.getByText(words, { exact: true }).waitFor();
    expect(await page.getByTestId('code').inputValue()).toBe(code);
    await front.become(page, 'passes');
    await page.getByTestId('verify-code').click();
    await page.getByTestId('document-row').first().waitFor();
    await context.close();
  }, 60_000);
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

/** By this header a page says which one it is. */
const PAGE = 'x-story-page';

/** Stands before the product, and deals with what a page asks the API for beside "who am I" as it is told. */
async function startFront(target: string): Promise<typeof front> {
  const { hostname, port } = new URL(target);
  const names = new Map<Page, string>();
  const states = new Map<string, FrontState>();
  const held: (() => void)[] = [];
  const server = http.createServer(async (incoming, outgoing) => {
    const path = incoming.url ?? '/';
    const name = String(incoming.headers[PAGE]);
    const isAsked = path.startsWith('/api/v1/') && path !== '/api/v1/me';
    while (isAsked && states.get(name) === 'holds') await new Promise<void>((resolve) => held.push(resolve));
    const state = states.get(name);
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
    become: async (page, state) => {
      const name = names.get(page) ?? String(names.size);
      if (!names.has(page)) {
        names.set(page, name);
        await page.setExtraHTTPHeaders({ [PAGE]: name });
      }
      states.set(name, state);
      for (const release of held.splice(0)) release();
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
