// One person and their ways in, in both languages: two identities made one, a lost phone, devices that are signed out.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { startCutProxy } from '../../src/testing/cut-proxy.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';
import { signIn } from '../../src/testing/sign-in.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import {
  type Desk,
  languagesFor,
  openArticle,
  photograph,
  saved,
  sitDown,
  waiting,
  writeBelow,
} from './desk.ts';
import { ask, expectSoon, goTo, inDigits } from './walk.ts';

const MINA = demoPerson('mina@example.com');
const SARA = demoPerson('sara@example.com');
const NASTARAN = demoPerson('nastaran@example.com');

let browser: Browser;
let product: Product;
beforeAll(async () => {
  browser = await launchBrowser();
  // The same people sign in for every story.
  product = await startProduct({ env: { OTP_REQUESTS_PER_CONTACT: '100' } });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

const EACH = [
  { language: 'fa' as const, locale: 'fa-IR', n: 1, writer: demoPerson('arash@example.com') },
  { language: 'en' as const, locale: 'en-US', n: 2, writer: demoPerson('daniel@example.com') },
];

describe.each(EACH.filter(({ language }) => languagesFor('fa').includes(language)))(
  'in $language',
  ({ language, locale, n, writer }) => {
    test('a number turns out to be one’s own other account, and the two become one', async () => {
      const sara = await sitDown(browser, product.url, { phone: SARA.phone, language });
      const mina = await sitDown(browser, product.url, { phone: MINA.phone, language });
      onTestFailed(() => photograph([sara, mina]));
      const { page } = sara;
      const other = `+98912777000${n}`;
      const token = await newPerson(mina.page, other);
      await goTo(page, '/profile');
      await page.getByTestId('add-contact').click();
      await page.getByTestId('new-contact').fill(other);
      await page.getByTestId('confirm-contact').click();
      await fillCode(page, 'contact-code');
      await page.getByTestId('confirm-contact').click();
      await page.getByRole('alert').waitFor();
      await page.getByTestId('confirm-contact').click();
      expect(await page.getByTestId('merge-other').inputValue()).toBe(other);
      await page.getByTestId('merge-submit').click();
      await page.getByTestId('merge-own-code').fill('۰۰۰۰۰۰');
      await fillCode(page, 'merge-other-code');
      await page.getByTestId('merge-submit').click();
      // A wrong code merges nothing.
      await page.getByRole('dialog').getByRole('alert').waitFor();
      expect((await meBy(token)).status).toBe(200);
      await fillCode(page, 'merge-own-code');
      await page.getByTestId('merge-submit').click();
      await page.getByTestId('merge-submit').waitFor({ state: 'detached' });
      await page
        .getByTestId('contact-row')
        .filter({ hasText: inDigits(other, language) })
        .waitFor();
      expect((await meBy(token)).status).toBe(401);
      const mine = await ask<{ id: string }>(page, 'GET', '/me');
      expect((await signIn(product.url, other)).personId).toBe(mine.id);
      expect([...sara.faults, ...mina.faults]).toEqual([]);
      await sara.context.close();
      await mina.context.close();
    }, 120_000);

    test('a lost phone: in by the e-mail, and a new number in the place of the lost one', async () => {
      const context = await browser.newContext({ locale });
      const page = await context.newPage();
      onTestFailed(() => photograph([{ page } as Desk]));
      const fresh = `+98912888000${n}`;
      await page.goto(product.url);
      await page.getByTestId('contact').fill(writer.phone);
      await page.getByTestId('send-code').click();
      await page.getByTestId('dev-code').waitFor();
      await page.getByTestId('lost-contact').click();
      await page.getByTestId('contact').fill(writer.email);
      await page.getByTestId('send-code').click();
      await page.getByTestId('dev-code').click();
      await page.getByTestId('verify-code').click();
      const rows = page.getByTestId('contact-row');
      const lost = rows.filter({ hasText: inDigits(writer.phone.slice(1), language) });
      await lost.waitFor();
      expect(new URL(page.url()).pathname).toBe('/profile');
      await page.getByTestId('add-contact').click();
      await page.getByTestId('new-contact').fill(fresh);
      await page.getByTestId('confirm-contact').click();
      await fillCode(page, 'contact-code');
      await page.getByTestId('confirm-contact').click();
      await rows.filter({ hasText: inDigits(fresh, language) }).waitFor();
      await lost.getByTestId('remove-contact').click();
      await lost.waitFor({ state: 'detached' });
      const me = await ask<{ id: string }>(page, 'GET', '/me');
      expect((await signIn(product.url, fresh)).personId).toBe(me.id);
      await context.close();
    }, 120_000);

    test('an admin sees where a member is signed in, ends it, and replaces a lost number', async () => {
      const mina = await sitDown(browser, product.url, { phone: MINA.phone, language });
      onTestFailed(() => photograph([mina]));
      const { page } = mina;
      const fresh = `+98912999000${n}`;
      const known = n === 1 ? NASTARAN.phone : '+989129990001';
      const [one, other] = [await signIn(product.url, known), await signIn(product.url, known)];
      await goTo(page, '/people');
      const actions = page
        .locator(`[data-testid="member-row"][data-name="${NASTARAN.name}"]`)
        .getByTestId('member-actions');
      await actions.click();
      await page.getByTestId('member-sessions').click();
      const sessions = page.getByTestId('member-sessions-dialog').getByTestId('session-row');
      await expectSoon(async () => (await sessions.count()) === 2);
      // The last used stands first.
      await sessions.first().getByTestId('end-session').click();
      await expectSoon(async () => (await sessions.count()) === 1);
      const left = [(await meBy(one.token)).status, (await meBy(other.token)).status];
      expect(left.sort()).toEqual([200, 401]);
      await page.getByTestId('end-member-sessions').click();
      await expectSoon(async () => (await sessions.count()) === 0);
      expect([(await meBy(one.token)).status, (await meBy(other.token)).status]).toEqual([401, 401]);
      await page.keyboard.press('Escape');

      const again = await signIn(product.url, known);
      await actions.click();
      await page.getByTestId('member-replace-contact').click();
      await page.getByTestId('replacing-contact').fill(MINA.phone);
      await page.getByTestId('confirm').click();
      // Somebody's number is not given to another.
      await page.getByRole('dialog').getByRole('alert').waitFor();
      await page.getByTestId('replacing-contact').fill(fresh);
      await page.getByTestId('confirm').click();
      await page
        .getByTestId('member-row')
        .filter({ hasText: inDigits(fresh, language) })
        .waitFor();
      expect((await meBy(again.token)).status).toBe(401);
      const back = await signIn(product.url, fresh);
      expect(back.personId).toBe(one.personId);
      await fetch(`${product.url}/api/v1/auth/sessions`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${back.token}` },
      });
      expect(mina.faults).toEqual([]);
      await mina.context.close();
    }, 120_000);

    test('signing out everywhere waits for words that only this browser has, then leaves nothing here', async () => {
      const line = await startCutProxy(product.url);
      const sara = await sitDown(browser, line.url, { phone: SARA.phone, language });
      onTestFailed(() => photograph([sara]));
      const title = 'Bilingual style sheet';
      const elsewhere = await signIn(product.url, SARA.phone);
      await openArticle(sara.page, title);
      const address = sara.page.url();
      // Menus that are not loaded yet stay away; the text does not.
      line.cut();
      await writeBelow(sara.page, language === 'fa' ? 'تنها اینجا' : 'only here');
      await expectSoon(async () => (await waiting(sara.page)) > 0);
      await expectSoon(async () => (await unconfirmed(sara.page)) > 0);
      const page = await sara.context.newPage();
      await sara.page.close({ runBeforeUnload: false });
      line.join();
      await page.goto(new URL('/profile', address).href);
      const endAll = async () => {
        await page.getByTestId('end-all').click();
        await page.getByTestId('confirm').click();
      };
      await endAll();
      await page.getByRole('dialog').getByRole('link').filter({ hasText: title }).click();
      // Nobody was signed out; the open document brings the words to safety.
      await saved(page);
      expect((await meBy(elsewhere.token)).status).toBe(200);
      await expectSoon(async () => (await unconfirmed(page)) === 0);
      await page.goto(new URL('/profile', address).href);
      await endAll();
      await page.getByTestId('contact').waitFor();
      expect((await meBy(elsewhere.token)).status).toBe(401);
      expect(await notedCopies(page)).toEqual([]);
      const kept = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
      // One database a person and document; the shelf of refused words is the browser's, and empty.
      expect(kept.filter((name) => /^hamnevis:[0-9a-f-]{36}:/.test(name ?? ''))).toEqual([]);
      await sara.context.close();
      await line.close();
    }, 120_000);
  },
);

/** What this browser has noted about the copies that it keeps. */
function notedCopies(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    Object.entries(localStorage)
      .filter(([key]) => key.startsWith('hamnevis.copy.'))
      .map(([, note]) => String(note)),
  );
}

/** How many changes the noted copies hold that nobody else has. */
async function unconfirmed(page: Page): Promise<number> {
  const counts = (await notedCopies(page)).flatMap((note) =>
    Object.values((JSON.parse(note) as { counts: Record<string, number> }).counts),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The code that the development server shows beside the field. */
async function fillCode(page: Page, testId: string): Promise<void> {
  const code = await page.getByTestId(testId).getAttribute('data-code');
  await page.getByTestId(testId).fill(code ?? '');
}

function meBy(token: string): Promise<Response> {
  return fetch(`${product.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
}

/** Somebody new with a number, who came by a link of the admin's; answers their session. */
async function newPerson(admin: Page, phone: string): Promise<string> {
  const { memberships } = await ask<{ memberships: { organizationId: string }[] }>(admin, 'GET', '/me');
  const path = `/organizations/${memberships[0]?.organizationId}/invitations`;
  const invitation = (await ask<{ token: string }>(admin, 'POST', path, { role: 'viewer' })).token;
  const post = async <Answer>(to: string, body: unknown, token?: string): Promise<Answer> => {
    const response = await fetch(`${product.url}/api/v1${to}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify(body),
    });
    expect(response.ok, `${to} answered ${response.status}`).toBe(true);
    return (await response.json()) as Answer;
  };
  const { devCode } = await post<{ devCode: string }>('/auth/otp/request', { phone, invitation });
  const { token } = await post<{ token: string }>('/auth/otp/verify', { phone, code: devCode, invitation });
  await post('/invitations/accept', { token: invitation }, token);
  return token;
}
