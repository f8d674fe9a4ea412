// A49: an article in which everything that people or programs can set is a script, as far as its schema holds it at all:
// what it becomes as Markdown is read by a reader that knows no mercy, and nothing in it can be clicked or run.

import { markdownOf } from '@hamnevis/core/document/markdown';
import { documentSchema, editorExtensions } from '@hamnevis/core/document/schema';
import type { ArticleNode } from '@hamnevis/core/document/yjs';
import { MarkdownManager } from '@tiptap/markdown';
import { describe, expect, test } from 'vitest';

const HREFS = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  '//evil.example',
];
/** Each tries to end whatever it stands in and to begin something that can be clicked. */
const BREAKS = HREFS.flatMap((href) => [
  `[x](${href})`,
  `![x](${href})`,
  `<${href}>`,
  `<a href="${href}">x</a>`,
  `<img src=x onerror="${href}">`,
  `x](${href}) [y`,
  `$ [x](${href}) $`,
  `$$\n[x](${href})\n$$`,
  `\n\`\`\`\n[x](${href})\n\`\`\``,
  `\n\n[x]: ${href}\n\n[x]`,
  `|x](${href})|`,
  `\`[x](${href})\``,
  `\\[x](${href})`,
  `&lt;script&gt; &#91;x&#93;(${href})`,
]);

const text = (words: string, ...marks: string[]): ArticleNode => ({
  type: 'text',
  text: words,
  ...(marks.length > 0 ? { marks: marks.map((type) => ({ type })) } : {}),
});
const node = (type: string, attrs: Record<string, unknown>, ...content: ArticleNode[]): ArticleNode => ({
  type,
  attrs,
  content,
});
const p = (...content: ArticleNode[]) => node('paragraph', {}, ...content);
const FILE = '0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a11';

/** Everything that holds words, with these words in it. */
const PLACES: Record<string, (words: string) => ArticleNode> = {
  paragraph: (w) => p(text(w)),
  'bold and slanted': (w) => p(text(w, 'bold', 'italic')),
  'underlined, raised, marked': (w) => p(text(w, 'underline', 'superscript', 'highlight')),
  'code in a line': (w) => p(text('a '), text(w, 'code')),
  heading: (w) => node('heading', { level: 2 }, text(w)),
  code: (w) => node('codeBlock', { language: 'js' }, text(w)),
  'language of code': (w) => node('codeBlock', { language: w.slice(0, 200) }, text('a')),
  formula: (w) => p(text('a '), node('formulaInline', { latex: w }), text(' b')),
  'formula of its own': (w) => node('formulaBlock', { latex: w }),
  'name of a file': (w) => node('file', { file: FILE, name: w.slice(0, 255), sizeBytes: 1 }),
  'caption of an image': (w) => node('image', { file: FILE }, text(w)),
  'words for those who do not see': (w) => node('image', { file: FILE, alt: w }),
  cell: (w) => node('table', {}, node('tableRow', {}, node('tableCell', {}, p(text(w))))),
  quote: (w) => node('blockquote', {}, p(text(w))),
  list: (w) => node('bulletList', {}, node('listItem', {}, p(text(w)))),
  callout: (w) => node('callout', { kind: 'note' }, p(text(w))),
  summary: (w) => node('details', {}, node('detailsSummary', {}, text(w)), p(text('a'))),
  'half-line': (w) => node('couplet', {}, node('hemistich', {}, text(w)), node('hemistich', {}, text('b'))),
  footnote: (w) => node('footnote', { note: 'note0001' }, text(w)),
  'code of a link': (w) => ({
    ...p({
      type: 'text',
      text: w,
      marks: [{ type: 'code' }, { type: 'link', attrs: { href: 'https://example.org' } }],
    }),
  }),
  'target of a link': (w) => p({ type: 'text', text: 'a', marks: [{ type: 'link', attrs: { href: w } }] }),
  'words of a link': (w) => ({
    ...p({ type: 'text', text: w, marks: [{ type: 'link', attrs: { href: 'https://example.org' } }] }),
  }),
};

interface Token {
  type: string;
  href?: string;
  raw?: string;
}

const { instance } = new MarkdownManager({ extensions: editorExtensions() });

/** What a reader of the Markdown could click, load or run. */
function danger(markdown: string): string[] {
  const found: string[] = [];
  instance.walkTokens(instance.lexer(markdown), (token) => {
    const { type, href, raw } = token as Token;
    if ((type === 'link' || type === 'image') && !/^https:\/\/example\.org|^0199f3c2/.test(href ?? ''))
      found.push(`${type} ${href}`);
    if (type === 'html' && !/^<\/?(?:u|mark|sup|sub)>\s*$/.test(raw ?? '')) found.push(`html ${raw}`);
  });
  return found;
}

describe('as Markdown, nothing can be clicked or run that', () => {
  test.each(Object.keys(PLACES))('stands in: %s', (place) => {
    for (const words of BREAKS) {
      const article = { type: 'doc', content: [PLACES[place]?.(words) as ArticleNode, p(text('after'))] };
      documentSchema().nodeFromJSON(article);
      const markdown = markdownOf(article);
      expect([markdown, danger(markdown)]).toEqual([markdown, []]);
    }
  });
});

test('the reader would have found it', () => {
  expect(BREAKS.filter((words) => danger(`${words}\n`).length > 0).length).toBeGreaterThan(BREAKS.length / 2);
});
