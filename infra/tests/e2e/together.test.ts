// Two people at one text: a link's real address, following a person, where the others are, what helps the one who
// writes, a word that a phone's keyboard composes while another writes beside it, and the proof on paper.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Editor, JSONContent } from '@tiptap/core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { axeFaults } from '../../src/testing/axe-faults.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import { type Desk, newArticle, photograph, saved, sitDown } from './desk.ts';

let browser: Browser;
let product: Product;
let desks: [Desk, Desk];
beforeAll(async () => {
  browser = await launchBrowser();
  product = await startProduct();
  const people = [demoPerson('sara@example.com'), demoPerson('daniel@example.com')] as const;
  desks = (await Promise.all(
    people.map((person, n) =>
      sitDown(browser, product.url, { phone: person.phone, language: n === 0 ? 'fa' : 'en' }),
    ),
  )) as [Desk, Desk];
  const article = await newArticle(desks[0].page, 'راه‌آهن و تولد شهر نو');
  for (const { page } of desks) {
    await page.goto(`${product.url}/documents/${article}`);
    await page.getByTestId('choose-file').waitFor({ state: 'attached' });
    await saved(page);
  }
}, 180_000);
afterAll(async () => {
  for (const desk of desks ?? []) {
    expect(desk.faults).toEqual([]);
    await desk.context.close();
  }
  await browser?.close();
  await product?.stop();
});

const editorOf = (page: Page) => page.getByTestId('editor');
const set = (page: Page, content: JSONContent[]) =>
  editorOf(page).evaluate((element, given) => {
    const { editor } = element as unknown as { editor: Editor };
    editor.chain().focus().setContent({ type: 'doc', content: given }).setTextSelection(1).run();
  }, content);
const p = (text: string): JSONContent => ({ type: 'paragraph', content: [{ type: 'text', text }] });
const SENTENCE = 'نخستین قطار به دشت رسید و پیرمردها گفتند زمین می‌لرزد و بچه‌ها گوش بر ریل گذاشتند. ';

beforeEach(async () => {
  await set(desks[0].page, [p('آغاز')]);
  // What the other desk wrote into blocks that this one has just taken away would be nowhere.
  for (const { page } of desks) await expect.poll(() => editorOf(page).textContent()).toBe('آغاز');
});

test('a link tells where it really leads, also when its text says otherwise; a pasted address becomes one', async () => {
  onTestFailed(() => photograph(desks));
  const [{ page }] = desks;
  const link = (text: string, href: string): JSONContent => ({
    type: 'paragraph',
    content: [{ type: 'text', text, marks: [{ type: 'link', attrs: { href } }] }],
  });
  await set(page, [link('apple.com', 'https://аpple.com/login'), link('گزارش', 'https://example.com/a')]);
  await page.getByTestId('link-warning').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  expect(await page.getByTestId('link-warning').textContent()).toContain('xn--pple-43d.com');
  await editorOf(page).locator('a').nth(1).click();
  await expect.poll(() => page.getByTestId('link-address').textContent()).toBe('example.com/a');
  expect(await page.getByTestId('link-warning').count()).toBe(0);
  expect(await page.getByTestId('link-card').getByRole('link').getAttribute('rel')).toContain('noopener');
  await set(page, [p('متن')]);
  await page.keyboard.press('Control+a');
  await editorOf(page).evaluate((element) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'https://example.org/x');
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect.poll(() => editorOf(desks[1].page).locator('a').textContent()).toBe('متن');
  expect(await editorOf(page).locator('a').getAttribute('href')).toBe('https://example.org/x');
});

test('following goes to a person and stays with them until one moves by oneself', async () => {
  onTestFailed(() => photograph(desks));
  const [{ page }, { page: other }] = desks;
  await set(
    page,
    Array.from({ length: 80 }, (_, n) => p(`بند ${n} ${SENTENCE}`)),
  );
  await expect.poll(() => editorOf(other).locator('> p').count()).toBe(80);
  await editorOf(other).locator('> p').nth(70).click();
  await page.evaluate(() => document.querySelector('main')?.scrollTo(0, 0));
  const isShown = (index: number) =>
    editorOf(page)
      .locator('> p')
      .nth(index)
      .evaluate((block) => {
        const box = block.getBoundingClientRect();
        return box.bottom > 60 && box.top < innerHeight - 60;
      });
  expect(await isShown(70)).toBe(false);
  const person = page.getByTestId('people').getByRole('button');
  await person.click();
  await expect.poll(() => isShown(70)).toBe(true);
  await editorOf(other).locator('> p').nth(20).scrollIntoViewIfNeeded();
  await editorOf(other).locator('> p').nth(20).click();
  await expect.poll(() => isShown(20)).toBe(true);
  await page.mouse.move(640, 400);
  await page.mouse.wheel(0, 10);
  await expect.poll(() => person.getAttribute('aria-pressed')).toBe('false');
  await editorOf(other).locator('> p').nth(75).scrollIntoViewIfNeeded();
  await editorOf(other).locator('> p').nth(75).click();
  await other.waitForTimeout(300);
  expect(await isShown(75)).toBe(false);
});

test('one sees where the others are: carets beside the letters, never among them, in the outline and among the people', async () => {
  onTestFailed(() => photograph(desks));
  const [{ page }, { page: other }] = desks;
  const heading = (text: string): JSONContent => ({
    type: 'heading',
    attrs: { level: 2 },
    content: [{ type: 'text', text }],
  });
  await set(page, [heading('ریل'), p(SENTENCE), heading('دشت'), p(SENTENCE)]);
  await expect.poll(() => editorOf(other).locator('> p').count()).toBe(2);
  await editorOf(other).locator('> p').nth(1).click();
  await other.keyboard.press('End');
  const caret = page.getByTestId('remote-caret');
  await expect.poll(() => caret.count()).toBe(1);
  const paragraph = editorOf(page).locator('> p').nth(1);
  const stands = async () => {
    const [at, text] = await Promise.all([caret.boundingBox(), paragraph.boundingBox()]);
    if (!at || !text) return false;
    return at.y >= text.y - 2 && at.y + at.height <= text.y + text.height + 2 && at.height > 10;
  };
  await expect.poll(stands).toBe(true);
  // Letters of Persian join only where nothing stands between them.
  const isWhole = () =>
    paragraph.evaluate(({ childNodes }) => childNodes.length === 1 && childNodes[0]?.nodeType === 3);
  expect(await isWhole()).toBe(true);
  const name = caret.locator('xpath=following-sibling::div').filter({ hasText: 'Daniel' });
  expect(await name.getAttribute('data-rest')).toBeNull();
  await expect.poll(() => name.getAttribute('data-rest')).toBe('');
  await other.keyboard.press('Shift+Home');
  const selected = caret.locator('xpath=following-sibling::div').filter({ hasNotText: 'Daniel' });
  await expect.poll(() => selected.count()).toBeGreaterThan(0);
  expect(await isWhole()).toBe(true);
  // Who stands in the same line has a name of their own to read.
  const third = await desks[1].context.newPage();
  await third.goto(other.url());
  await saved(third);
  await editorOf(third).locator('> p').nth(1).click();
  const names = caret.locator('xpath=following-sibling::div').filter({ hasText: 'Daniel' });
  await expect.poll(() => names.count()).toBe(2);
  await expect
    .poll(async () => {
      const [one, two] = await Promise.all([names.nth(0).boundingBox(), names.nth(1).boundingBox()]);
      return one && two ? Math.abs(one.y - two.y) >= 14 : null;
    })
    .toBe(true);
  await third.close();
  await expect.poll(() => caret.count()).toBe(1);
  const outline = page.getByRole('navigation', { name: 'فهرست' });
  const place = outline.getByRole('button', { name: 'دشت' });
  await expect.poll(() => place.getByTitle('Daniel Moore').count()).toBe(1);
  expect(await outline.getByRole('button', { name: 'ریل' }).getByTitle('Daniel Moore').count()).toBe(0);
  for (const desk of desks) expect(await desk.page.getByTestId('person-here').count()).toBe(2);
  expect(await axeFaults(page)).toEqual([]);
});

test('spelling is watched in the article’s language, code is coloured, and in focus mode the other blocks step back', async () => {
  onTestFailed(() => photograph(desks));
  const [{ page }] = desks;
  await set(page, [
    p('آغاز'),
    {
      type: 'codeBlock',
      attrs: { language: 'javascript' },
      content: [{ type: 'text', text: 'const ریل = 12;' }],
    },
    p('پایان'),
  ]);
  const editor = editorOf(page);
  expect(await editor.getAttribute('spellcheck')).toBe('true');
  expect(await editor.getAttribute('lang')).toBe('fa');
  await expect.poll(() => editor.locator('pre [class^="code-"]').count()).toBeGreaterThan(1);
  await editor.locator('> p').last().click();
  const inkOf = (index: number) =>
    editor
      .locator('> p')
      .nth(index)
      .evaluate((block) => getComputedStyle(block).color);
  expect(await inkOf(0)).toBe(await inkOf(1));
  await page.keyboard.press('Control+Shift+f');
  await expect.poll(() => editor.getAttribute('data-focus')).toBe('');
  expect(await inkOf(0)).not.toBe(await inkOf(1));
  await editor.locator('> p').first().click();
  await expect.poll(() => editor.locator('> p').first().getAttribute('class')).toContain('in-focus');
  await page.keyboard.press('Control+Shift+f');
  await expect.poll(() => editor.getAttribute('data-focus')).toBeNull();
  expect(await inkOf(0)).toBe(await inkOf(1));
});

test('while a word is composed, what another writes in the same paragraph waits, and then both stand there', async () => {
  onTestFailed(() => photograph(desks));
  const [{ page }, { page: other }] = desks;
  await expect.poll(() => editorOf(other).textContent()).toBe('آغاز');
  await editorOf(page).locator('> p').click();
  await page.keyboard.press('End');
  const keyboard = await page.context().newCDPSession(page);
  await keyboard.send('Input.imeSetComposition', { text: 'سل', selectionStart: 2, selectionEnd: 2 });
  await expect.poll(() => editorOf(page).textContent()).toBe('آغازسل');
  await editorOf(other).locator('> p').click();
  await other.keyboard.press('Home');
  await other.keyboard.type('دیگری ');
  await saved(other);
  // Committed and sent to everybody by now; here it waits.
  await page.waitForTimeout(300);
  expect(await editorOf(page).textContent()).toBe('آغازسل');
  await keyboard.send('Input.imeSetComposition', { text: 'سلام', selectionStart: 4, selectionEnd: 4 });
  await keyboard.send('Input.insertText', { text: 'سلام' });
  await expect.poll(() => editorOf(page).textContent()).toBe('دیگری آغازسلام');
  await expect.poll(() => editorOf(other).textContent()).toBe('دیگری آغازسلام');
});

test('a table: heads, merged and split cells, and a column made wider from its end side in both directions', async () => {
  onTestFailed(() => photograph(desks));
  const [{ page }, { page: other }] = desks;
  const table = (words: string[][]): JSONContent => ({
    type: 'table',
    content: words.map((row) => ({
      type: 'tableRow',
      content: row.map((word) => ({ type: 'tableCell', content: [p(word)] })),
    })),
  });
  await set(page, [
    table([
      ['سال', 'تن'],
      ['هزار', 'صد'],
    ]),
    table([
      ['Year', 'Men'],
      ['one', 'two'],
    ]),
  ]);
  const tables = editorOf(page).locator('table');
  for (const [index, rtl] of [true, false].entries()) {
    const cell = tables.nth(index).locator('td').first();
    const box = await cell.boundingBox();
    if (!box) throw new Error('the cell is not on the screen');
    const edge = rtl ? box.x + 1 : box.x + box.width - 1;
    await page.mouse.move(edge, box.y + 8);
    await expect.poll(() => editorOf(page).getAttribute('data-column-grip')).toBe('');
    await page.mouse.down();
    await page.mouse.move(edge + (rtl ? -60 : 60), box.y + 8, { steps: 4 });
    await page.mouse.up();
    const wide = editorOf(other).locator('table').nth(index).locator('td').first();
    await expect.poll(async () => (await wide.boundingBox())?.width ?? 0).toBeGreaterThan(box.width + 30);
  }
  // The same by keys, in both directions.
  const storedWidth = (of: Page, index: number) =>
    editorOf(of).evaluate((element, n) => {
      const { doc } = (element as unknown as { editor: Editor }).editor.state;
      return (doc.child(n).firstChild?.lastChild?.attrs.colwidth as number[] | null)?.[0] ?? 0;
    }, index);
  for (const [index, word] of ['تن', 'Men'].entries()) {
    await expect
      .poll(async () => {
        await tables.nth(index).locator('td p').nth(1).click();
        return editorOf(page).evaluate((element) => {
          const { $head, empty } = (element as unknown as { editor: Editor }).editor.state.selection;
          return empty && $head.parent.textContent;
        });
      })
      .toBe(word);
    await page.keyboard.press('Control+Alt+Equal');
    await expect.poll(() => storedWidth(other, index)).toBeGreaterThan(0);
    const once = await storedWidth(page, index);
    await page.keyboard.press('Control+Alt+Equal');
    await expect.poll(() => storedWidth(other, index)).toBeGreaterThan(once + 10);
    await page.keyboard.press('Control+Alt+Minus');
    await page.keyboard.press('Control+Alt+Minus');
    await expect.poll(() => storedWidth(other, index)).toBeLessThan(once);
  }
  const first = tables.first();
  const far = editorOf(other).locator('table').first();
  const select = async (locator: ReturnType<Page['locator']>) => {
    await locator.selectText();
    await page.getByTestId('format-headerRow').waitFor();
  };
  await first.locator('td').first().hover();
  await page.mouse.down();
  await first.locator('td').nth(1).hover();
  await page.mouse.up();
  await expect.poll(() => first.locator('.selectedCell').count()).toBe(2);
  // A range of cells is aligned together; the bar with the table's tools stays on the screen, all of it.
  await page.keyboard.press('Control+Shift+KeyE');
  await expect.poll(() => far.locator('[data-align="center"]').count()).toBe(2);
  const bar = page.getByRole('toolbar');
  await expect.poll(() => bar.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  await page.getByTestId('format-mergeCells').click();
  await expect.poll(() => far.locator('td[colspan="2"]').count()).toBe(1);
  await select(first.locator('td p').first());
  await page.getByTestId('format-splitCell').click();
  await expect.poll(() => far.locator('td[colspan="2"]').count()).toBe(0);
  await select(first.locator('td p').first());
  await page.getByTestId('format-headerRow').click();
  await expect.poll(() => far.locator('th').count()).toBe(2);
  await select(first.locator('td p').first());
  await page.getByTestId('format-headerColumn').click();
  await expect.poll(() => far.locator('th').count()).toBe(3);
  // Tab goes from cell to cell, and from the last one to a new row.
  await expect
    .poll(async () => {
      await first.locator('td p').last().click();
      return editorOf(page).evaluate((element) => {
        // The editor's own selection: it takes the browser's in a moment later.
        const { $head, empty } = (element as unknown as { editor: Editor }).editor.state.selection;
        return empty && $head.parent.textContent;
      });
    })
    .toBe('صد');
  await page.keyboard.press('Tab');
  await expect.poll(() => far.locator('tr').count()).toBe(3);
  await saved(page);
});

test.each([
  { language: 'fa' as const, desk: 0, sentence: SENTENCE, folio: '۱ / ' },
  {
    language: 'en' as const,
    desk: 1,
    sentence: 'The first train reached the plain and old men said that the ground trembled. ',
    folio: '۱ / ',
  },
])(
  'the proof sets the article on A4 pages with lines, notes at the foot and folios ($language)',
  async ({ desk, sentence, folio }) => {
    onTestFailed(() => photograph(desks));
    const { page } = desks[desk] as Desk;
    const note = (id: string, text: string): JSONContent => ({
      type: 'footnote',
      attrs: { note: id },
      content: [{ type: 'text', text }],
    });
    const marked = (n: number): JSONContent => ({
      type: 'paragraph',
      content: [
        { type: 'text', text: sentence.repeat(4) },
        { type: 'footnoteMark', attrs: { note: `note000${n}` } },
        { type: 'text', text: sentence.repeat(3) },
      ],
    });
    await set(page, [
      { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: sentence.slice(0, 20) }] },
      ...Array.from({ length: 6 }, () => p(sentence.repeat(6))),
      marked(1),
      ...(['note', 'danger'] as const).map((kind) => ({
        type: 'callout',
        attrs: { kind },
        content: [p(sentence)],
      })),
      { type: 'bulletList', content: [{ type: 'listItem', content: [p(sentence)] }] },
      ...Array.from({ length: 8 }, () => p(sentence.repeat(6))),
      marked(2),
      note('note0001', `${sentence} (1)`),
      note('note0002', `${sentence} (2)`),
    ]);
    await page.getByTestId('more').click();
    await page.getByTestId('tool-proof').click();
    const bar = page.getByTestId('proof-bar');
    await expect.poll(async () => Number(await bar.getAttribute('data-pages'))).toBeGreaterThan(2);
    expect(await axeFaults(page)).toEqual([]);
    const count = Number(await bar.getAttribute('data-pages'));
    const seen = await page.locator('[data-proof-root]').evaluate((root) => {
      const sheets = [...root.querySelectorAll<HTMLElement>('[dir] > div')];
      return sheets.map((sheet) => {
        const notes = [...sheet.querySelectorAll<HTMLElement>('[data-footnote]')];
        const lines = sheet.querySelector<HTMLElement>('.article')?.parentElement?.getBoundingClientRect();
        const box = sheet.getBoundingClientRect();
        return {
          marks: [...sheet.querySelectorAll('[data-footnote-mark]')].filter((mark) => {
            const place = mark.getBoundingClientRect();
            return lines && place.top >= lines.top - 1 && place.bottom <= lines.bottom + 1;
          }).length,
          notes: notes.length,
          notesBelow: notes.every((one) => one.getBoundingClientRect().top >= (lines?.bottom ?? 0)),
          folio: sheet.lastElementChild?.textContent ?? '',
          isA4: Math.abs(box.width / box.height - 210 / 297) < 0.01,
          fits: (lines?.bottom ?? 0) < box.bottom,
          // Blocks stand under one another.
          overlaps: [...(sheet.querySelector('.article')?.children ?? [])].some((block, n, all) => {
            const next = all[n + 1];
            return next && next.getBoundingClientRect().top < block.getBoundingClientRect().bottom - 1;
          }),
        };
      });
    });
    expect(seen).toHaveLength(count);
    // Each note stands on the page of its mark, once.
    expect(seen.map(({ marks, notes }) => marks === notes)).toEqual(seen.map(() => true));
    expect(seen.reduce((sum, { notes }) => sum + notes, 0)).toBe(2);
    expect(
      seen.every(({ isA4, fits, notesBelow, overlaps }) => isA4 && fits && notesBelow && !overlaps),
    ).toBe(true);
    expect(seen[0]?.folio.startsWith(folio)).toBe(true);
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(count);
    if (process.env.KEEP_PROOF) {
      const folder = mkdtempSync(path.join(tmpdir(), 'hamnevis-proof-'));
      writeFileSync(path.join(folder, 'proof.pdf'), pdf);
      console.info(folder);
    }
    await page.keyboard.press('Escape');
    await bar.waitFor({ state: 'detached' });
  },
);
