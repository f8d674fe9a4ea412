// Every structure of an article, put in by key, by the slash menu and by Markdown, in both languages, and seen in
// another person's browser.
import type { Editor } from '@tiptap/core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import { type Desk, languagesFor, newArticle, photograph, saved, sitDown } from './desk.ts';

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

/** A structure, the ways to it, and what must then stand in both browsers. */
interface Structure {
  name: string;
  key?: string;
  /** What to search for after the slash. */
  slash: Record<'fa' | 'en', string>;
  markdown?: string;
  /** Typed once it is there. */
  typed: string;
  selector: string;
  text: string;
}

/** Those of any editor: in one language where time is short. */
const BASIC: Structure[] = [
  ...[1, 2, 3, 4].map((level) => ({
    name: `heading${level}`,
    key: `Control+Alt+Digit${level}`,
    slash: { fa: `تیتر ${level}`, en: `h${level}` },
    markdown: `${'#'.repeat(level)} `,
    typed: 'راه‌آهن',
    selector: `> h${level}`,
    text: 'راه‌آهن',
  })),
  {
    name: 'bulletList',
    key: 'Control+Shift+Digit8',
    slash: { fa: 'گلوله', en: 'bullet' },
    markdown: '* ',
    typed: 'واگن',
    selector: '> ul:not([data-type]) > li > p',
    text: 'واگن',
  },
  {
    name: 'orderedList',
    key: 'Control+Shift+Digit7',
    slash: { fa: 'فهرست شماره', en: 'numbered' },
    markdown: '۱. ',
    typed: 'نخست',
    selector: '> ol > li > p',
    text: 'نخست',
  },
  {
    name: 'blockquote',
    key: 'Control+Shift+KeyB',
    slash: { fa: 'نقل', en: 'quote' },
    markdown: '> ',
    typed: 'چنین گفت',
    selector: '> blockquote > p',
    text: 'چنین گفت',
  },
  {
    name: 'codeBlock',
    key: 'Control+Alt+KeyC',
    slash: { fa: 'کد', en: 'code' },
    markdown: '``` ',
    typed: 'let a = 1;',
    selector: '> pre code',
    text: 'let a = 1;',
  },
  {
    name: 'horizontalRule',
    slash: { fa: 'جداکننده', en: 'divider' },
    markdown: '---',
    typed: '',
    selector: '> hr',
    text: '',
  },
  {
    name: 'table',
    slash: { fa: 'جدول', en: 'table' },
    typed: 'سال',
    selector: 'table th:first-child > p',
    text: 'سال',
  },
];

const OURS: Structure[] = [
  {
    name: 'taskList',
    key: 'Control+Shift+Digit9',
    slash: { fa: 'کارها', en: 'task' },
    markdown: '[] ',
    typed: 'خرید نان',
    selector: 'ul[data-type="taskList"] > li p',
    text: 'خرید نان',
  },
  {
    name: 'callout',
    key: 'Control+Alt+b',
    slash: { fa: 'کادر', en: 'callout' },
    markdown: ':::warning ',
    typed: 'آگاه باشید',
    selector: 'aside[data-callout]',
    text: 'آگاه باشید',
  },
  {
    name: 'details',
    key: 'Control+Alt+d',
    slash: { fa: 'بازشو', en: 'details' },
    markdown: ':::details ',
    typed: 'پیوست یکم',
    selector: '[data-details] [data-summary]',
    text: 'پیوست یکم',
  },
  {
    name: 'couplet',
    key: 'Control+Alt+p',
    slash: { fa: 'شعر', en: 'verse' },
    markdown: ':::بیت ',
    typed: 'توانا بود هر که دانا بود\tز دانش دل پیر برنا بود',
    selector: '[data-couplet]',
    text: 'توانا بود هر که دانا بودز دانش دل پیر برنا بود',
  },
  {
    name: 'formula',
    slash: { fa: 'فرمول', en: 'formula' },
    key: 'Control+Alt+e',
    markdown: '$$x^2$$',
    typed: '',
    selector: 'span.formula',
    text: '',
  },
  {
    name: 'formulaBlock',
    slash: { fa: 'معادله', en: 'display' },
    markdown: '$$ ',
    typed: '\\frac{a}{b}',
    selector: 'div.formula',
    text: '',
  },
  {
    name: 'footnote',
    key: 'Control+Alt+n',
    slash: { fa: 'پاورقی', en: 'footnote' },
    markdown: '[^]',
    typed: 'منبع سند',
    selector: '[data-footnote]',
    text: 'منبع سند',
  },
];

const editorOf = (page: Page) => page.getByTestId('editor');

/** A paragraph of its own under the first one of the article. */
async function beginParagraph(page: Page, text = ''): Promise<void> {
  const first = editorOf(page).locator('> p').first();
  const count = () => editorOf(page).locator('> p').count();
  const before = await count();
  await page.keyboard.press('Escape');
  // The editor may still be taking in what came before: done until the caret stands at the paragraph's end.
  await expect
    .poll(async () => {
      await first.click();
      await page.keyboard.press('End');
      return editorOf(page).evaluate((element) => {
        // The editor's own selection: it takes the browser's in a moment later.
        const { state } = (element as unknown as { editor: Editor }).editor;
        const { $head, empty } = state.selection;
        return empty && $head.index(0) === 0 && $head.parentOffset === $head.parent.content.size;
      });
    })
    .toBe(true);
  await page.keyboard.press('Enter');
  await expect.poll(count).toBe(before + 1);
  await page.keyboard.type(text);
}

describe.each(['fa', 'en'] as const)('in %s', (language) => {
  let desks: [Desk, Desk];
  beforeAll(async () => {
    const people = [demoPerson('sara@example.com'), demoPerson('daniel@example.com')];
    desks = (await Promise.all(
      people.map((person) => sitDown(browser, product.url, { phone: person.phone, language })),
    )) as [Desk, Desk];
    const article = await newArticle(desks[0].page, `همهٔ ساختارها (${language})`);
    for (const { page } of desks) {
      await page.goto(`${product.url}/documents/${article}`);
      await page.getByTestId('more').waitFor();
      await saved(page);
    }
    await editorOf(desks[0].page).click();
    await desks[0].page.keyboard.type('آغاز');
  }, 90_000);
  afterAll(async () => {
    for (const desk of desks ?? []) {
      expect(desk.faults).toEqual([]);
      await desk.context.close();
    }
  });

  test.each([...(languagesFor('en').includes(language) ? BASIC : []), ...OURS])(
    '$name by key, menu and Markdown',
    async (structure) => {
      onTestFailed(() => photograph(desks));
      const [{ page }, { page: other }] = desks;
      const query = structure.slash[language];
      const ways = [
        ...(structure.key ? [async () => page.keyboard.press(structure.key as string)] : []),
        async () => {
          // The menu is one word after the slash; digits and half-spaces may be any.
          await page.keyboard.type(`/${query.replace(/ /g, '')}`);
          await page.getByTestId(`slash-${structure.name}`).click();
        },
        ...(structure.markdown ? [async () => page.keyboard.type(structure.markdown as string)] : []),
      ];
      for (const put of ways) {
        const there = editorOf(page).locator(structure.selector);
        const before = await there.count();
        await beginParagraph(page);
        await put();
        await expect.poll(() => there.count()).toBe(before + 1);
        const isFormula = structure.selector.endsWith('.formula');
        if (structure.typed && !isFormula) {
          const [first, second] = structure.typed.split('\t');
          await page.keyboard.type(first ?? '');
          if (second) {
            await page.keyboard.press('Tab');
            await page.keyboard.type(second);
          }
        } else if (structure.typed) {
          await page.locator('.formula-field').fill(structure.typed);
          await page.locator('.formula-field').press('Enter');
        } else if (isFormula && put !== ways.at(-1)) {
          await page.locator('.formula-field').fill('y^2');
          await page.locator('.formula-field').press('Enter');
        }
        const far = editorOf(other).locator(structure.selector);
        await expect.poll(() => far.count()).toBe(before + 1);
        if (structure.text) await expect.poll(() => far.allTextContents()).toContain(structure.text);
        else if (isFormula)
          await expect.poll(() => editorOf(other).locator('.formula .katex').count()).toBeGreaterThan(0);
      }
      await saved(page);
    },
  );

  test('marks, alignment and the tick of a task cross to the other browser and are undone by Ctrl+Z', async () => {
    onTestFailed(() => photograph(desks));
    const [{ page }, { page: other }] = desks;
    await beginParagraph(page, 'یک ==دو== سه');
    await expect.poll(() => editorOf(other).locator('mark').last().textContent()).toBe('دو');
    await page.keyboard.press('Control+Shift+KeyE');
    await expect.poll(() => editorOf(other).locator('[data-align="center"]').count()).toBe(1);
    const align = await editorOf(other)
      .locator('[data-align="center"]')
      .evaluate((block) => getComputedStyle(block).textAlign);
    expect(align).toBe('center');
    await page.keyboard.press('Control+z');
    await expect.poll(() => editorOf(other).locator('[data-align="center"]').count()).toBe(0);
    await beginParagraph(page, '[] کار');
    const ticked = editorOf(other).locator('li[data-checked="true"]');
    const before = await ticked.count();
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => ticked.count()).toBe(before + 1);
    await saved(page);
  });

  test('every mark by its key, on and off, as the other browser draws it', async () => {
    onTestFailed(() => photograph(desks));
    const [{ page }, { page: other }] = desks;
    const MARKS: [key: string, selector: string][] = [
      ['Control+KeyB', 'strong'],
      ['Control+KeyI', 'em'],
      ['Control+KeyU', 'u'],
      ['Control+Shift+KeyS', 's'],
      ['Control+KeyE', 'code'],
      ['Control+Shift+KeyH', 'mark'],
      ['Control+Alt+Period', 'sup'],
      ['Control+Alt+Comma', 'sub'],
    ];
    await beginParagraph(page);
    for (const [key, selector] of MARKS) {
      await page.keyboard.press(key);
      await page.keyboard.type(selector);
      await page.keyboard.press(key);
      await page.keyboard.type(' + ');
    }
    const line = editorOf(other).locator('> p', { hasText: 'strong + em' });
    await expect.poll(() => line.textContent()).toBe(MARKS.map(([, name]) => `${name} + `).join(''));
    for (const [, selector] of MARKS)
      expect(await line.locator(selector).allTextContents(), selector).toEqual([selector]);
    // Emphasis is upright in Persian: the slant of a browser is wrong there.
    await beginParagraph(page, 'پیش ');
    await page.keyboard.press('Control+KeyI');
    await page.keyboard.type('تأکید');
    const style = await editorOf(other)
      .locator('em', { hasText: 'تأکید' })
      .evaluate((em) => [getComputedStyle(em).fontStyle, Number(getComputedStyle(em).fontWeight) >= 600]);
    expect(style).toEqual(['normal', true]);
    await saved(page);
  });

  test('footnotes are numbered in the order of reading, in the article’s digits', async () => {
    onTestFailed(() => photograph(desks));
    const [{ page }, { page: other }] = desks;
    await beginParagraph(page, 'یک ادعا');
    await page.keyboard.press('Control+Alt+n');
    await page.keyboard.type('نخستین');
    await page.keyboard.press('Enter');
    // Enter leads back to the mark.
    await expect
      .poll(() =>
        page.evaluate(() => {
          const node = getSelection()?.anchorNode;
          return (node instanceof Element ? node : node?.parentElement)?.closest('p') !== null;
        }),
      )
      .toBe(true);
    const number = (desk: Page) =>
      editorOf(desk).locator('[data-footnote-mark]').first().getAttribute('data-number');
    await expect.poll(() => number(other)).toBe('۱');
    const notes = editorOf(other).locator('[data-footnote]');
    await expect.poll(() => notes.first().textContent()).toBe('نخستین');
    expect(await notes.first().getAttribute('data-number')).toBe('۱');
    const last = await editorOf(other).locator('[data-footnote-mark]').count();
    expect(await notes.last().getAttribute('data-number')).toBe(new Intl.NumberFormat('fa-IR').format(last));
    await saved(page);
  });
});
