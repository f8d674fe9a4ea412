// Every screen, in both languages, light and dark, on a desk and on a phone: reachable, in its direction, within
// its width, and without what axe-core calls a violation (WCAG 2 A and AA).
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import { openArticle, sitDown } from './desk.ts';

let browser: Browser;
let product: Product;
let empty: Product;
beforeAll(async () => {
  browser = await launchBrowser();
  product = await startProduct();
  empty = await startProduct({ args: ['--empty'] });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await Promise.all([product?.stop(), empty?.stop()]);
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

const screens = (['fa', 'en'] as const).flatMap((language) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ language, colorScheme })),
);
/** One person for each look: nobody may ask for more than three codes in ten minutes. */
const PEOPLE = ['sara@example.com', 'arash@example.com', 'mina@example.com', 'daniel@example.com'] as const;
const looks = screens.map((screen, n) => ({
  ...screen,
  phone: demoPerson(PEOPLE[n % 4] ?? PEOPLE[0]).phone,
}));

describe.each(looks)('$language, $colorScheme', ({ language, colorScheme, phone }) => {
  const look = { colorScheme, locale: language === 'fa' ? 'fa-IR' : 'en-US' };
  const direction = language === 'fa' ? 'rtl' : 'ltr';

  test('sign-in, library, editor and its panels', async () => {
    const guest = await (await browser.newContext(look)).newPage();
    await guest.goto(product.url);
    await guest.getByTestId('contact').waitFor();
    expect(await guest.locator('html').getAttribute('dir')).toBe(direction);
    expect(await faultsOf(guest)).toEqual([]);
    await guest.context().close();

    const { page, context, faults } = await sitDown(browser, product.url, { phone, language, look });
    expect(await page.locator('html').getAttribute('dir')).toBe(direction);
    expect(await faultsOf(page)).toEqual([]);
    await openArticle(page, language === 'fa' ? 'راه‌آهن و تولد شهر نو' : 'How we edit');
    expect(await faultsOf(page)).toEqual([]);
    for (const panel of language === 'fa' ? ['هم‌نویس', 'نسخه‌ها'] : ['Co-writer', 'Versions']) {
      await page.getByRole('button', { name: panel, exact: true }).first().click();
      await page.getByTestId('side-end').waitFor();
      await page.waitForTimeout(200);
      expect(await faultsOf(page), panel).toEqual([]);
    }
    expect(faults).toEqual([]);
    await context.close();
  }, 90_000);

  test('on a phone', async () => {
    const { page, context } = await sitDown(browser, product.url, {
      phone,
      language,
      look: { ...look, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    });
    expect(await faultsOf(page)).toEqual([]);
    await openArticle(page, language === 'fa' ? 'راه‌آهن و تولد شهر نو' : 'How we edit');
    expect(await faultsOf(page)).toEqual([]);
    await context.close();
  }, 90_000);

  test('the first screen of an empty server', async () => {
    const page = await (await browser.newContext(look)).newPage();
    const link = /http\S+\/setup\?token=\S+/.exec(empty.logs())?.[0];
    await page.goto(link ?? 'no link was printed');
    await page.getByTestId('setup-name').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.close();
  }, 60_000);
});

test('the first person of an empty server becomes its admin, and the link works once', async () => {
  const link = /http\S+\/setup\?token=\S+/.exec(empty.logs())?.[0] ?? '';
  const page = await browser.newPage({ locale: 'fa-IR' });
  await page.goto(link);
  await page.getByTestId('setup-name').fill('پروانه نیک‌فر');
  await page.getByTestId('setup-contact').fill('۰۹۱۲۱۲۳۴۵۶۷');
  await page.getByTestId('setup-organization').fill('نشر کوچک');
  await page.getByTestId('setup-submit').click();
  await page.getByTestId('new-document').first().waitFor({ timeout: 15_000 });
  await page.close();
  const second = await browser.newPage({ locale: 'fa-IR' });
  await second.goto(link);
  await second.waitForTimeout(500);
  expect(await second.getByTestId('setup-submit').isVisible()).toBe(false);
  await second.close();
}, 60_000);
