// Coming back: words typed into a paragraph that another took away meanwhile, and text that somebody deleted, are both
// found again and put back with one click. Each story by two people, one in Persian and one in English.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { axeFaults } from '../../src/testing/axe-faults.ts';
import { type Desk, openArticle, sameText, saved, textOf, timesIn, waiting, writeBelow } from './desk.ts';
import { useDeskRoom } from './desk-room.ts';

const ARTICLE = 'راه‌آهن و تولد شهر نو';
const ARASH = demoPerson('arash@example.com');
const SARA = demoPerson('sara@example.com');

const room = useDeskRoom({ COLLAB_MAX_UPDATE_KB: '48' });
const { desks } = room;

/** Somebody on a line that can be cut, and somebody else, both in the article. */
async function sitTogether(mine: 'fa' | 'en'): Promise<{ arash: Desk; sara: Desk }> {
  await room.begin();
  const arash = await room.sit(ARASH, 'line', mine);
  const sara = await room.sit(SARA, 'product', mine === 'fa' ? 'en' : 'fa');
  for (const { page } of desks) await openArticle(page, ARTICLE);
  return { arash, sara };
}

/** Takes a whole paragraph away, as one does: choosing it and pressing Backspace twice. */
async function removeParagraph(page: Page, text: string): Promise<void> {
  const paragraph = page.getByTestId('editor').locator('> p', { hasText: text }).first();
  await paragraph.click({ clickCount: 3 });
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await expect.poll(() => textOf(page)).not.toContain(text);
}

describe.each([{ language: 'fa' as const }, { language: 'en' as const }])('in $language', ({ language }) => {
  test('words typed into a paragraph that went meanwhile are told, and put back with one click', async () => {
    const { arash, sara } = await sitTogether(language);
    const [home, words] = [`خانهٔ${language}`, `گم‌شدهٔ${language}`];
    await writeBelow(sara.page, home);
    await saved(sara.page);
    await sameText(desks);
    const place = arash.page.getByTestId('editor').locator('> p', { hasText: home });
    await place.click();
    await arash.page.keyboard.press('End');
    await room.cutOff(arash.page);
    await arash.page.keyboard.type(` ${words}`);
    await removeParagraph(sara.page, home);
    await saved(sara.page);
    room.join();
    const panel = arash.page.getByTestId('homeless');
    await panel.waitFor({ timeout: 30_000 });
    expect(await textOf(arash.page)).not.toContain(words);
    expect(await panel.getByTestId('homeless-passage').count()).toBe(1);
    expect(await panel.innerText()).toContain(words);
    expect(await sara.page.getByTestId('homeless').count()).toBe(0);
    expect(await axeFaults(arash.page, '[data-testid="homeless"]')).toEqual([]);
    await panel.getByTestId('homeless-put-back').click();
    await panel.waitFor({ state: 'detached' });
    await saved(arash.page);
    const text = await sameText(desks);
    expect(timesIn(text, words)).toBe(1);
    // Where its paragraph stood.
    expect(text.trimEnd().split('\n').at(-1)).toBe(words);
    await arash.page.keyboard.press('Control+z');
    await expect.poll(() => textOf(arash.page)).not.toContain(words);
    await arash.page.reload();
    await saved(arash.page);
    expect(await arash.page.getByTestId('homeless').count()).toBe(0);
  }, 90_000);

  test('deleted text is found by words spelt another way, with who deleted it, and put back in one undo step', async () => {
    const { arash, sara } = await sitTogether(language);
    const sentence = `کتاب‌های قدیمی ${language} را نگه دارید`;
    await writeBelow(arash.page, sentence);
    await saved(arash.page);
    await sameText(desks);
    await removeParagraph(sara.page, sentence);
    await saved(sara.page);
    const before = await sameText(desks);

    const { page } = arash;
    await page.getByTestId('more').click();
    await page.getByTestId('tool-lost-text').click();
    await page.getByTestId('lost-text-query').fill(`كتابهاي قديمي ${language}`);
    const piece = page.getByTestId('lost-piece');
    await piece.first().waitFor({ timeout: 30_000 });
    expect(await piece.first().innerText()).toContain(sentence);
    expect(await piece.first().innerText()).toContain(ARASH.name);
    expect(await piece.first().innerText()).toContain(SARA.name);
    expect(await axeFaults(page, '[role="dialog"]')).toEqual([]);
    await piece.first().getByTestId('lost-put-back').click();
    await saved(page);
    const text = await sameText(desks);
    expect(timesIn(text, sentence)).toBe(1);
    await page.keyboard.press('Control+z');
    await expect.poll(() => textOf(page)).toBe(before);
    await saved(page);
    await sameText(desks);
  }, 90_000);

  test('more unsent changes than one frame may hold, at once and while cut off: all are saved, once', async () => {
    const { arash, sara } = await sitTogether(language);
    const long = (name: string) => `${name}${language} ${'واژهٔ پیوسته '.repeat(4000)}${name}${language}پایان`;
    await writeBelow(arash.page, '.');
    await arash.page.keyboard.insertText(long('برخط'));
    await saved(arash.page, 30_000);
    await room.cutOff(arash.page);
    await arash.page.keyboard.insertText(long('بی‌خط'));
    expect(await waiting(arash.page)).toBeGreaterThan(0);
    room.join();
    await saved(arash.page, 30_000);
    const text = await sameText(desks, 30_000);
    for (const name of ['برخط', 'بی‌خط']) expect(timesIn(text, `${name}${language}پایان`)).toBe(1);
    expect(await arash.page.getByTestId('rescue').count()).toBe(0);
    expect(await sara.page.getByTestId('rescue').count()).toBe(0);
  }, 120_000);

  test('a paste of 20,000 paragraphs is refused with a message; one below the bound is saved (F39)', async () => {
    const { arash } = await sitTogether(language);
    const { page } = arash;
    await writeBelow(page, '.');
    const before = await textOf(page);
    const paste = (count: number, word: string) =>
      page.getByTestId('editor').evaluate(
        (editor, [times, name]) => {
          const clipboardData = new DataTransfer();
          const lines = Array.from({ length: Number(times) }, (_, n) => `${name}${n}`);
          clipboardData.setData('text/plain', lines.join('\n'));
          const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
          const start = performance.now();
          editor.dispatchEvent(event);
          return performance.now() - start;
        },
        [count, word] as const,
      );
    expect(await paste(20_000, 'زیاد')).toBeLessThan(3000);
    await page.getByText(language === 'fa' ? 'زیاد است' : 'too much for one paste').waitFor();
    expect(await textOf(page)).toBe(before);
    await paste(1_000, `کم${language}`);
    await saved(page, 60_000);
    const text = await sameText(desks, 60_000);
    expect(timesIn(text, `کم${language}999`)).toBe(1);
  }, 120_000);
});
