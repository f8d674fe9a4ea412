// Taking care of what one has, in both languages: invitations on the home screen, templates, archives, the end of an
// organization.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import { languagesFor, photograph, sitDown } from './desk.ts';
import { ask, expectSoon, goTo } from './walk.ts';

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

describe.each(languagesFor('fa'))('in %s', (language) => {
  test('invitations wait on the home screen: one is declined, one accepted, and that organization is then deleted', async () => {
    const mina = await sitDown(browser, product.url, { phone: MINA.phone, language });
    const sara = await sitDown(browser, product.url, { phone: SARA.phone, language });
    onTestFailed(() => photograph([sara, mina]));
    const { page } = sara;
    const name = `نشر دوم ${language}`;
    const founded = await ask<{ id: string }>(mina.page, 'POST', '/organizations', { name });
    const invite = () =>
      ask(mina.page, 'POST', `/organizations/${founded.id}/invitations`, {
        role: 'admin',
        email: SARA.email,
      });
    const waits = page.getByTestId('my-invitation').filter({ hasText: name });
    await invite();
    await page.reload();
    await waits.getByTestId('my-invitation-decline').click();
    await waits.waitFor({ state: 'detached' });
    await invite();
    await page.reload();
    await waits.getByTestId('my-invitation-accept').click();
    await waits.waitFor({ state: 'detached' });
    await expectSoon(async () => (await page.getByTestId('organization-switch').inputValue()) === founded.id);

    await goTo(page, '/settings');
    await page.getByTestId('delete-organization').click();
    await page.getByTestId('typed-title').fill('نشر');
    expect(await page.getByTestId('confirm').isEnabled()).toBe(false);
    await page.getByTestId('typed-title').fill(name);
    await page.getByTestId('confirm').click();
    await page.getByTestId('document-row').first().waitFor();
    const { memberships } = await ask<{ memberships: { organizationId: string }[] }>(page, 'GET', '/me');
    expect(memberships.map(({ organizationId }) => organizationId)).not.toContain(founded.id);
    expect([...sara.faults, ...mina.faults]).toEqual([]);
    await mina.context.close();
    await sara.context.close();
  }, 120_000);

  test('a template is made from a text, renamed and deleted; a project and a workspace are archived and come back', async () => {
    const mina = await sitDown(browser, product.url, { phone: MINA.phone, language });
    onTestFailed(() => photograph([mina]));
    const { page } = mina;
    const { memberships } = await ask<{ memberships: { organizationId: string }[] }>(page, 'GET', '/me');
    const organization = `/organizations/${memberships[0]?.organizationId}`;
    const row = page.getByTestId('document-row').first();
    const id = await row.getAttribute('data-document');
    const { workspaceId } = await ask<{ workspaceId: string }>(page, 'GET', `/documents/${id}`);
    const [first, second] = [`نامه ${language}`, `نامهٔ رسمی ${language}`];
    await page.getByTestId('document-actions').first().click();
    await page.getByTestId('document-template-make').click();
    await page.getByTestId('template-name').fill(first);
    await page.getByTestId('template-save').click();
    await page.getByTestId('template-save').waitFor({ state: 'detached' });

    await goTo(page, `/settings/workspaces/${workspaceId}`);
    const template = (name: string) => page.getByTestId('template-row').filter({ hasText: name });
    await template(first).getByTestId('template-rename').click();
    await page.getByTestId('template-name').fill(second);
    await page.getByTestId('template-save').click();
    await template(second).getByTestId('template-delete').click();
    await page.getByTestId('confirm').click();
    await template(second).waitFor({ state: 'detached' });

    const made = await ask<{ id: string }>(page, 'POST', `${organization}/workspaces`, {
      name: `پرونده‌ها ${language}`,
    });
    const projectName = `شمارهٔ کهنه ${language}`;
    const project = await ask<{ id: string }>(page, 'POST', `/workspaces/${made.id}/projects`, {
      name: projectName,
    });
    await goTo(page, `/settings/workspaces/${made.id}`);
    const place = page.getByRole('navigation').locator(`a[href="/projects/${project.id}"]`);
    await place.waitFor();
    const archived = page.getByTestId('settings-project-row').filter({ hasText: projectName });
    await archived.getByTestId('archive').click();
    await place.waitFor({ state: 'detached' });
    await archived.getByTestId('unarchive').click();
    await place.waitFor();
    // The last of them is the workspace's own.
    await page.getByTestId('archive').last().click();
    await place.waitFor({ state: 'detached' });
    await page.getByTestId('unarchive').click();
    await place.waitFor();
    await page.getByTestId('archive').last().click();
    await place.waitFor({ state: 'detached' });
    expect(mina.faults).toEqual([]);
    await mina.context.close();
  }, 120_000);

  test('a card moves on the board by keys and by mouse, asks for the reason, and goes nowhere it may not', async () => {
    const sara = await sitDown(browser, product.url, { phone: SARA.phone, language });
    onTestFailed(() => photograph([sara]));
    const { page } = sara;
    const first = await page.getByTestId('document-row').first().getAttribute('data-document');
    const { projectId } = await ask<{ projectId: string }>(page, 'GET', `/documents/${first}`);
    const title = `کارت ${language}`;
    const { id } = await ask<{ id: string }>(page, 'POST', `/projects/${projectId}/documents`, { title });
    const statusNow = async () => (await ask<{ status: string }>(page, 'GET', `/documents/${id}`)).status;
    await goTo(page, `/projects/${projectId}?view=board`);
    const cardIn = (status: string) =>
      page.getByTestId(`column-${status}`).getByTestId('board-card').filter({ hasText: title });
    const askByKeys = async (from: string, to: string) => {
      await cardIn(from).getByTestId('card-move').press('Enter');
      await page.getByTestId(`move-${to}`).press('Enter');
    };
    await askByKeys('draft', 'review');
    await cardIn('review').waitFor();
    await askByKeys('review', 'rejected');
    await page.getByTestId('step-confirm').press('Enter');
    // Without a reason nobody is refused.
    await expectSoon(
      async () => (await page.getByTestId('step-note').getAttribute('aria-invalid')) === 'true',
    );
    expect(await statusNow()).toBe('review');
    await page.getByTestId('step-note').fill('منبع ندارد');
    await page.getByTestId('step-confirm').press('Enter');
    await cardIn('rejected').waitFor();

    await cardIn('rejected').dragTo(page.getByTestId('column-approved'));
    await page.locator('[data-kind="error"]').waitFor();
    expect(await statusNow()).toBe('rejected');
    await cardIn('rejected').dragTo(page.getByTestId('column-review'));
    await cardIn('review').waitFor();
    await cardIn('review').dragTo(page.getByTestId('column-in_progress'));
    await cardIn('in_progress').waitFor();
    await page.getByTestId('notice-action').last().click();
    await cardIn('review').waitFor();
    expect(await statusNow()).toBe('review');
    expect(sara.faults).toEqual([]);
    await sara.context.close();
  }, 120_000);
});
