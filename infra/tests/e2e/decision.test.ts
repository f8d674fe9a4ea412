// The decision's road in two browsers: submitted, sealed against everybody, reopened, and put back by a restore.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
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
} from './desk.ts';

const ARTICLE = 'How we edit';

let browser: Browser;
let product: Product;
beforeAll(async () => {
  browser = await launchBrowser();
  product = await startProduct();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

describe('from draft to sealed and back', () => {
  test('what is approved stays as it was, for everybody, and can be restored after a reopening', async () => {
    const desks: Desk[] = [];
    onTestFailed(() => photograph(desks));
    const writer = await sitDown(browser, product.url, {
      phone: demoPerson('arash@example.com').phone,
      language: 'en',
    });
    const editor = await sitDown(browser, product.url, {
      phone: demoPerson('sara@example.com').phone,
      language: 'fa',
    });
    desks.push(writer, editor);
    for (const desk of desks) await openArticle(desk.page, ARTICLE);
    const status = (desk: Desk, is: string) =>
      desk.page.locator(`[data-testid="status"][data-status="${is}"]`).waitFor({ timeout: 15_000 });
    const editable = (desk: Desk) => desk.page.getByTestId('editor').getAttribute('contenteditable');
    const primary = (desk: Desk, step: string) =>
      desk.page.locator(`[data-testid="primary-action"][data-step="${step}"]`);

    await goToParagraph(writer.page, 1);
    await writer.page.keyboard.type(' Sealed by the editor.');
    await saved(writer.page);
    await primary(writer, 'submit').click();
    for (const desk of desks) await status(desk, 'review');
    await expect.poll(() => editable(writer)).toBe('false');
    expect(await editable(editor)).toBe('true');

    // The editor's own last words belong to what is sealed.
    await goToParagraph(editor.page, 1);
    await editor.page.keyboard.type(' And read by her.');
    await primary(editor, 'approve').click();
    await editor.page.getByTestId('step-confirm').click();
    for (const desk of desks) {
      await status(desk, 'approved');
      await expect.poll(() => editable(desk)).toBe('false');
    }
    const sealed = await sameText(desks);
    for (const words of ['Sealed by the editor.', 'And read by her.']) expect(timesIn(sealed, words)).toBe(1);

    // Reopened, it goes on as a draft that both can write in.
    await primary(editor, 'reopen').click();
    for (const desk of desks) {
      await status(desk, 'draft');
      await expect.poll(() => editable(desk), { timeout: 15_000 }).toBe('true');
    }
    await goToParagraph(writer.page, 3);
    await writer.page.keyboard.type(' Changed since.');
    await saved(writer.page);
    expect(await sameText(desks)).not.toBe(sealed);

    // The sealed version is read, and restored as a forward edit that reaches both without a reload.
    await editor.page.getByRole('button', { name: 'نسخه‌ها' }).first().click();
    await editor.page.locator('[data-testid="version-row"][data-kind="approval"]').first().click();
    const shown = await editor.page.getByTestId('version-article').innerText();
    expect(shown).toContain('And read by her.');
    expect(shown).not.toContain('Changed since.');
    await editor.page.getByTestId('version-restore').click();
    await editor.page.getByTestId('version-restore-confirm').click();
    await expect.poll(() => textOf(writer.page), { timeout: 15_000 }).toBe(sealed);
    expect(await sameText(desks)).toBe(sealed);
    for (const desk of desks) expect(desk.faults).toEqual([]);
  }, 120_000);
});
