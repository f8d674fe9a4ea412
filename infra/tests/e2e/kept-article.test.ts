// An article whose screen cannot be drawn: the text stays, goes on being saved, and is offered as a file and to be opened
// again. In both languages. Then a tab that outlives a deployment: of the product, of the article's schema (asked for, or
// met in the text), and of a part of the page that is not there when it is first asked for.
import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { buildPeer, type Peer, synced, until } from '@hamnevis/collab-server/testing/build-peer';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, onTestFailed, test } from 'vitest';
import * as Y from 'yjs';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { axeFaults } from '../../src/testing/axe-faults.ts';
import { type CutProxy, startCutProxy } from '../../src/testing/cut-proxy.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';
import { signIn } from '../../src/testing/sign-in.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import {
  languagesFor,
  newArticle,
  photograph,
  saved,
  sitDown,
  textOf,
  timesIn,
  waiting,
  writeBelow,
} from './desk.ts';

const ARASH = demoPerson('arash@example.com');
const SARA = demoPerson('sara@example.com');

let browser: Browser;
let product: Product;
let line: CutProxy;
beforeAll(async () => {
  browser = await launchBrowser();
  // The server knows one node and one mark more than the client that it gives.
  product = await startProduct({ env: { OTP_REQUESTS_PER_CONTACT: '100' }, newer: true });
  line = await startCutProxy(product.url);
}, 180_000);
afterEach(() => line.join());
afterAll(async () => {
  await browser?.close();
  await line?.close();
  await product?.stop();
});

/**
 * A part of the page is put into another one behind the product's back, as translators in browsers do; the product then
 * cannot take it away again.
 */
async function breakScreen(page: Page): Promise<void> {
  await page.getByTestId('open-versions').click();
  await page.getByTestId('side-end').waitFor();
  await page.getByTestId('side-end').evaluate((panel) => {
    const font = document.createElement('font');
    panel.replaceWith(font);
    font.append(panel);
  });
  await page.getByTestId('open-versions').click();
}

const downloaded = async (page: Page, testId: string): Promise<string> => {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId(testId).click()]);
  return readFileSync(await file.path(), 'utf8');
};

test.each([{ language: 'fa' as const }, { language: 'en' as const }])(
  'a screen that fails leaves the text, as a file, as a version and to be opened again ($language)',
  async ({ language }) => {
    const desk = await sitDown(browser, line.url, { phone: ARASH.phone, language });
    const { page } = desk;
    onTestFailed(() => photograph([desk]));
    const id = await newArticle(page, `لغزش ${language}`);
    await page.goto(`${line.url}/documents/${id}`);
    await saved(page);
    await writeBelow(page, 'پیش از لغزش');
    await saved(page);
    // By the page: it knows which of its connections the server has closed meanwhile.
    const named = await page.evaluate(
      ([path, name]) =>
        fetch(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ name }),
        }).then((answer) => answer.status),
      [`/api/v1/documents/${id}/versions`, 'نگه‌داشته'] as const,
    );
    expect(named).toBe(201);
    await breakScreen(page);
    const kept = page.getByTestId('kept-article');
    await kept.waitFor();

    expect(await downloaded(page, 'kept-article-markdown')).toContain('پیش از لغزش');
    expect(JSON.parse(await downloaded(page, 'kept-article-json'))).toMatchObject({ type: 'doc' });
    const version = page.getByTestId('kept-article-version');
    await version.waitFor();
    expect(await version.innerText()).toContain('پیش از لغزش');
    const { violations } = await new AxeBuilder({ page }).include('[data-testid="kept-article"]').analyze();
    expect(violations.map((one) => one.id)).toEqual([]);

    await page.getByTestId('kept-article-again').click();
    await page.getByTestId('editor').waitFor();
    await saved(page);
    const text = await textOf(page);
    expect(timesIn(text, 'پیش از لغزش')).toBe(1);

    // Without a line, too: what only this browser has is in the file, and arrives once there is one.
    line.cut();
    await page.locator('[data-testid="save-state"][data-state="offline"]').waitFor();
    await writeBelow(page, 'بی‌خط');
    await expect.poll(() => waiting(page)).toBeGreaterThan(0);
    await breakScreen(page);
    await kept.waitFor();
    expect(await downloaded(page, 'kept-article-markdown')).toContain('بی‌خط');
    line.join();
    await saved(page, 30_000);
    await page.getByTestId('kept-article-again').click();
    await expect.poll(() => textOf(page)).toContain('بی‌خط');
    expect(timesIn(await textOf(page), 'بی‌خط')).toBe(1);
    await desk.context.close();
  },
  90_000,
);

/** The one who tells of news is loaded a moment after the screen, with its words. */
async function tellerIsThere(page: Page): Promise<void> {
  const isThere = () => {
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
    return ['tell-news', 'entry-fa'].every((part) => loaded.some((name) => name.includes(`/assets/${part}`)));
  };
  await expect.poll(() => page.evaluate(isThere)).toBe(true);
}

test('a newer version is told; the page is loaded again when everything is saved, and no word is lost', async () => {
  const desk = await sitDown(browser, line.url, { phone: ARASH.phone, language: 'fa' });
  const { page } = desk;
  onTestFailed(() => photograph([desk]));
  const id = await newArticle(page, 'نسخهٔ تازه');
  await page.goto(`${line.url}/documents/${id}`);
  await saved(page);
  await tellerIsThere(page);
  // What a visitor would be given from now on.
  await page.route(`${line.url}/`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<script type="module" src="/assets/newer.js"></script>',
    }),
  );
  line.cut();
  await page.locator('[data-testid="save-state"][data-state="offline"]').waitFor();
  await writeBelow(page, 'پیش از نسخهٔ تازه');
  await page.evaluate(() => Object.assign(window, { isOld: true }));
  const reload = page.getByTestId('notice-action');
  await expect
    .poll(async () => {
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      return reload.count();
    })
    .toBe(1);
  await page.getByText('نسخهٔ تازه‌ای آماده است.').waitFor();
  await reload.click();
  await page.getByText('همین که همه‌چیز ذخیره شود').waitFor();
  expect(await page.evaluate(() => 'isOld' in window)).toBe(true);
  line.join();
  await page.waitForFunction(() => !('isOld' in window), undefined, { timeout: 30_000 });
  await saved(page, 30_000);
  expect(timesIn(await textOf(page), 'پیش از نسخهٔ تازه')).toBe(1);
  await desk.context.close();
}, 90_000);

test('a tab of an older editor is told to reload; what it had not sent arrives afterwards, once (F20)', async () => {
  const desk = await sitDown(browser, line.url, { phone: ARASH.phone, language: 'fa' });
  const { page } = desk;
  onTestFailed(() => photograph([desk]));
  const id = await newArticle(page, 'ویرایشگر کهنه');
  await page.goto(`${line.url}/documents/${id}`);
  await saved(page);
  await page.route('**/collab-ticket', (route) => {
    const { schemaVersion } = route.request().postDataJSON() as { schemaVersion: number };
    return route.continue({ postData: JSON.stringify({ schemaVersion: schemaVersion - 1 }) });
  });
  line.cut();
  await page.locator('[data-testid="save-state"][data-state="offline"]').waitFor();
  await writeBelow(page, 'از برگهٔ کهنه');
  line.join();
  const ended = page.getByTestId('ended');
  await ended.waitFor({ timeout: 30_000 });
  expect(await ended.getAttribute('data-reason')).toBe('outdated');
  expect(await textOf(page)).toContain('از برگهٔ کهنه');
  await page.unroute('**/collab-ticket');
  page.on('dialog', (dialog) => void dialog.accept());
  await ended.getByRole('button').click();
  await saved(page, 30_000);
  expect(timesIn(await textOf(page), 'از برگهٔ کهنه')).toBe(1);
  await desk.context.close();
}, 90_000);

/**
 * Opens the article again, and answers what stands in a part of the screen then, if it is there. The server has what
 * another wrote before this page hears of it.
 */
async function openAgain(page: Page, testId: string): Promise<string | null> {
  const again = page.getByTestId('kept-article-again');
  if ((await again.count()) > 0) await again.click();
  const part = page.getByTestId(testId);
  return (await part.count()) > 0 ? part.textContent() : null;
}

/** A stock Yjs client that writes what it likes. */
async function writeRaw(id: string): Promise<Peer> {
  const { token } = await signIn(product.url, SARA.phone);
  const peer = buildPeer({ url: product.url.replace('http', 'ws') }, id, token);
  await until('synced', () => peer.provider.isSynced, 20_000);
  return peer;
}

test.each(languagesFor('fa'))(
  'what a newer program wrote is shown as unknown and stays; words round it arrive, and the editor comes back (%s)',
  async (language) => {
    const desk = await sitDown(browser, line.url, { phone: ARASH.phone, language });
    const { page } = desk;
    onTestFailed(() => photograph([desk]));
    const id = await newArticle(page, `از آینده ${language}`);
    await page.goto(`${line.url}/documents/${id}`);
    await saved(page);
    await writeBelow(page, 'پیش از نظرسنجی');
    await saved(page);
    const newer = await writeRaw(id);
    const article = newer.doc.getXmlFragment('default');
    const stored = () => article.toJSON();
    const accepted = () => synced(newer);
    const firstWords = () => {
      const block = article.toArray().find((one) => one.toString().includes('پیش از نظرسنجی'));
      return (block as Y.XmlElement).get(0) as Y.XmlText;
    };
    await until('read', () => stored().includes('پیش از نظرسنجی'), 20_000);

    // It comes while the editor is open, and between the letters that are being typed.
    await page.keyboard.type(' و همان دم');
    const poll = new Y.XmlElement('poll');
    poll.setAttribute('closes', 'فردا');
    poll.insert(0, [new Y.XmlText('کدام راه؟')]);
    article.insert(0, [poll]);
    const kept = page.getByTestId('kept-article');
    await kept.waitFor();
    await accepted();
    const words =
      language === 'fa'
        ? ['چیزی هست که این برگه نمی‌شناسد', 'بخشی که این برگه نمی‌شناسد (poll)']
        : ['something that this tab does not know', 'A part that this tab does not know (poll)'];
    expect(await kept.innerText()).toContain(words[0]);
    const now = await page.getByTestId('kept-article-now').innerText();
    for (const part of [words[1], 'کدام راه؟', 'پیش از نظرسنجی']) expect(now).toContain(part);
    expect(await axeFaults(page, '[data-testid="kept-article"]')).toEqual([]);
    await saved(page);
    await expect.poll(stored).toMatch(/^<poll closes="فردا">کدام راه؟<\/poll>.*پیش از نظرسنجی/s);

    // Opened again, it is shown again and nothing is taken away; who writes round it goes on.
    await page.getByTestId('kept-article-reload').click();
    await kept.waitFor();
    await saved(page);
    const after = new Y.XmlElement('paragraph');
    after.insert(0, [new Y.XmlText('نوشتهٔ دیگری')]);
    article.push([after]);
    await accepted();
    await expect.poll(() => openAgain(page, 'kept-article-now')).toContain('نوشتهٔ دیگری');
    expect(stored()).toMatch(/^<poll closes="فردا">کدام راه؟<\/poll>.*پیش از نظرسنجی.*نوشتهٔ دیگری/s);

    // A mark is as little known; without both, the editor is there again, and writes.
    const marked = firstWords();
    marked.format(0, 3, { sparkle: {} });
    article.delete(0, 1);
    await accepted();
    await expect.poll(() => openAgain(page, 'kept-article')).toContain('sparkle');
    marked.format(0, 3, { sparkle: null });
    await accepted();
    await expect.poll(() => openAgain(page, 'editor')).toContain('نوشتهٔ دیگری');
    await writeBelow(page, 'پس از نظرسنجی');
    await saved(page);
    await until('read', () => stored().includes('پس از نظرسنجی'), 20_000);
    for (const part of ['پیش از نظرسنجی', 'نوشتهٔ دیگری', 'پس از نظرسنجی'])
      expect(timesIn(stored(), part), part).toBe(1);
    newer.stop();
    expect(desk.faults.filter((fault) => !fault.includes('UnknownNode'))).toEqual([]);
    await desk.context.close();
  },
  90_000,
);

test('a dialog that is not there at its first click comes by itself, and the list stays', async () => {
  const desk = await sitDown(browser, line.url, { phone: ARASH.phone, language: 'fa' });
  const { page } = desk;
  onTestFailed(() => photograph([desk]));
  // Its program, and the styles that come with it.
  const parts = /\/assets\/(?:new-document-)?dialog[^/]*$/;
  await page.route(parts, (route) => route.abort());
  await page.reload();
  await page.getByTestId('document-row').first().waitFor();
  await tellerIsThere(page);
  await page.getByTestId('new-document').first().click();
  await page.getByText('این بخش هنوز نرسیده است').waitFor();
  expect(await page.getByTestId('document-row').count()).toBeGreaterThan(0);
  await page.unroute(parts);
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await page.getByRole('dialog').waitFor({ timeout: 30_000 });
  expect(await page.evaluate(emptySheets)).toEqual([]);
  await desk.context.close();
}, 60_000);

/** The style sheets of this page that did not come. */
function emptySheets(): string[] {
  const isEmpty = (sheet: CSSStyleSheet) => {
    try {
      return sheet.cssRules.length === 0;
    } catch {
      return true;
    }
  };
  const links = Array.from(document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]'));
  return links.filter(({ sheet }) => !sheet || isEmpty(sheet)).map(({ href }) => href);
}

test('a part that a deployment took away is told with a way on: the page is loaded anew when all is saved', async () => {
  const desk = await sitDown(browser, line.url, { phone: ARASH.phone, language: 'fa' });
  const { page } = desk;
  onTestFailed(() => photograph([desk]));
  const id = await newArticle(page, 'بخش رفته');
  const gone = /\/assets\/(?:versions-panel|typeset-formula)/;
  await page.route(gone, (route) => route.fulfill({ status: 404, body: '' }));
  await page.goto(`${line.url}/documents/${id}`);
  await saved(page);
  await tellerIsThere(page);
  await page.getByTestId('open-versions').click();
  await page.getByText('این بخش بار نشد').waitFor({ timeout: 30_000 });
  // A formula whose typesetter is gone is shown as it is written.
  await writeBelow(page, 'فرمول $$x^2$$ و متن');
  await expect.poll(() => page.getByTestId('editor').locator('.formula').textContent()).toContain('x^2');
  line.cut();
  await page.locator('[data-testid="save-state"][data-state="offline"]').waitFor();
  await writeBelow(page, 'پیش از بارگذاری');
  await page.unroute(gone);
  await page.evaluate(() => Object.assign(window, { isOld: true }));
  await page.getByTestId('notice-action').first().click();
  await page.getByText('همین که همه‌چیز ذخیره شود').waitFor();
  line.join();
  await page.waitForFunction(() => !('isOld' in window), undefined, { timeout: 30_000 });
  await saved(page, 30_000);
  expect(timesIn(await textOf(page), 'پیش از بارگذاری')).toBe(1);
  // The panel that was asked for is open, and the formula is set.
  await page.getByTestId('editor').locator('.katex').waitFor();
  await page.getByTestId('side-end').waitFor();
  await desk.context.close();
}, 90_000);
