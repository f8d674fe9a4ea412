// The tools of the desk in a real browser, in both languages: what is put right while one types, finding and replacing,
// the palette, the keys, the clean-up. Each window is read by axe-core, and what a key does is undone by one Ctrl+Z.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { axeFaults } from '../../src/testing/axe-faults.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import { type Desk, openArticle, photograph, saved, sitDown, textOf, timesIn, writeBelow } from './desk.ts';

const ARTICLE = 'راه‌آهن و تولد شهر نو';

let browser: Browser;
let product: Product;
beforeAll(async () => {
  browser = await launchBrowser();
  product = await startProduct();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

const lastBlock = (page: Page) => page.getByTestId('editor').locator('> *').last();

describe.each([
  { language: 'fa' as const, person: demoPerson('sara@example.com') },
  { language: 'en' as const, person: demoPerson('daniel@example.com') },
])('in $language', ({ language, person }) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await sitDown(browser, product.url, { phone: person.phone, language });
    await openArticle(desk.page, ARTICLE);
    await desk.page.getByTestId('more').waitFor();
  }, 60_000);
  afterAll(async () => {
    expect(desk?.faults).toEqual([]);
    await desk?.context.close();
  });

  test('typing rules act in the text, and one Backspace takes one back', async () => {
    onTestFailed(() => photograph([desk]));
    const { page } = desk;
    await writeBelow(page, 'او گفت "سلام"');
    expect(await lastBlock(page).textContent()).toBe('او گفت «سلام»');
    await page.keyboard.press('Backspace');
    expect(await lastBlock(page).textContent()).toBe('او گفت «سلام"');
    await writeBelow(page, '- سلام');
    expect(await lastBlock(page).evaluate((block) => block.tagName)).toBe('P');
    await writeBelow(page, 'می');
    await page.keyboard.press('Shift+Space');
    await page.keyboard.press('Shift+Space');
    await page.keyboard.type('روم');
    expect(await lastBlock(page).textContent()).toBe('می‌روم');
    await writeBelow(page, '۳) سوم');
    const list = lastBlock(page);
    expect(await list.evaluate((block) => [block.tagName, block.getAttribute('start')])).toEqual(['OL', '3']);
    expect(await list.evaluate((block) => getComputedStyle(block).listStyleType)).toBe('persian');
    // Out of the list again.
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await saved(page);
  });

  test('everything is replaced at once, and one Ctrl+Z brings all of it back', async () => {
    onTestFailed(() => photograph([desk]));
    const { page } = desk;
    // Arabic letters of a foreign keyboard find the Persian word.
    await page.getByTestId('editor').locator('> p').first().click();
    await page.keyboard.press('Control+f');
    await page.getByTestId('find-query').fill('ايستگاه');
    const before = await textOf(page);
    const places = timesIn(before, 'ایستگاه');
    expect(places).toBeGreaterThan(5);
    await expect.poll(() => page.locator('.found').count()).toBe(places);
    await page.getByTestId('find-replacement').fill('سکو');
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('find-replace-all').click();
    await expect.poll(async () => timesIn(await textOf(page), 'ایستگاه')).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByTestId('find-bar').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await expect.poll(() => textOf(page)).toBe(before);
    await saved(page);
  });

  test('the clean-up shows what it would do, does it, and is undone at once', async () => {
    onTestFailed(() => photograph([desk]));
    const { page } = desk;
    await writeBelow(page, '');
    await page.keyboard.insertText('كتاب ها را می خواند و git  commit را هم');
    const before = await textOf(page);
    await page.getByTestId('more').click();
    await page.getByTestId('tool-clean-up').click();
    await page.getByTestId('clean-up-apply').waitFor();
    await page.waitForTimeout(300);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('clean-up-apply').click();
    await expect.poll(() => textOf(page)).toContain('کتاب‌ها را می‌خواند و git  commit را هم');
    await page.getByTestId('clean-up').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await expect.poll(() => textOf(page)).toBe(before);
    await saved(page);
  });

  test('the palette goes to a document and does what one asks for, by keys alone', async () => {
    onTestFailed(() => photograph([desk]));
    const { page } = desk;
    await page.getByTestId('editor').locator('> p').first().click();
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette').getByRole('option').first().waitFor();
    await page.waitForTimeout(300);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('palette-query').fill('shortcuts');
    await expect.poll(() => page.getByTestId('palette').getByRole('option').count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.getByTestId('key-sheet').waitFor();
    await page.waitForTimeout(300);
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByTestId('key-sheet').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-query').fill('edit how');
    await expect.poll(() => page.getByTestId('palette').getByRole('option').count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.getByTestId('title').getByText('How we edit').waitFor();
  });
});
