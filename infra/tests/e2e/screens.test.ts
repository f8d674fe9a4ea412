// Every screen of the one list in both languages, once light and once dark, once on a desk and once on a phone: in its
// direction, within its width, and without what axe-core calls a violation (WCAG 2 A and AA).
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCREENS } from '../../src/shots/screen-list.ts';
import { type Look, openStudio, type Studio } from '../../src/shots/stage.ts';
import { axeFaults } from '../../src/testing/axe-faults.ts';
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
  const faults = await axeFaults(page);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (overflow > 1) faults.push(`the page is ${overflow} px wider than the screen`);
  return faults;
}

/**
 * Two looks that differ in everything, so that each screen is seen in both directions, both schemes and on both devices; every
 * other screen has the other two, so that all four meetings of language and device are seen. All eight looks are for
 * `npm run shots`.
 */
const LOOKS: readonly (readonly [Look, Look])[] = [
  [
    { language: 'fa', colorScheme: 'light', device: 'desk' },
    { language: 'en', colorScheme: 'dark', device: 'phone' },
  ],
  [
    { language: 'fa', colorScheme: 'dark', device: 'phone' },
    { language: 'en', colorScheme: 'light', device: 'desk' },
  ],
];

const SHOWN = SCREENS.flatMap((screen, place) =>
  (LOOKS[place % 2] as readonly [Look, Look]).map((look) => ({ screen, look, ...look, name: screen.name })),
);

test.each(SHOWN)(
  '$name in $language, $colorScheme, $device',
  async ({ screen, look }) => {
    const { page, faults, close } = await studio.show(screen, look);
    expect(await page.locator('html').getAttribute('dir')).toBe(look.language === 'fa' ? 'rtl' : 'ltr');
    expect(await faultsOf(page)).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  },
  60_000,
);

test('the page itself asks who is there and for its files, before any of them runs; and nothing twice', async () => {
  const home = SCREENS.find(({ name }) => name === 'home') as (typeof SCREENS)[number];
  const { page, close } = await studio.show(home, { language: 'fa', colorScheme: 'light', device: 'desk' });
  const asked = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name, startTime }) => ({
      name: name.replace(/^.*\/(?:assets|api\/v1)(?=\/)/, '').replace(/-[\w-]{8}(?=\.js$)/, ''),
      startTime,
    })),
  );
  const named = (name: string) => asked.filter((one) => one.name === name);
  const begun = (name: string) => named(name)[0]?.startTime ?? Number.NaN;
  for (const name of ['/me', '/render-app.js', '/shell.js', '/home-page.js', '/base-fa.js'])
    expect(named(name), name).toHaveLength(1);
  // What a page of a list asks for last of its files; the first request of a program that runs would come later.
  expect(begun('/me')).toBeLessThanOrEqual(begun('/render-app.js'));
  expect(begun('/home-page.js')).toBeLessThan(begun('/keys.js'));
  await close();
}, 60_000);
