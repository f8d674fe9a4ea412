// The main job on real input: two people in two browsers write one long Persian article while the co-writer
// writes a section between them; everything is killed in the middle; nothing that was saved is lost or doubled.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { startCutProxy } from '../../src/testing/cut-proxy.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import {
  type Desk,
  goToParagraph,
  openArticle,
  photograph,
  sameText,
  saved,
  sitDown,
  textOf,
  timesIn,
  waiting,
} from './desk.ts';

const ARTICLE = 'راه‌آهن و تولد شهر نو';
const ARASH = demoPerson('arash@example.com');
const SARA = demoPerson('sara@example.com');
const NASTARAN = demoPerson('nastaran@example.com');

/** Words that nobody else types, so that each can be counted. */
const tokens = (who: string, count: number) => Array.from({ length: count }, (_, n) => `${who}${n}پایان`);

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

describe.each([{ language: 'fa' as const }, { language: 'en' as const }])('in $language', ({ language }) => {
  let product: Product;
  let dataDir: string;
  const desks: Desk[] = [];
  const person = (who: { phone: string }) => ({ phone: who.phone, language, byHand: true });

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'hamnevis-e2e-'));
    product = await startProduct({ dataDir, env: ENV });
  }, 120_000);
  afterAll(async () => {
    for (const desk of desks) await desk.context.close();
    await product?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('two write at once, the co-writer between them, and everything dies and comes back', async () => {
    onTestFailed(() => photograph(desks));
    const line = await startCutProxy(product.url);
    const arash = await sitDown(browser, product.url, person(ARASH));
    const sara = await sitDown(browser, line.url, person(SARA));
    desks.push(arash, sara);
    for (const desk of desks) {
      expect(await desk.page.locator('html').getAttribute('dir')).toBe(language === 'fa' ? 'rtl' : 'ltr');
      await openArticle(desk.page, ARTICLE);
    }
    const before = await sameText(desks);
    expect(before.length).toBeGreaterThan(10_000);

    // Both at once, each in a paragraph of their own, and both seen by the other.
    const [ofArash, ofSara] = [tokens('آرش', 12), tokens('سارا', 12)];
    await goToParagraph(arash.page, 2);
    await goToParagraph(sara.page, 9);
    await arash.page.locator(`[data-testid="remote-caret"][data-name="${SARA.name}"]`).waitFor();
    await sara.page.locator(`[data-testid="remote-caret"][data-name="${ARASH.name}"]`).waitFor();
    await sara.page.locator(`[data-testid="person-here"][data-name="${ARASH.name}"]`).waitFor();
    await Promise.all([
      arash.page.keyboard.type(` ${ofArash.join(' ')}`, { delay: 5 }),
      sara.page.keyboard.type(` ${ofSara.join(' ')}`, { delay: 5 }),
    ]);
    await Promise.all(desks.map((desk) => saved(desk.page)));
    const both = await sameText(desks);
    for (const token of [...ofArash, ...ofSara]) expect(timesIn(both, token), token).toBe(1);

    // The co-writer, asked by Arash, types a section that both see while Sara goes on.
    await goToParagraph(arash.page, 5);
    await arash.page.keyboard.press('Enter');
    await arash.page.keyboard.type('/ai');
    await arash.page.getByTestId('slash-coWriter').click();
    await arash.page.getByTestId('co-writer-topic').fill('ایستگاه و بازار');
    await arash.page.getByTestId('co-writer-min-words').fill('150');
    await arash.page.getByTestId('co-writer-start').click();
    for (const desk of desks)
      await desk.page.locator('[data-testid="editor"] [data-ai-run]').first().waitFor();
    await goToParagraph(sara.page, 9);
    const meanwhile = tokens('میان', 8);
    const typing = sara.page.keyboard.type(` ${meanwhile.join(' ')}`, { delay: 20 });
    await sara.page.waitForTimeout(900);

    // In the middle of all that, every process dies.
    const savedThen = await arash.page.evaluate(
      () => document.querySelector('[data-testid="editor"]')?.textContent,
    );
    await product.kill9();
    await typing;
    expect(await waiting(sara.page)).toBeGreaterThan(0);
    await sara.page.locator('[data-testid="save-state"]:not([data-state="saved"])').waitFor();
    product = await startProduct({ dataDir, env: ENV, port: Number(new URL(product.url).port) });

    await Promise.all(desks.map((desk) => saved(desk.page, 40_000)));
    const ended = arash.page.getByTestId('run-accept').first();
    await ended.waitFor({ timeout: 60_000 });
    const after = await sameText(desks, 30_000);
    for (const token of [...ofArash, ...ofSara, ...meanwhile]) expect(timesIn(after, token), token).toBe(1);
    expect(savedThen?.length).toBeGreaterThan(0);

    // A newcomer, whose browser remembers nothing, reads the same from the server alone.
    const nastaran = await sitDown(browser, product.url, person(NASTARAN));
    desks.push(nastaran);
    await openArticle(nastaran.page, ARTICLE);
    expect(await sameText(desks)).toBe(after);

    // The co-writer's blocks stand once: no two of them say the same.
    const blocks = await arash.page.locator('[data-testid="editor"] > [data-ai-run]').allTextContents();
    expect(blocks.length).toBeGreaterThan(1);
    const long = blocks.filter((text) => text.length > 60);
    expect(new Set(long).size).toBe(long.length);

    // Accepted in one step, for both.
    await ended.click();
    for (const desk of desks) {
      await expect
        .poll(() => desk.page.locator('[data-testid="editor"] [data-ai-run]').count(), { timeout: 15_000 })
        .toBe(0);
    }
    await saved(arash.page);
    expect(await sameText(desks)).toBe(after);

    // Sara's line is cut; both go on; she returns.
    line.cut();
    await sara.page.locator('[data-testid="save-state"][data-state="offline"]').waitFor({ timeout: 40_000 });
    await goToParagraph(sara.page, 9);
    const offline = tokens('دور', 6);
    await sara.page.keyboard.type(` ${offline.join(' ')}`);
    expect(await waiting(sara.page)).toBeGreaterThan(0);
    await goToParagraph(arash.page, 2);
    const online = tokens('نزدیک', 6);
    await arash.page.keyboard.type(` ${online.join(' ')}`);
    await saved(arash.page);
    expect(await textOf(arash.page)).not.toContain(offline[0]);
    line.join();
    await saved(sara.page, 40_000);
    const merged = await sameText(desks, 20_000);
    for (const token of [...ofArash, ...ofSara, ...meanwhile, ...offline, ...online]) {
      expect(timesIn(merged, token), token).toBe(1);
    }
    for (const desk of desks) expect(desk.faults).toEqual([]);
    await line.close();
  }, 240_000);
});

/** The limits that two people at one address would meet, and a model slow enough to be killed in the middle. */
const ENV = { OTP_REQUESTS_PER_MINUTE: '1000', OTP_RESEND_SECONDS: '0', DEMO_TOKENS_PER_SECOND: '40' };
