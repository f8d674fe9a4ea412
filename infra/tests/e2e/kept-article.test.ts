// An article whose screen cannot be drawn: the text stays, goes on being saved, and is offered as a file and to be opened
// again. In both languages.
import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { type CutProxy, startCutProxy } from '../../src/testing/cut-proxy.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import { newArticle, photograph, saved, sitDown, textOf, timesIn, waiting, writeBelow } from './desk.ts';

const ARASH = demoPerson('arash@example.com');

let browser: Browser;
let product: Product;
let line: CutProxy;
beforeAll(async () => {
  browser = await launchBrowser();
  product = await startProduct({ env: { OTP_REQUESTS_PER_CONTACT: '100' } });
  line = await startCutProxy(product.url);
}, 180_000);
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
    await page.request.post(`${line.url}/api/v1/documents/${id}/versions`, {
      headers: { origin: line.url },
      data: { name: 'نگه‌داشته' },
    });
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
