// Which way every structure runs, for three kinds of text, as the browser computes it, and where the caret then stands.
import type { Editor, JSONContent } from '@tiptap/core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest';
import { demoPerson } from '../../src/demo-data/demo-people.ts';
import { launchBrowser } from '../../src/testing/launch-browser.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import { type Desk, newArticle, photograph, saved, sitDown } from './desk.ts';

let browser: Browser;
let product: Product;
let desk: Desk;
beforeAll(async () => {
  browser = await launchBrowser();
  product = await startProduct();
  desk = await sitDown(browser, product.url, { phone: demoPerson('sara@example.com').phone, language: 'en' });
  const article = await newArticle(desk.page, 'جهت‌ها');
  await desk.page.goto(`${product.url}/documents/${article}`);
  await desk.page.getByTestId('more').waitFor();
  await saved(desk.page);
}, 120_000);
afterAll(async () => {
  expect(desk?.faults).toEqual([]);
  await desk?.context.close();
  await browser?.close();
  await product?.stop();
});

const FILE = '0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a11';
const text = (words: string, ...marks: string[]): JSONContent => ({
  type: 'text',
  text: words,
  ...(marks.length > 0 ? { marks: marks.map((type) => ({ type })) } : {}),
});
const block = (type: string, ...content: JSONContent[]): JSONContent => ({ type, content });
const p = (words: string, attrs = {}): JSONContent => ({ type: 'paragraph', attrs, content: [text(words)] });
const heading = (level: number) => (words: string) => ({
  ...block('heading', text(words)),
  attrs: { level },
});
const table = (cell: string) => (words: string) => block('table', block('tableRow', block(cell, p(words))));
const marked = (mark: string) => (words: string) => block('paragraph', text(words, mark));

/** Where the words of each structure stand in the page, and whether they run left to right whatever they are. */
const STRUCTURES: { name: string; make: (words: string) => JSONContent; at: string; always?: 'ltr' }[] = [
  { name: 'paragraph', make: p, at: '> p' },
  ...[1, 2, 3, 4].map((level) => ({ name: `heading ${level}`, make: heading(level), at: `> h${level}` })),
  { name: 'bullet list', make: (w) => block('bulletList', block('listItem', p(w))), at: '> ul > li > p' },
  { name: 'bullet list itself', make: (w) => block('bulletList', block('listItem', p(w))), at: '> ul' },
  { name: 'ordered list', make: (w) => block('orderedList', block('listItem', p(w))), at: '> ol > li > p' },
  { name: 'ordered list itself', make: (w) => block('orderedList', block('listItem', p(w))), at: '> ol' },
  {
    name: 'list in a list',
    make: (w) => block('bulletList', block('listItem', p(w), block('orderedList', block('listItem', p(w))))),
    at: '> ul > li > ol > li > p',
  },
  { name: 'task list', make: (w) => block('taskList', block('taskItem', p(w))), at: '> ul li p' },
  { name: 'quote', make: (w) => block('blockquote', p(w)), at: '> blockquote > p' },
  { name: 'quote itself', make: (w) => block('blockquote', p(w)), at: '> blockquote' },
  { name: 'callout', make: (w) => block('callout', p(w)), at: '> aside > p' },
  { name: 'callout itself', make: (w) => block('callout', p(w)), at: '> aside' },
  {
    name: 'summary',
    make: (w) => block('details', block('detailsSummary', text(w)), p(w)),
    at: '[data-summary]',
  },
  {
    name: 'collapsible part',
    make: (w) => block('details', block('detailsSummary'), p(w)),
    at: '[data-details] p',
  },
  {
    name: 'half-line',
    make: (w) => block('couplet', block('hemistich', text(w)), block('hemistich', text(w))),
    at: '[data-hemistich]',
  },
  {
    name: 'couplet',
    make: (w) => block('couplet', block('hemistich', text(w)), block('hemistich', text(w))),
    at: '[data-couplet]',
  },
  { name: 'cell', make: table('tableCell'), at: 'td > p' },
  { name: 'head cell', make: table('tableHeader'), at: 'th > p' },
  { name: 'table itself', make: table('tableCell'), at: 'table' },
  {
    name: 'footnote',
    make: (w) => ({ ...block('footnote', text(w)), attrs: { note: 'note0001' } }),
    at: '[data-footnote]',
  },
  { name: 'caption', make: (w) => ({ ...block('image', text(w)), attrs: { file: FILE } }), at: 'figcaption' },
  { name: 'highlight', make: marked('highlight'), at: '> p' },
  { name: 'bold', make: marked('bold'), at: '> p' },
  { name: 'code in a line', make: (w) => block('paragraph', text(w), text(' x=1', 'code')), at: '> p' },
  { name: 'code', make: (w) => block('codeBlock', text(w)), at: '> pre', always: 'ltr' },
];
const KINDS: { name: string; words: string; runs: 'rtl' | 'ltr' }[] = [
  { name: 'Persian', words: 'ایستگاه راه‌آهن', runs: 'rtl' },
  { name: 'English', words: 'The railway station', runs: 'ltr' },
  { name: 'mixed', words: 'React یک کتابخانه برای رابط کاربری است', runs: 'rtl' },
];

test(`${STRUCTURES.length} structures run as their letters do, and the caret stands where the line begins`, async () => {
  onTestFailed(() => photograph([desk]));
  const editor = desk.page.getByTestId('editor');
  expect(STRUCTURES.length).toBeGreaterThanOrEqual(20);
  const wrong: string[] = [];
  for (const { name, make, at, always } of STRUCTURES) {
    for (const kind of KINDS) {
      const seen = await editor.evaluate(
        (element, { content, selector }) => {
          const { editor: live } = element as unknown as { editor: Editor };
          live.commands.setContent({ type: 'doc', content: [content, { type: 'paragraph' }] });
          const found = element.querySelector(`:scope ${selector}`);
          if (!(found instanceof HTMLElement)) return null;
          // The caret before the first letter stands on the side where the line begins.
          const position = live.view.posAtDOM(found, 0);
          const $inside = live.state.doc.resolve(position);
          let first = position;
          live.state.doc.nodesBetween(position, live.state.doc.content.size, (node, where) => {
            if (first === position && node.isText) first = where;
            return first === position;
          });
          if ($inside.parent.isTextblock) first = position;
          const caret = live.view.coordsAtPos(first, 1);
          const box = found.getBoundingClientRect();
          const isAtRight = Math.abs(caret.left - box.right) < Math.abs(caret.left - box.left);
          return { direction: getComputedStyle(found).direction, isAtRight };
        },
        { content: make(kind.words), selector: at },
      );
      const runs = always ?? kind.runs;
      if (seen?.direction !== runs || seen.isAtRight !== (runs === 'rtl'))
        wrong.push(`${name}, ${kind.name}: ${JSON.stringify(seen)}`);
    }
  }
  expect(wrong).toEqual([]);
}, 60_000);

test('alignment, numerals of lists and the sides of structures follow the direction', async () => {
  const editor = desk.page.getByTestId('editor');
  const styles = await editor.evaluate(
    (element, content) => {
      const { editor: live } = element as unknown as { editor: Editor };
      live.commands.setContent({ type: 'doc', content });
      const all = <T>(selector: string, read: (style: CSSStyleDeclaration) => T) =>
        [...element.querySelectorAll(selector)].map((one) => read(getComputedStyle(one)));
      return {
        numerals: all('ol', (style) => style.listStyleType),
        bars: all('blockquote', (style) => [style.borderRightWidth, style.borderLeftWidth]),
        ends: all('[data-align]', (style) => style.textAlign),
        couplets: [...element.querySelectorAll('[data-couplet]')].map((couplet) => {
          const [one, two] = [...couplet.children].map((half) => half.getBoundingClientRect());
          return one && two ? [one.left > two.left, Math.abs(one.width - two.width) < 1] : [];
        }),
      };
    },
    [
      block('orderedList', block('listItem', p('یک'))),
      block('orderedList', block('listItem', p('one'))),
      block('blockquote', p('سلام')),
      block('blockquote', p('hello')),
      p('پایان', { textAlign: 'end' }),
      block('couplet', block('hemistich', text('توانا بود')), block('hemistich', text('ز دانش دل پیر'))),
      block('couplet', block('hemistich', text('Shall I')), block('hemistich', text('compare thee'))),
      p(''.padEnd(1, 'ی')),
    ],
  );
  expect(styles).toEqual({
    numerals: ['persian', 'decimal'],
    bars: [
      ['3px', '0px'],
      ['0px', '3px'],
    ],
    ends: ['end'],
    couplets: [
      [true, true],
      [false, true],
    ],
  });
  // On a phone the half-lines stand under each other, the second a step further in from the side where lines begin.
  await desk.page.setViewportSize({ width: 360, height: 760 });
  const stacked = () =>
    editor.locator('[data-couplet]').evaluateAll((couplets) =>
      couplets.map((couplet) => {
        const words = [...couplet.children].map((half) => {
          const range = document.createRange();
          range.selectNodeContents(half);
          return range.getBoundingClientRect();
        });
        const [one, two] = words;
        if (!one || !two) return [];
        const isRtl = getComputedStyle(couplet).direction === 'rtl';
        const step = isRtl ? one.right - two.right : two.left - one.left;
        return [two.top >= one.bottom - 1, step > 16 && step < 80];
      }),
    );
  await expect.poll(stacked).toEqual([
    [true, true],
    [true, true],
  ]);
  await desk.page.setViewportSize({ width: 1280, height: 860 });
  await saved(desk.page);
});

test('the format bar stands in the order of the interface over words that run the other way, and inside the window', async () => {
  onTestFailed(() => photograph([desk]));
  const { page } = desk;
  await page.getByTestId('editor').evaluate(
    (element, content) => {
      const { editor: live } = element as unknown as { editor: Editor };
      live.chain().setContent({ type: 'doc', content }).focus().setTextSelection({ from: 2, to: 8 }).run();
    },
    [
      p('ایستگاه راه‌آهن'),
      p('The railway station'),
      block('paragraph', {
        ...text('example'),
        marks: [{ type: 'link', attrs: { href: 'https://example.org/' } }],
      }),
    ],
  );
  const bold = page.getByTestId('format-bold');
  await bold.waitFor();
  const places = () =>
    page.evaluate(() => {
      const at = (name: string) =>
        document.querySelector(`[data-testid="format-${name}"]`)?.getBoundingClientRect();
      const bar = document
        .querySelector('[data-testid="format-bold"]')
        ?.parentElement?.getBoundingClientRect();
      const [first, second] = [at('bold'), at('italic')];
      return first && second && bar
        ? { isInOrder: first.left < second.left, isInside: bar.left >= 0 && bar.right <= window.innerWidth }
        : null;
    });
  // The interface is English.
  await expect.poll(places).toEqual({ isInOrder: true, isInside: true });
  await page.getByTestId('editor').evaluate((element) => {
    (element as unknown as { editor: Editor }).editor.commands.setTextSelection({ from: 21, to: 26 });
  });
  await expect.poll(places).toEqual({ isInOrder: true, isInside: true });
  // It has been there; a link's card comes beside it all the same.
  await page.getByTestId('editor').evaluate((element) => {
    const { editor: live } = element as unknown as { editor: Editor };
    live.commands.setTextSelection(live.state.doc.content.size - 4);
  });
  await bold.waitFor({ state: 'hidden' });
  await page.getByTestId('link-card').waitFor();
  await saved(page);
});
