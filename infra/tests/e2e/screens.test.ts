// Every screen of the one list, in both languages, light and dark, on a desk and on a phone: in its direction, within
// its width, and without what axe-core calls a violation (WCAG 2 A and AA).
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCREENS } from '../../src/shots/screen-list.ts';
import { type Look, openStudio, type Studio } from '../../src/shots/stage.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';

let browser: Browser;
let studio: Studio;
beforeAll(async () => {
  browser = await launchBrowser();
  studio = await openStudio(browser);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await studio?.stop();
});

/** What is wrong with the page as it stands, in one line each. */
async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  const faults = violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')}`),
  );
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (overflow > 1) faults.push(`the page is ${overflow} px wider than the screen`);
  return faults;
}

/** Each language, each scheme and each device meets both of the others; all eight are for `npm run shots`. */
const LOOKS: readonly Look[] = [
  { language: 'fa', colorScheme: 'light', device: 'desk' },
  { language: 'en', colorScheme: 'dark', device: 'desk' },
  { language: 'fa', colorScheme: 'dark', device: 'phone' },
  { language: 'en', colorScheme: 'light', device: 'phone' },
];

describe.each(LOOKS)('$language, $colorScheme, $device', (look) => {
  test.each(SCREENS)(
    '$name',
    async (screen) => {
      const { page, faults, close } = await studio.show(screen, look);
      expect(await page.locator('html').getAttribute('dir')).toBe(look.language === 'fa' ? 'rtl' : 'ltr');
      expect(await faultsOf(page)).toEqual([]);
      expect(faults).toEqual([]);
      await close();
    },
    60_000,
  );
});
