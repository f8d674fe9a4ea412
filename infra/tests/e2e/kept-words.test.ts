// Words written while cut off, when rights changed meanwhile: kept, shown as a difference, and put back, made a document
// or saved as a file with one click; in two tabs and in one that was closed. Each story in both languages.
import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Editor } from '@tiptap/core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { type CutProxy, startCutProxy } from '../../src/testing/cut-proxy.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import { watchFaults } from '../../src/testing/watch-faults.ts';
import {
  type Desk,
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

/** Each language's writer is removed in its last story. */
const WRITERS = { fa: demoPerson('arash@example.com'), en: demoPerson('daniel@example.com') };
const MINA = demoPerson('mina@example.com');

let browser: Browser;
let product: Product;
let line: CutProxy;
let mina: Desk;
beforeAll(async () => {
  browser = await launchBrowser();
  // One person sits down for every story.
  product = await startProduct({ env: { OTP_REQUESTS_PER_CONTACT: '100', COLLAB_MAX_DOCUMENT_MB: '1' } });
  line = await startCutProxy(product.url);
  mina = await sitDown(browser, product.url, { phone: MINA.phone, language: 'fa' });
}, 180_000);
afterAll(async () => {
  await leave();
  await browser?.close();
  await line?.close();
  await product?.stop();
});

const desks: Desk[] = [];
beforeEach(async () => {
  await leave();
  onTestFailed(() => photograph(desks));
});
afterEach(() => line.join());

/** Closes what the story before left open: its pictures are taken after it has failed. */
async function leave(): Promise<void> {
  for (const desk of desks.splice(0)) {
    expect(desk.faults).toEqual([]);
    await desk.context.close();
  }
}

/** What an administrator does through the API, from her own browser. */
async function ask(method: 'post' | 'patch' | 'delete', path: string, data?: unknown): Promise<void> {
  const answer = await mina.page.request[method](`${product.url}/api/v1${path}`, {
    headers: { origin: product.url },
    ...(data === undefined ? {} : { data }),
  });
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
}

/** A document, and its writer on a line that can be cut. */
async function sitWith(
  language: 'fa' | 'en',
): Promise<{ id: string; desk: Desk; organization: string; person: string }> {
  await mina.page.goto(product.url);
  const id = await newArticle(mina.page, `سند ${language} ${desks.length}`);
  const desk = await sitDown(browser, line.url, { phone: WRITERS[language].phone, language });
  desks.push(desk);
  await desk.page.goto(`${line.url}/documents/${id}`);
  await saved(desk.page);
  const detail = await mina.page.request.get(`${product.url}/api/v1/documents/${id}`);
  const { organizationId } = (await detail.json()) as { organizationId: string };
  const me = await desk.page.request.get(`${product.url}/api/v1/me`);
  return { id, desk, organization: organizationId, person: ((await me.json()) as { id: string }).id };
}

/** The same document in another tab of the same browser. */
async function secondTab(desk: Desk, id: string): Promise<Page> {
  const page = await desk.context.newPage();
  desk.faults.push(...watchFaults(page));
  await page.goto(`${line.url}/documents/${id}`);
  return page;
}

async function cutOff(...pages: Page[]): Promise<void> {
  line.cut();
  for (const page of pages) await page.locator('[data-testid="save-state"][data-state="offline"]').waitFor();
}

/** How many letters of its block stand before the editor's caret. */
const caretInBlock = (page: Page) =>
  page
    .getByTestId('editor')
    .evaluate(
      (element) => (element as unknown as { editor: Editor }).editor.state.selection.$from.parentOffset,
    );

const rescueOf = (page: Page) => page.getByTestId('rescue');
const changed = (page: Page) =>
  rescueOf(page).locator('[data-testid="diff-block"]:not([data-kind="same"])').allInnerTexts();
const gone = (page: Page) => rescueOf(page).waitFor({ state: 'detached' });

/** Names of the article databases in this browser. */
const copies = (page: Page, id: string) =>
  page.evaluate(
    async (documentId) =>
      (await indexedDB.databases()).filter(({ name }) => name?.includes(documentId)).length,
    id,
  );

describe.each(languagesFor('en'))('in %s', (language) => {
  test('approved meanwhile, written in two tabs: both tabs offer all of it as a difference; it becomes a document, or goes back when reopened', async () => {
    const { id, desk } = await sitWith(language);
    const { page } = desk;
    await writeBelow(page, 'نخستین بند می‌ماند');
    await saved(page);
    const other = await secondTab(desk, id);
    await saved(other);
    await cutOff(page, other);
    await writeBelow(page, 'از برگهٔ یک');
    await page.getByTestId('editor').locator('> p', { hasText: 'نخستین بند' }).click();
    await page.keyboard.press('End');
    await page.keyboard.type('، و افزودهٔ بی‌خط');
    await writeBelow(other, 'از برگهٔ دو');
    for (const one of [page, other]) expect(await waiting(one)).toBeGreaterThan(0);
    await ask('post', `/documents/${id}/transitions`, { to: 'review' });
    await ask('post', `/documents/${id}/transitions`, { to: 'approved' });
    line.join();
    for (const one of [page, other]) {
      await rescueOf(one).waitFor({ timeout: 30_000 });
      const told = async () => {
        const text = (await changed(one)).join('\n');
        return ['از برگهٔ یک', 'و افزودهٔ بی‌خط', 'از برگهٔ دو'].map((words) => timesIn(text, words));
      };
      await expect.poll(told, { timeout: 20_000 }).toEqual([1, 1, 1]);
      expect(await textOf(one)).toBe('\nنخستین بند می‌ماند');
    }
    // Only what I added is coloured, in my colour, inside the paragraph that stays.
    const added = rescueOf(page).locator('[data-kind="changed"] ins');
    expect(await added.first().innerText()).toContain('افزودهٔ بی‌خط');
    const { violations } = await new AxeBuilder({ page }).include('[data-testid="rescue"]').analyze();
    expect(violations.map((one) => one.id)).toEqual([]);

    if (language === 'fa') {
      await rescueOf(page).getByTestId('rescue-new-document').click();
      await page.waitForURL((url) => !url.pathname.endsWith(id));
      await expect.poll(() => textOf(page), { timeout: 20_000 }).toContain('از برگهٔ دو');
      await saved(page);
      await gone(page);
      await page.reload();
      await saved(page);
      const text = await textOf(page);
      for (const words of ['از برگهٔ یک', 'افزودهٔ بی‌خط', 'از برگهٔ دو']) expect(timesIn(text, words)).toBe(1);
      expect(await rescueOf(page).count()).toBe(0);
    } else {
      await ask('post', `/documents/${id}/transitions`, { to: 'draft' });
      const button = rescueOf(page).getByTestId('rescue-put-back');
      await button.waitFor({ timeout: 20_000 });
      await button.click();
      await saved(page);
      const text = await textOf(page);
      for (const words of ['نخستین بند', 'از برگهٔ یک', 'افزودهٔ بی‌خط', 'از برگهٔ دو'])
        expect(timesIn(text, words)).toBe(1);
      await expect.poll(() => textOf(other), { timeout: 20_000 }).toBe(text);
    }
    // What was settled in one tab is settled in the other.
    await gone(other);
  }, 120_000);

  test('a role lost meanwhile: the words wait through a reload, and go back when the role does; a paragraph that was split and made a heading stands once', async () => {
    const { id, desk, organization, person } = await sitWith(language);
    const { page } = desk;
    await writeBelow(page, 'قطار شب دیر به ایستگاه رسید');
    await saved(page);
    await cutOff(page);
    // Between its first word and the second, and its rest a heading.
    await page.keyboard.press('Home');
    for (let letter = 0; letter < 5; letter += 1) await page.keyboard.press('ArrowLeft');
    // The browser tells the editor of its caret a moment after it has moved.
    await expect.poll(() => caretInBlock(page)).toBe('قطار '.length);
    await page.keyboard.press('Enter');
    await page.keyboard.type('آرام ');
    await page.keyboard.press('Control+Alt+2');
    await page.getByTestId('editor').locator('> h2', { hasText: 'آرام شب دیر' }).waitFor();
    await writeBelow(page, `نوشتهٔ ${language} بی‌نقش`);
    await ask('patch', `/organizations/${organization}/members/${person}`, { role: 'viewer' });
    line.join();
    await rescueOf(page).waitFor({ timeout: 30_000 });
    // A viewer makes no documents.
    expect(await rescueOf(page).getByTestId('rescue-new-document').count()).toBe(0);
    await page.reload();
    await rescueOf(page).waitFor({ timeout: 30_000 });
    expect(await textOf(page)).not.toContain('بی‌نقش');
    await ask('patch', `/organizations/${organization}/members/${person}`, { role: 'writer' });
    const button = rescueOf(page).getByTestId('rescue-put-back');
    await page.reload();
    await button.click({ timeout: 20_000 });
    await gone(page);
    await saved(page);
    await mina.page.goto(`${product.url}/documents/${id}`);
    await saved(mina.page);
    const text = await textOf(mina.page);
    expect(timesIn(text, `نوشتهٔ ${language} بی‌نقش`)).toBe(1);
    expect(text.split('\n')).toContain('قطار آرام شب دیر به ایستگاه رسید');
    expect(timesIn(text, 'ایستگاه')).toBe(1);
  }, 90_000);

  test('cut off, written in two tabs, one of them closed: all of it arrives, once, and nothing is left behind (F24)', async () => {
    const { id, desk } = await sitWith(language);
    const { page } = desk;
    const other = await secondTab(desk, id);
    await saved(other);
    await cutOff(page, other);
    await writeBelow(page, 'برگهٔ باز');
    await writeBelow(other, 'برگهٔ بسته');
    await expect.poll(() => waiting(other)).toBeGreaterThan(0);
    await other.close();
    line.join();
    const again = await secondTab(desk, id);
    const both = async (one: Page) => {
      const text = await textOf(one);
      return ['برگهٔ باز', 'برگهٔ بسته'].map((words) => timesIn(text, words));
    };
    // The closed tab's words come by the one that is opened now.
    for (const one of [page, again]) await expect.poll(() => both(one), { timeout: 20_000 }).toEqual([1, 1]);
    for (const one of [page, again]) {
      await saved(one);
      expect(await both(one)).toEqual([1, 1]);
      const text = await textOf(one);
      // One empty paragraph from the server; no tab seeds another.
      expect(text.split('\n').filter((block) => block === '')).toHaveLength(1);
    }
    // Each open tab has a copy of its own, the closed one's is taken over.
    await expect.poll(() => copies(page, id)).toBe(2);
  }, 90_000);

  test('a document near its bound warns, refuses without losing a word, and has room again once some is deleted', async () => {
    const { desk } = await sitWith(language);
    const { page } = desk;
    const editor = page.getByTestId('editor');
    const room = page.getByTestId('room');
    const paste = (count: number, word: string) =>
      editor.evaluate(
        (element, [times, name]) => {
          const clipboardData = new DataTransfer();
          const lines = Array.from({ length: Number(times) }, (_, n) => `${name}${n} ${'واژه '.repeat(220)}`);
          clipboardData.setData('text/plain', lines.join('\n'));
          element.dispatchEvent(
            new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
          );
        },
        [count, word] as const,
      );
    await writeBelow(page, '.');
    await paste(450, 'پرشدن');
    await room.waitFor({ timeout: 30_000 });
    expect(Number(await room.getAttribute('data-percent'))).toBeGreaterThanOrEqual(80);
    expect(await room.innerText()).toMatch(language === 'fa' ? /۱ مگابایت/ : /of 1 MB/);
    await saved(page, 30_000);
    await writeBelow(page, '.');
    await paste(150, 'بیرون');
    await rescueOf(page).waitFor({ timeout: 30_000 });
    // Three hundred paragraphs go, as one deletes them; then there is a place for what was refused.
    await expect.poll(() => editor.getAttribute('contenteditable')).toBe('true');
    await editor.locator('> p').nth(2).click();
    await editor.evaluate((element) => {
      const { editor: tiptap } = element as unknown as { editor: Editor };
      const ends: number[] = [];
      tiptap.state.doc.forEach((node, offset) => void ends.push(offset + node.nodeSize));
      tiptap.commands.deleteRange({ from: ends[1] ?? 0, to: ends[301] ?? 0 });
    });
    await room.waitFor({ state: 'detached', timeout: 20_000 });
    await rescueOf(page).getByTestId('rescue-put-back').click();
    await gone(page);
    await saved(page, 30_000);
    const text = await textOf(page);
    for (const words of ['بیرون0 ', 'بیرون149 ', 'پرشدن449 ']) expect(timesIn(text, words)).toBe(1);
  }, 120_000);

  test('removed meanwhile, with the tab closed: opened again, the page that cannot show the document gives the words', async () => {
    const { id, desk, organization, person } = await sitWith(language);
    await cutOff(desk.page);
    await writeBelow(desk.page, `نوشتهٔ ${language} رفته`);
    await desk.page.close();
    await ask('delete', `/organizations/${organization}/members/${person}`);
    line.join();
    const page = await secondTab(desk, id);
    await rescueOf(page).waitFor({ timeout: 30_000 });
    expect(await rescueOf(page).innerText()).toContain(`نوشتهٔ ${language} رفته`);
    // The words are safe: what else this browser had of the document is gone.
    await expect.poll(() => copies(page, id)).toBe(0);
    await page.reload();
    await rescueOf(page).waitFor({ timeout: 30_000 });
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      rescueOf(page).getByTestId('rescue-download').click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/\.md$/);
    expect(readFileSync(await file.path(), 'utf8').trim()).toBe(`نوشتهٔ ${language} رفته`);
    await rescueOf(page).getByTestId('rescue-give-up').click();
    await gone(page);
    await page.reload();
    await page.getByRole('alert').waitFor();
    expect(await rescueOf(page).count()).toBe(0);
  }, 90_000);
});
