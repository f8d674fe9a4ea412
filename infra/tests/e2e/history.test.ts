// Who wrote what, and what changed: two people and the co-writer in one article, seen in the text, in figures and in
// a comparison, from which one block is brought back.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { axeFaults } from '../../src/testing/axe-faults.ts';
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
const LIFE = 'Bilingual style sheet';
const RESTORED = 'راه‌آهن و تولد شهر نو';
const ARASH = demoPerson('arash@example.com');
const SARA = demoPerson('sara@example.com');

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

// Typed in capitals: where a typed letter equals the one behind the caret, nobody can say which of the two is new.

/** Pastes plain text at the caret, as the browser does. */
function paste(page: Page, text: string): Promise<void> {
  return page.getByTestId('editor').evaluate((editor, given) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', given);
    editor.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** How a word is drawn in the article; undefined while it has no author. */
function lookOf(page: Page, word: string) {
  return page.getByTestId('editor').evaluate((editor, sought) => {
    const spans = [...editor.querySelectorAll<HTMLElement>('.authored')];
    const span = spans.find((one) => one.textContent?.includes(sought));
    return span && { ...span.dataset, person: span.style.getPropertyValue('--person').trim() };
  }, word);
}

/** Selects a word in the article, as a mouse would. */
async function select(page: Page, word: string): Promise<void> {
  await page.getByTestId('editor').evaluate((editor, sought) => {
    const texts = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const at = texts.currentNode.textContent?.indexOf(sought) ?? -1;
      if (at >= 0)
        getSelection()?.setBaseAndExtent(texts.currentNode, at, texts.currentNode, at + sought.length);
    }
  }, word);
  await expect.poll(() => page.evaluate(() => String(getSelection()))).toBe(word);
}

describe('whose words they are', () => {
  test('shown in the text, adding up in figures, named in a comparison, and one block brought back', async () => {
    const desks: Desk[] = [];
    onTestFailed(() => photograph(desks));
    const arash = await sitDown(browser, product.url, { phone: ARASH.phone, language: 'en' });
    const sara = await sitDown(browser, product.url, { phone: SARA.phone, language: 'fa' });
    desks.push(arash, sara);
    for (const desk of desks) await openArticle(desk.page, ARTICLE);

    await arash.page.getByTestId('open-versions').click();
    await arash.page.getByTestId('version-name').fill('Before today');
    await arash.page.getByTestId('version-create').click();
    await arash.page.locator('[data-testid="version-row"][data-kind="named"]').first().waitFor();

    await goToParagraph(arash.page, 0);
    await arash.page.keyboard.type(' ARASHWORDS typed.');
    await goToParagraph(sara.page, 1);
    await sara.page.keyboard.type(' SARAWORDS typed.');
    await paste(sara.page, ' THREE PASTED WORDS');
    await goToParagraph(sara.page, 2);
    await sara.page.keyboard.insertText(` PASTEDWORDS ${'came at once from elsewhere '.repeat(8)}`);
    for (const desk of desks) await saved(desk.page);
    await arash.page.getByTestId('open-co-writer').click();
    await arash.page.getByTestId('co-writer-topic').fill('stations');
    await arash.page.getByTestId('co-writer-min-words').fill('60');
    await arash.page.getByTestId('co-writer-start').click();
    await arash.page.getByTestId('run-accept').first().waitFor({ timeout: 60_000 });
    const ofCoWriter = await arash.page
      .locator('[data-testid="editor"] > p[data-ai-run]')
      .first()
      .evaluate((block) => block.textContent?.trim().split(/\s+/).slice(0, 4).join(' ') ?? '');
    await arash.page.getByTestId('run-accept').first().click();
    await saved(arash.page);
    const written = await sameText(desks);

    // In the text: people by colour, the co-writer by its own sign, pasted text told apart.
    await sara.page.getByTestId('toggle-authorship').click();
    await expect
      .poll(() => lookOf(sara.page, 'ARASHWORDS'), { timeout: 15_000 })
      .toMatchObject({ author: 'person', how: 'typed', person: `var(--${ARASH.color})` });
    expect(await lookOf(sara.page, 'SARAWORDS')).toMatchObject({
      how: 'typed',
      person: `var(--${SARA.color})`,
    });
    // Three words are too few to be told by their length: her page says that they were pasted.
    expect(await lookOf(sara.page, 'THREE PASTED WORDS')).toMatchObject({
      how: 'pasted',
      person: `var(--${SARA.color})`,
    });
    expect(await lookOf(sara.page, 'PASTEDWORDS')).toMatchObject({
      how: 'pasted',
      person: `var(--${SARA.color})`,
    });
    expect(ofCoWriter.length).toBeGreaterThan(8);
    expect(await lookOf(sara.page, ofCoWriter)).toMatchObject({ author: 'ai', how: 'ai' });
    expect(await sameText(desks)).toBe(written);

    // In figures: everybody once, and a hundred in all.
    await sara.page.getByTestId('authorship-shares').click();
    await sara.page.getByTestId('authorship-share').first().waitFor();
    const shares = await sara.page
      .getByTestId('authorship-share')
      .evaluateAll((rows) =>
        rows.map((row) => ({ key: row.dataset.key ?? '', share: Number(row.dataset.share) })),
      );
    const keys = shares.map((one) => one.key);
    expect(keys).toContain('co-writer');
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThanOrEqual(3);
    expect(Math.round(shares.reduce((sum, one) => sum + one.share * 100, 0))).toBe(100);
    // What Sara pasted is told apart from what she typed here too.
    const ofSara = sara.page.locator(`[data-testid="authorship-share"]`, { hasText: SARA.name });
    expect(await ofSara.getByTestId('authorship-ways').innerText()).toContain('چسبانده');
    expect(await axeFaults(sara.page)).toEqual([]);
    await sara.page.keyboard.press('Escape');

    // New letters are bare until the log has said whose they are; the drawing itself is no edit and no undo step.
    await goToParagraph(sara.page, 1);
    await sara.page.keyboard.type(' LATERWORDS');
    expect(await lookOf(sara.page, 'LATERWORDS')).toBeUndefined();
    await expect
      .poll(() => lookOf(sara.page, 'LATERWORDS'), { timeout: 15_000 })
      .toMatchObject({ person: `var(--${SARA.color})` });
    // On a busy machine the word may have become more than one step of undo.
    await expect
      .poll(async () => {
        if ((await textOf(sara.page)) !== written) await sara.page.keyboard.press('Control+z');
        return textOf(sara.page);
      })
      .toBe(written);
    await saved(sara.page);
    expect(await sameText(desks)).toBe(written);

    // What Sara takes away and brings back by undo is still whose it was.
    await goToParagraph(sara.page, 0);
    await select(sara.page, 'ARASHWORDS');
    await sara.page.keyboard.press('Delete');
    await saved(sara.page);
    expect(await textOf(sara.page)).not.toContain('ARASHWORDS');
    await expect
      .poll(async () => {
        if ((await textOf(sara.page)) !== written) await sara.page.keyboard.press('Control+z');
        return textOf(sara.page);
      })
      .toBe(written);
    await saved(sara.page);
    await expect
      .poll(() => lookOf(sara.page, 'ARASHWORDS'), { timeout: 15_000 })
      .toMatchObject({ author: 'person', how: 'typed', person: `var(--${ARASH.color})` });
    expect(await sameText(desks)).toBe(written);

    // Compared with now, every change is named.
    const { page } = arash;
    await page.getByTestId('open-versions').click();
    const named = page.getByRole('listitem').filter({
      has: page.locator('[data-testid="version-row"][data-kind="named"]', { hasText: 'Before today' }),
    });
    await named.getByTestId('version-choose').check();
    await page.getByTestId('compare-chosen').click();
    const article = page.getByTestId('diff-article');
    await article.waitFor();
    const added = (words: string) => article.locator('ins', { hasText: words }).first();
    await expect.poll(() => added('ARASHWORDS').getAttribute('title')).toBe(`Added by ${ARASH.name}`);
    expect(await added('SARAWORDS').getAttribute('title')).toBe(`Added by ${SARA.name}`);
    expect(await added(ofCoWriter).getAttribute('data-author')).toBe('ai');
    await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(() => page.getByTestId('diff-where').innerText()).toContain('Change 1 of');
    expect(await article.locator('[data-current]').first().isVisible()).toBe(true);
    await page.getByTestId('diff-only-changes').check();
    expect(await article.getByTestId('diff-fold').count()).toBeGreaterThan(0);
    expect(await axeFaults(page)).toEqual([]);

    // Sara's paragraph goes back to what it was, and nothing else does.
    const row = article.getByTestId('diff-block').filter({ hasText: 'SARAWORDS' });
    await row.getByTestId('restore-block').click();
    await expect.poll(() => textOf(sara.page), { timeout: 15_000 }).not.toContain('SARAWORDS');
    await expect.poll(() => row.count(), { timeout: 15_000 }).toBe(0);
    const after = await sameText(desks);
    expect(after).toBe(written.replace(' SARAWORDS typed. THREE PASTED WORDS', ''));
    for (const words of ['ARASHWORDS', 'PASTEDWORDS']) expect(timesIn(after, words)).toBe(1);
    for (const desk of desks) expect(desk.faults).toEqual([]);
  }, 150_000);

  test('the life of the article is drawn on a line, dragged, and played by the keyboard, in both directions', async () => {
    const desks: Desk[] = [];
    onTestFailed(() => photograph(desks));
    const arash = await sitDown(browser, product.url, { phone: ARASH.phone, language: 'en' });
    const sara = await sitDown(browser, product.url, { phone: SARA.phone, language: 'fa' });
    desks.push(arash, sara);
    for (const desk of desks) await openArticle(desk.page, LIFE);
    const before = await sameText(desks);
    await goToParagraph(arash.page, 0);
    await arash.page.keyboard.type(' ARASHLIFE');
    await saved(arash.page);
    await goToParagraph(sara.page, 1);
    await sara.page.keyboard.type(' SARALIFE');
    await saved(sara.page);
    await sameText(desks);

    for (const { page } of desks) {
      await page.getByTestId('open-versions').click();
      await page.getByTestId('open-replay').click();
      const article = page.getByTestId('replay-article');
      const range = page.getByTestId('replay-range');
      await article.waitFor();
      const textAt = async () => {
        const at = await range.inputValue();
        await expect.poll(async () => (await article.getAttribute('data-sequence')) !== null).toBe(true);
        return { at: Number(at), text: await article.innerText() };
      };
      const shows = (check: (text: string) => boolean) =>
        expect.poll(async () => check((await textAt()).text), { timeout: 15_000 }).toBe(true);
      // It opens at now, with whose words they are.
      await shows((text) => text.includes('ARASHLIFE') && text.includes('SARALIFE'));
      const authored = article.locator('.authored', { hasText: 'SARALIFE' }).first();
      expect(await authored.getAttribute('title')).toContain(SARA.name);
      const last = Number(await range.getAttribute('max'));
      expect(last).toBeGreaterThanOrEqual(2);
      // The keyboard: to the beginning, and played to the end.
      await range.focus();
      await page.keyboard.press('Home');
      await shows((text) => !text.includes('ARASHLIFE') && !text.includes('SARALIFE'));
      expect((await textAt()).at).toBe(0);
      await page.keyboard.press('Space');
      await expect.poll(async () => (await textAt()).at, { timeout: 20_000 }).toBe(last);
      await shows((text) => text.includes('ARASHLIFE') && text.includes('SARALIFE'));
      // The hand: dragged to where reading begins is the beginning, whichever side that is.
      const box = await page.getByTestId('time-line').boundingBox();
      if (!box) throw new Error('the line is not drawn');
      const isRtl = (await page.locator('html').getAttribute('dir')) === 'rtl';
      const [start, end] = isRtl ? [box.x + box.width - 4, box.x + 4] : [box.x + 4, box.x + box.width - 4];
      const y = box.y + box.height / 2;
      await page.mouse.move(end, y);
      await page.mouse.down();
      await page.mouse.move((start + end) / 2, y, { steps: 4 });
      await page.mouse.move(start, y, { steps: 4 });
      await page.mouse.up();
      await expect.poll(async () => (await textAt()).at).toBe(0);
      await shows((text) => !text.includes('ARASHLIFE'));
      expect(await axeFaults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByTestId('replay-article').waitFor({ state: 'detached' });
    }
    // Looking at the past changes nothing.
    const after = await sameText(desks);
    expect(after.replace(' ARASHLIFE', '').replace(' SARALIFE', '')).toBe(before);
    for (const desk of desks) expect(desk.faults).toEqual([]);
  }, 120_000);

  test('a version is restored while others type: words and carets stay, the comparison follows, and it is taken back', async () => {
    const desks: Desk[] = [];
    onTestFailed(() => photograph(desks));
    const arash = await sitDown(browser, product.url, { phone: ARASH.phone, language: 'en' });
    const sara = await sitDown(browser, product.url, { phone: SARA.phone, language: 'fa' });
    desks.push(arash, sara);
    for (const desk of desks) await openArticle(desk.page, RESTORED);
    await arash.page.getByTestId('open-versions').click();
    await arash.page.getByTestId('version-name').fill('Sound');
    await arash.page.getByTestId('version-create').click();
    const named = arash.page.locator('[data-testid="version-row"][data-kind="named"]').first();
    await named.waitFor();
    await goToParagraph(arash.page, 0);
    await arash.page.keyboard.type(' UNWANTED');
    await saved(arash.page);
    await expect.poll(() => textOf(sara.page)).toContain('UNWANTED');

    // Compared with now, it goes on with what Sara writes.
    await arash.page.getByRole('listitem').filter({ has: named }).getByTestId('version-choose').check();
    await arash.page.getByTestId('compare-chosen').click();
    const comparison = arash.page.getByTestId('diff-article');
    await comparison.locator('ins', { hasText: 'UNWANTED' }).first().waitFor();
    await goToParagraph(sara.page, 2);
    await sara.page.keyboard.type(' FOLLOWED');
    await comparison.locator('ins', { hasText: 'FOLLOWED' }).first().waitFor();
    await arash.page.keyboard.press('Escape');

    // Sara types through the restore, in a paragraph that it does not touch after it, with her caret where it was.
    await named.click();
    await arash.page.getByTestId('version-restore').click();
    await goToParagraph(sara.page, 3);
    await sara.page.keyboard.type(' BEFORE');
    await saved(sara.page);
    // Everything in front of a word, but for what is typed here (capitals and spaces).
    const placeIn = (text: string, word: string) => text.slice(0, text.indexOf(word)).replace(/[A-Z\s]/g, '');
    const place = placeIn(await textOf(sara.page), 'BEFORE');
    const restoring = arash.page.getByTestId('version-restore-confirm').click();
    for (const letter of ' THROUGH') await sara.page.keyboard.type(letter);
    await restoring;
    await expect.poll(() => textOf(sara.page), { timeout: 15_000 }).not.toContain('UNWANTED');
    await sara.page.keyboard.type(' AFTER');
    await saved(sara.page);
    const restored = await sameText(desks);
    // What was written after the restore stands where she was writing: her caret stayed.
    expect(timesIn(restored, 'AFTER')).toBe(1);
    expect(placeIn(restored, 'AFTER')).toBe(place);
    expect(restored).not.toContain('FOLLOWED');

    // It is taken back, and what was written since stays.
    await arash.page.getByTestId('notice-action').click();
    await expect.poll(() => textOf(sara.page), { timeout: 15_000 }).toContain('UNWANTED');
    const back = await sameText(desks);
    for (const word of ['UNWANTED', 'FOLLOWED', 'AFTER']) expect(timesIn(back, word)).toBe(1);
    for (const desk of desks) expect(desk.faults).toEqual([]);
  }, 120_000);
});
