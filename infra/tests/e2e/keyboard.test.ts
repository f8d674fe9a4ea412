// A working day by the keyboard alone, in both languages: the mouse is never touched, every control is walked to with
// Tab as somebody does who cannot see or point.
import type { Editor } from '@tiptap/core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import { watchFaults } from '../../src/testing/watch-faults.ts';
import { type Desk, photograph, saved } from './desk.ts';

const ARASH = demoPerson('arash@example.com');
/** More stops than any screen has. */
const MOST_STOPS = 120;

let browser: Browser;
let product: Product;
beforeAll(async () => {
  browser = await launchBrowser();
  product = await startProduct({ env: { OTP_REQUESTS_PER_CONTACT: '100' } });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

/** Walks with Tab (or backwards) until the control has the focus. */
async function walkTo(page: Page, testId: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await page.getByTestId(testId).first().waitFor();
  const isThere = () =>
    page.evaluate((id) => document.activeElement?.getAttribute('data-testid') === id, testId);
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await isThere()) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${MOST_STOPS} presses of ${key} did not lead to ${testId}`);
}

/** The names of the article's blocks as they stand in the editor. */
const blocksOf = (page: Page) =>
  page.getByTestId('editor').evaluate((element) => {
    const { doc } = (element as unknown as { editor: Editor }).editor.state;
    return doc.content.content.map(({ type }) => type.name);
  });

/** The block that holds the caret of the editor itself: the browser's comes to it a moment later. */
const caretIn = (page: Page) =>
  page.getByTestId('editor').evaluate((element) => {
    const { editor } = element as unknown as { editor: Editor };
    return editor.isFocused ? editor.state.selection.$head.node(1)?.type.name : null;
  });

/** Which half of its couplet holds the caret, counted from 0. */
const halfLineOf = (page: Page) =>
  page.getByTestId('editor').evaluate((element) => {
    const { $head } = (element as unknown as { editor: Editor }).editor.state.selection;
    return $head.node(1)?.type.name === 'couplet' ? $head.index(1) : null;
  });

test.each([
  { language: 'fa' as const, locale: 'fa-IR', title: 'روزی بی‌موش', table: 'جدول', words: 'نخستین سطر' },
  { language: 'en' as const, locale: 'en-US', title: 'A day without a mouse', table: 'table', words: 'One' },
])(
  'in $language: sign in, begin, write with structures, name a version, send to review, sign out',
  async ({ language, locale, title, table, words }) => {
    const context = await browser.newContext({ locale, viewport: { width: 1280, height: 860 } });
    await context.addInitScript((chosen) => localStorage.setItem('hamnevis.language', chosen), language);
    const page = await context.newPage();
    const faults = watchFaults(page);
    onTestFailed(() => photograph([{ page } as Desk]));
    const { keyboard } = page;
    await page.goto(product.url);
    await walkTo(page, 'contact');
    await keyboard.type(ARASH.phone);
    await keyboard.press('Enter');
    await walkTo(page, 'dev-code');
    await keyboard.press('Enter');
    await walkTo(page, 'verify-code');
    await keyboard.press('Enter');

    await walkTo(page, 'new-document');
    await keyboard.press('Enter');
    await walkTo(page, 'document-title-input');
    await keyboard.type(title);
    await keyboard.press('Enter');
    await walkTo(page, 'editor');
    await expect.poll(() => caretIn(page)).toBe('paragraph');

    await keyboard.press('Control+Alt+Digit2');
    await keyboard.type(title);
    await keyboard.press('Enter');
    await keyboard.type(words);
    await keyboard.press('Enter');
    await keyboard.press('Control+Shift+Digit8');
    await keyboard.type(words);
    await keyboard.press('Enter');
    await keyboard.press('Enter');
    await keyboard.press('Control+Alt+b');
    await keyboard.type(words);
    await keyboard.press('ArrowDown');
    await expect.poll(() => caretIn(page)).toBe('paragraph');
    await keyboard.press('Control+Alt+p');
    await keyboard.type(words);
    await keyboard.press('ArrowDown');
    await expect.poll(() => halfLineOf(page)).toBe(1);
    await keyboard.press('ArrowDown');
    await expect.poll(() => caretIn(page)).toBe('paragraph');
    await keyboard.type(`/${table}`);
    await page.getByTestId('slash-table').waitFor();
    await keyboard.press('Enter');
    await expect.poll(() => caretIn(page)).toBe('table');
    await keyboard.type(words);
    await keyboard.press('Control+Alt+Equal');
    const width = () =>
      page.getByTestId('editor').evaluate((element) => {
        const { doc } = (element as unknown as { editor: Editor }).editor.state;
        const found = doc.content.content.find(({ type }) => type.name === 'table');
        return (found?.firstChild?.firstChild?.attrs.colwidth as number[] | null)?.[0] ?? 0;
      });
    await expect.poll(width).toBeGreaterThan(0);
    // Tab stays in the table; the arrow leads out of it, and from there on Tab leads out of the article.
    for (let row = 0; row < 4 && (await caretIn(page)) === 'table'; row += 1)
      await keyboard.press('ArrowDown');
    await expect.poll(() => caretIn(page)).toBe('paragraph');
    expect(await blocksOf(page)).toEqual([
      'heading',
      'paragraph',
      'bulletList',
      'callout',
      'couplet',
      'table',
      'paragraph',
    ]);
    await saved(page);

    await walkTo(page, 'open-versions', 'Shift+Tab');
    await keyboard.press('Enter');
    await walkTo(page, 'version-name');
    await keyboard.type(title);
    await keyboard.press('Enter');
    await page.getByTestId('side-end').getByText(title).first().waitFor();
    await walkTo(page, 'primary-action', 'Shift+Tab');
    await keyboard.press('Enter');
    await expect.poll(() => page.getByTestId('status').getAttribute('data-status')).toBe('review');

    await keyboard.press('Control+k');
    await page.getByTestId('palette-query').waitFor();
    await keyboard.type(language === 'fa' ? 'خانه' : 'home');
    await page.getByTestId('palette-library').waitFor();
    await keyboard.press('Enter');
    await walkTo(page, 'sign-out');
    await keyboard.press('Enter');
    await page.getByTestId('contact').waitFor();
    expect(faults).toEqual([]);
    await context.close();
  },
  120_000,
);
