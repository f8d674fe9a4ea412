// The screens round the desk at work, in both languages: the first run, people who come and go, trash, board, profile.
import { buildCarrier } from '@hamnevis/api/testing/build-carrier';
import { buildMailServer } from '@hamnevis/api/testing/build-mail-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';
import { signIn } from '../../src/testing/sign-in.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import { type Desk, photograph, sitDown } from './desk.ts';
import { ask, expectSoon, goTo, inDigits } from './walk.ts';

const MINA = demoPerson('mina@example.com');
const SARA = demoPerson('sara@example.com');

let browser: Browser;
let product: Product;
beforeAll(async () => {
  browser = await launchBrowser();
  // The same two people sign in for every story.
  product = await startProduct({ env: { OTP_REQUESTS_PER_CONTACT: '100' } });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

describe.each([
  { language: 'fa' as const, guest: '09121234501', locale: 'fa-IR', otherCalendar: 'fa-IR-u-ca-gregory' },
  { language: 'en' as const, guest: '09121234502', locale: 'en-US', otherCalendar: 'en-u-ca-persian' },
])('in $language', ({ language, guest, locale, otherCalendar }) => {
  test('the first run leads from language to a place to write, and its link works once', async () => {
    const [carrier, mail] = await Promise.all([buildCarrier(), buildMailServer()]);
    const empty = await startProduct({
      args: ['--empty'],
      env: {
        SMS_PROVIDER: 'kavenegar',
        KAVENEGAR_API_KEY: carrier.account.key,
        KAVENEGAR_TEMPLATE: carrier.account.template,
        KAVENEGAR_URL: carrier.url,
        SMTP_URL: `smtp://desk:secret@${mail.address}`,
        SMTP_FROM: 'codes@example.test',
      },
    });
    const link = /http\S+\/setup\?token=\S+/.exec(empty.logs())?.[0] ?? 'no link was printed';
    const context = await browser.newContext({ locale: 'en-US' });
    const page = await context.newPage();
    try {
      await page.goto(link);
      await page.getByTestId(`setup-language-${language}`).click();
      await page.locator(`html[lang="${language}"][dir="${language === 'fa' ? 'rtl' : 'ltr'}"]`).waitFor();
      await page.getByTestId('setup-next').click();
      await page.getByTestId('setup-name').fill('پروانه نیک‌فر');
      await page.getByTestId('setup-contact').fill('۱۲');
      await page.getByTestId('setup-organization').fill('نشر کوچک');
      await page.getByTestId('setup-submit').click();
      await page.getByRole('alert').first().waitFor();
      await page.getByTestId('setup-contact').fill('۰۹۱۲۱۲۳۴۵۶۷');
      await page.getByTestId('setup-submit').click();
      // Whether SMS and mail are set up right is tried before anybody is invited.
      await page.locator('summary').click();
      const outcome = page.getByTestId('test-result');
      const send = async (contact: string, reason: string) => {
        await page.getByTestId('test-contact').fill(contact);
        await page.getByTestId('test-send').click();
        await page.locator(`[data-testid="test-result"][data-reason="${reason}"]`).waitFor();
      };
      await send('۰۹۱۲۱۲۳۴۵۶۷', 'none');
      expect(carrier.taken).toMatchObject([{ form: { receptor: '+989121234567' } }]);
      carrier.account.key = 'another';
      await send('09121234567', 'credentials');
      await outcome
        .getByText(language === 'fa' ? /کلید یا گذرواژه درست نیست/ : /The key or the password is wrong/)
        .waitFor();
      await send('parvaneh@example.test', 'none');
      expect(mail.mails).toMatchObject([{ to: ['parvaneh@example.test'], login: 'desk:secret' }]);
      mail.fail('AUTH', '535 no');
      await send('parvaneh@example.test', 'credentials');
      await carrier.close();
      await send('09121234567', 'unreachable');
      expect([carrier.taken.length, mail.mails.length]).toEqual([1, 1]);
      await page.getByTestId('setup-workspace').fill('اتاق نوشتن');
      await page.getByTestId('setup-project').fill('شمارهٔ یک');
      await page.getByTestId('setup-finish').click();
      await page.getByTestId('new-document').waitFor();
      await page.getByRole('link', { name: 'شمارهٔ یک' }).click();
      await page.getByRole('heading', { level: 1, name: 'شمارهٔ یک' }).waitFor();

      const second = await (await browser.newContext({ locale })).newPage();
      await second.goto(link);
      await second.locator('a[href="/sign-in"]').waitFor();
      expect(await second.getByTestId('setup-next').isVisible()).toBe(false);
      await second.context().close();
    } finally {
      await context.close();
      await empty.stop();
      await Promise.all([carrier.close(), mail.close()]);
    }
  }, 120_000);

  test('somebody comes by a link, gets a role, is suspended and removed', async () => {
    const mina = await sitDown(browser, product.url, { phone: MINA.phone, language });
    const come = await (await browser.newContext({ locale })).newPage();
    onTestFailed(() => photograph([mina, { page: come } as Desk]));
    await goTo(mina.page, '/people');
    await mina.page.getByTestId('invite').click();
    await mina.page.getByTestId('invite-role').selectOption('viewer');
    await mina.page.getByTestId('invite-submit').click();
    const link = await mina.page.getByTestId('once-secret').inputValue();
    expect(new URL(link).origin).toBe(product.url);
    await mina.page.keyboard.press('Escape');

    await come.goto(link);
    await come.getByTestId('sign-in-to-join').click();
    await come.getByTestId('contact').fill(guest);
    await come.getByTestId('send-code').click();
    await come.getByTestId('dev-code').click();
    await come.getByTestId('verify-code').click();
    await come.getByTestId('accept-invitation').click();
    await come.getByTestId('document-row').first().waitFor();
    expect(await come.getByTestId('new-document').isVisible()).toBe(false);

    await goTo(mina.page, '/people');
    const row = mina.page.getByTestId('member-row').filter({ hasText: inDigits(guest.slice(1), language) });
    await row.getByTestId('member-role').selectOption('writer');
    await expectSoon(async () => {
      await come.reload();
      await come.getByTestId('document-row').first().waitFor();
      return come.getByTestId('new-document').isVisible();
    });
    await row.getByTestId('member-actions').click();
    await mina.page.getByTestId('member-suspend').click();
    await row.locator('[data-kind="bad"]').waitFor();
    await expectSoon(async () => {
      await come.reload();
      await come.getByRole('main').waitFor();
      return (await come.getByTestId('document-row').count()) === 0;
    });
    await row.getByTestId('member-actions').click();
    await mina.page.getByTestId('member-remove').click();
    await mina.page.getByTestId('confirm').click();
    await row.waitFor({ state: 'detached' });
    expect(mina.faults).toEqual([]);
    await come.context().close();
    await mina.context.close();
  }, 120_000);

  test('a document is begun with a template, planned, put into the trash, taken back, deleted for good', async () => {
    const mina = await sitDown(browser, product.url, { phone: MINA.phone, language });
    onTestFailed(() => photograph([mina]));
    const { page } = mina;
    const title = `گزارش ${language}`;
    await page.getByTestId('new-document').click();
    await page.getByTestId('document-title-input').fill(title);
    await page.getByTestId('document-template').selectOption({ index: 1 });
    await page.getByTestId('create-document').click();
    await page.getByTestId('editor').locator('h2').first().waitFor();

    await goTo(page, '/');
    const row = page.getByRole('listitem').filter({ hasText: title });
    await row.getByTestId('document-actions').click();
    await page.getByTestId('document-plan').click();
    await page.getByTestId('plan-assignee').selectOption({ label: SARA.name });
    await page.getByTestId('plan-due').fill(language === 'fa' ? 'فردا' : 'tomorrow');
    await page.getByTestId('plan-save').click();
    await row.getByTitle(SARA.name).waitFor();
    const due = row.getByTestId('document-due');
    await due.getByText(language === 'fa' ? 'مهلت: فردا' : 'Due tomorrow', { exact: true }).waitFor();
    // That its day is over is said in words.
    await row.getByTestId('document-actions').click();
    await page.getByTestId('document-plan').click();
    await page.getByTestId('plan-due').fill(language === 'fa' ? 'دیروز' : 'yesterday');
    await page.getByTestId('plan-save').click();
    await due
      .getByText(language === 'fa' ? 'مهلت گذشته: دیروز' : 'Overdue: yesterday', { exact: true })
      .waitFor();

    await row.getByTestId('document-actions').click();
    await page.getByTestId('document-trash').click();
    await row.waitFor({ state: 'detached' });
    await goTo(page, '/trash');
    const trashed = page.getByTestId('trash-row').filter({ hasText: title });
    await trashed.getByTestId('trash-restore').click();
    await trashed.waitFor({ state: 'detached' });
    await goTo(page, '/');
    await row.getByTestId('document-actions').click();
    await page.getByTestId('document-trash').click();
    await row.waitFor({ state: 'detached' });

    await goTo(page, '/trash');
    await trashed.getByTestId('trash-delete').click();
    await page.getByTestId('typed-title').fill('چیز دیگر');
    expect(await page.getByTestId('confirm').isEnabled()).toBe(false);
    await page.getByTestId('typed-title').fill(title);
    await page.getByTestId('confirm').click();
    await trashed.waitFor({ state: 'detached' });
    expect(mina.faults).toEqual([]);
    await mina.context.close();
  }, 120_000);

  test('a day is chosen by keys alone from the calendar that the person set; what is no day is not saved', async () => {
    const mina = await sitDown(browser, product.url, { phone: MINA.phone, language });
    onTestFailed(() => photograph([mina]));
    const { page } = mina;
    // The story stands on 30 Aban 1405, 21 November 2026, whatever day it is: the calendar opens on the day in the field.
    const [typed, forward] =
      language === 'fa' ? (['۱۴۰۵/۸/۳۰', 'ArrowLeft'] as const) : (['21/11/2026', 'ArrowRight'] as const);
    const id = await page.getByTestId('document-row').first().getAttribute('data-document');
    const dueOn = async () => (await ask<{ dueOn: string | null }>(page, 'GET', `/documents/${id}`)).dueOn;
    const field = page.getByTestId('plan-due');
    const focusedDay = page.getByTestId('calendar').locator('button:focus');
    const plan = async () => {
      const row = page.locator(`[data-testid="document-row"][data-document="${id}"]`).first();
      const actions = page.getByRole('listitem').filter({ has: row }).getByTestId('document-actions').first();
      await actions.focus();
      await actions.press('Enter');
      await page.getByTestId('document-plan').focus();
      await page.keyboard.press('Enter');
      await field.focus();
    };
    await plan();
    await field.fill('بی‌معنا');
    await page.keyboard.press('Enter');
    await page.getByTestId('plan-save').focus();
    await page.keyboard.press('Enter');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await field.fill(typed);
    await field.press('ArrowDown');
    await focusedDay.waitFor();
    // The next month, a day on: 1 Dey and 22 December begin with the 30th of Azar, the 21st of December.
    await page.keyboard.press('PageDown');
    await page.keyboard.press(forward);
    await expectSoon(async () =>
      ((await focusedDay.getAttribute('aria-label')) ?? '').includes(
        language === 'fa' ? '۱ دی ۱۴۰۵' : '22 December 2026',
      ),
    );
    await page.keyboard.press('Escape');
    await page.getByTestId('calendar').waitFor({ state: 'detached' });
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    await field.press('ArrowDown');
    await focusedDay.waitFor();
    await page.keyboard.press(forward);
    await page.keyboard.press('Enter');
    await page.getByTestId('calendar').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.getByTestId('plan-save').waitFor({ state: 'detached' });
    expect(await dueOn()).toBe('2026-11-22');

    // The other calendar, in the same language and direction.
    await ask(page, 'PATCH', '/me', { calendar: language === 'fa' ? 'gregorian' : 'persian' });
    await page.reload();
    await plan();
    await expectSoon(
      async () => (await field.inputValue()) === (language === 'fa' ? '۲۲/۱۱/۲۰۲۶' : '1405/9/1'),
    );
    await field.press('ArrowDown');
    await page
      .getByTestId('calendar')
      .getByText(language === 'fa' ? 'نوامبر ۲۰۲۶' : 'Azar 1405')
      .waitFor();
    await page.keyboard.press(forward);
    await page.keyboard.press('Enter');
    await page.getByTestId('calendar').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.getByTestId('plan-save').waitFor({ state: 'detached' });
    expect(await dueOn()).toBe('2026-11-23');
    await ask(page, 'PATCH', '/me', { calendar: null });
    expect(mina.faults).toEqual([]);
    await mina.context.close();
  }, 120_000);

  test('the board shows each document under its status; titles are found as people spell them', async () => {
    const sara = await sitDown(browser, product.url, { phone: SARA.phone, language });
    onTestFailed(() => photograph([sara]));
    const { page } = sara;
    const row = page.getByTestId('document-row').filter({ hasText: 'Bilingual style sheet' });
    const id = await row.getAttribute('data-document');
    const { projectId, status } = await ask<{ projectId: string; status: string }>(
      page,
      'GET',
      `/documents/${id}`,
    );
    await goTo(page, `/projects/${projectId}?view=board`);
    const title = 'طرح';
    const cardIn = (column: string) =>
      page.getByTestId(`column-${column}`).getByTestId('board-card').filter({ hasText: 'Bilingual' });
    await cardIn(status).waitFor();
    const next = status === 'draft' ? 'in_progress' : 'review';
    await ask(page, 'POST', `/documents/${id}/transitions`, { to: next });
    await page.reload();
    await cardIn(next).waitFor();
    expect(await cardIn(status).count()).toBe(0);

    // Whose a document is narrows the board and the list alike, and stands in the address.
    const me = await ask<{ id: string }>(page, 'GET', '/me');
    const mine = `${title} ${language}`;
    const own = await ask<{ id: string }>(page, 'POST', `/projects/${projectId}/documents`, { title: mine });
    const etag = (await page.request.get(new URL(`/api/v1/documents/${own.id}`, page.url()).href)).headers()
      .etag;
    await ask(page, 'PATCH', `/documents/${own.id}`, { assigneeId: me.id, dueOn: '2026-12-01' }, etag);
    await page.getByTestId('filter-assigneeId').selectOption(me.id);
    await cardIn(next).waitFor({ state: 'detached' });
    await page.getByTestId('column-draft').getByTestId('board-card').filter({ hasText: mine }).waitFor();
    await page.reload();
    await page.getByTestId('column-draft').getByTestId('board-card').filter({ hasText: mine }).waitFor();
    expect(await cardIn(next).count()).toBe(0);
    expect(new URL(page.url()).searchParams.get('assignee')).toBe(me.id);
    await page.getByTestId('tab-table').click();
    const rows = page.getByTestId('document-row');
    await expectSoon(async () => (await rows.allInnerTexts()).some((text) => text.includes(mine)));
    expect(await page.getByTestId('filter-assigneeId').inputValue()).toBe(me.id);
    await page.getByTestId('filter-authorId').selectOption(me.id);
    await page.getByTestId('filter-sort').selectOption('due');
    await expectSoon(async () => (await rows.first().innerText()).includes(mine));
    await page.getByTestId('filter-none').click();
    await row.waitFor();
    // The title says «شیوه‌نامهٔ دوزبانه»; Arabic letters and no half-space find it all the same.
    await page.getByTestId('filter-text').fill('شيوه نامه');
    await expectSoon(async () => (await rows.count()) === 1);
    await row.waitFor();
    expect(new URL(page.url()).searchParams.get('text')).toBe('شيوه نامه');
    expect(sara.faults).toEqual([]);
    await sara.context.close();
  }, 120_000);

  test('a profile: calendar apart from language, another way in, and a device that is signed out', async () => {
    const sara = await sitDown(browser, product.url, { phone: SARA.phone, language });
    onTestFailed(() => photograph([sara]));
    const { page } = sara;
    const elsewhere = await signIn(product.url, SARA.phone);
    await goTo(page, '/profile');
    await page.getByTestId('profile-calendar').selectOption(language === 'fa' ? 'gregorian' : 'persian');
    const month = new Intl.DateTimeFormat(otherCalendar, { month: 'long' }).format();
    // Not the choice of time zones: Aban stands in Mbabane.
    await page.getByRole('main').getByText(month).filter({ visible: true }).first().waitFor();
    await page.getByTestId('profile-calendar').selectOption('');
    await page
      .locator('label')
      .filter({ has: page.getByTestId('color-p6') })
      .click();
    await expectSoon(async () => (await ask<{ color: string }>(page, 'GET', '/me')).color === 'p6');

    await page.getByTestId('add-contact').click();
    await page.getByTestId('new-contact').fill(`sara.${language}@example.com`);
    await page.getByTestId('confirm-contact').click();
    const code = await page.getByTestId('contact-code').getAttribute('data-code');
    await page.getByTestId('contact-code').fill(code ?? '');
    await page.getByTestId('confirm-contact').click();
    await page
      .getByTestId('contact-row')
      .filter({ hasText: `sara.${language}@example.com` })
      .waitFor();

    const others = page.locator('[data-testid="session-row"][data-current="false"]');
    const before = await others.count();
    expect(before).toBeGreaterThan(0);
    await others.first().getByTestId('end-session').click();
    await expectSoon(async () => (await others.count()) === before - 1);
    const me = await fetch(`${product.url}/api/v1/me`, {
      headers: { authorization: `Bearer ${elsewhere.token}` },
    });
    expect(me.status).toBe(401);
    expect(sara.faults).toEqual([]);
    await sara.context.close();
  }, 120_000);
});
