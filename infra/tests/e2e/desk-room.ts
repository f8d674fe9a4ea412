// What stories of people who are cut off and come back have in common: one browser and one product for all stories of the
// file, and a line to it that can be cut.
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, onTestFailed } from 'vitest';
import { type CutProxy, startCutProxy } from '../../src/testing/cut-proxy.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import { type Desk, photograph, sitDown } from './desk.ts';

export interface DeskRoom {
  /** Where the product answers, and where it does over the line. */
  readonly addresses: { product: string; line: string };
  /** Whoever sits here in this story. */
  readonly desks: Desk[];
  /** Begins a story: closes what the one before left open, and photographs this one should it fail. */
  begin(): Promise<void>;
  sit(person: { phone: string }, address: 'product' | 'line', language: 'fa' | 'en'): Promise<Desk>;
  /** Cuts the line, and waits until this page says so. It stands again after the story. */
  cutOff(page: Page): Promise<void>;
  join(): void;
}

/** A room for the file that calls this; `env`: the product's settings. */
export function useDeskRoom(env: Record<string, string> = {}): DeskRoom {
  let browser: Browser;
  let product: Product;
  let line: CutProxy;
  const desks: Desk[] = [];
  const leave = async () => {
    for (const desk of desks.splice(0)) {
      expect(desk.faults).toEqual([]);
      await desk.context.close();
    }
  };
  beforeAll(async () => {
    browser = await launchBrowser();
    product = await startProduct({
      env: { OTP_REQUESTS_PER_CONTACT: '100', OTP_REQUESTS_PER_MINUTE: '100', ...env },
    });
    line = await startCutProxy(product.url);
  }, 120_000);
  afterEach(() => line.join());
  afterAll(async () => {
    await leave();
    await browser?.close();
    await line?.close();
    await product?.stop();
  });
  return {
    get addresses() {
      return { product: product.url, line: line.url };
    },
    desks,
    async begin() {
      await leave();
      // Its pictures are taken after it has failed.
      onTestFailed(() => photograph(desks));
    },
    async sit({ phone }, address, language) {
      const url = address === 'line' ? line.url : product.url;
      const desk = await sitDown(browser, url, { phone, language });
      desks.push(desk);
      return desk;
    },
    async cutOff(page) {
      line.cut();
      await page.locator('[data-testid="save-state"][data-state="offline"]').waitFor();
    },
    join: () => line.join(),
  };
}
