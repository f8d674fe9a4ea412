// F27 in the editor, in a real browser, at the pace of real life.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { type CutProxy, startCutProxy } from '../../src/testing/cut-proxy.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import { type Desk, openArticle, saved, sitDown, textOf, timesIn, writeBelow } from '../e2e/desk.ts';

const ARTICLE = 'راه‌آهن و تولد شهر نو';

let browser: Browser;
let product: Product;
let desk: Desk;
let line: CutProxy;
/** When the last of what was typed was said to be saved. */
let savedAt = 0;
beforeAll(async () => {
  browser = await launchBrowser();
  product = await startProduct({});
  line = await startCutProxy(product.url);
  desk = await sitDown(browser, line.url, { phone: demoPerson('arash@example.com').phone, language: 'fa' });
  await openArticle(desk.page, ARTICLE);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await line?.close();
  await product?.stop();
});

/** Types, and answers after how many seconds it was saved; watches that it is never said to be before it is. */
async function typeUntilSaved(words: string): Promise<number> {
  const { page } = desk;
  const from = performance.now();
  await page.keyboard.type(words);
  await page.waitForFunction(
    () => document.querySelector('[data-testid="save-state"]')?.getAttribute('data-state') !== 'saved',
  );
  await saved(page, 90_000);
  savedAt = performance.now();
  const seconds = Math.round((savedAt - from) / 100) / 10;
  const fresh = await sitDown(browser, product.url, {
    phone: demoPerson('sara@example.com').phone,
    language: 'fa',
  });
  await openArticle(fresh.page, ARTICLE);
  await expect.poll(() => textOf(fresh.page)).toContain(words.trim());
  expect(timesIn(await textOf(fresh.page), words.trim())).toBe(1);
  await fresh.context.close();
  return seconds;
}

test('a half-open line: what was typed on it is saved within 35 s', async () => {
  await writeBelow(desk.page, 'پیش از خواب.');
  await saved(desk.page);
  line.freeze();
  const seconds = await typeUntilSaved(' پس از خواب.');
  console.info(`F27, editor: saved after ${seconds} s`);
  expect(seconds).toBeLessThan(35);
}, 120_000);

test('a machine that is gone for 30 s: saved within 35 s of its return', async () => {
  line.silence();
  const back = new Promise<number>((resolve) =>
    setTimeout(() => {
      line.join();
      resolve(performance.now());
    }, 30_000),
  );
  await typeUntilSaved(' پس از سکوت.');
  const seconds = Math.round((savedAt - (await back)) / 100) / 10;
  console.info(`F27, editor: saved ${seconds} s after the machine was back`);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThan(35);
}, 150_000);
