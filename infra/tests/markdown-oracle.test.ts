// The streaming machine against a whole-text reader: on Markdown that both know, they must mean the same.
import { documentSchema, editorExtensions } from '@hamnevis/core/document/schema';
import type { ArticleNode } from '@hamnevis/core/document/yjs';
import { articleFromMarkdown } from '@hamnevis/worker/ai/build-article';
import { MarkdownManager } from '@tiptap/markdown';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { composeDemoText } from '../src/demo-model/compose-demo-text.ts';

const manager = new MarkdownManager({ extensions: editorExtensions() });

/** Both trees through the schema, so that defaults and the order of marks are the same. */
function normal(article: ArticleNode): unknown {
  const json = documentSchema().nodeFromJSON(article).toJSON() as ArticleNode;
  return JSON.parse(JSON.stringify(json), (key, value) => (key === 'title' ? undefined : value));
}

const same = (markdown: string) =>
  expect(normal(articleFromMarkdown(markdown)), markdown).toEqual(
    normal(manager.parse(markdown) as ArticleNode),
  );

const word = fc.constantFrom('سلام', 'می\u200cنویسیم', 'word', 'کتاب', 'A1', '۱۴۰۳', '😀', 'پایان.');
const plain = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
const inline = fc
  .array(
    fc.oneof(
      plain,
      plain.map((text) => `**${text}**`),
      plain.map((text) => `*${text}*`),
      plain.map((text) => `~~${text}~~`),
      plain.map((text) => `\`${text}\``),
      plain.map((text) => `[${text}](https://example.com/a)`),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join(' '));
const items = fc.array(inline, { minLength: 1, maxLength: 4 });
const table = fc
  .tuple(
    fc.array(fc.constantFrom('---', ':--', '--:', ':-:'), { minLength: 1, maxLength: 4 }),
    fc.array(inline, { minLength: 4, maxLength: 20 }),
  )
  .map(([dashes, cells]) => {
    const line = (texts: readonly string[]) => `| ${texts.join(' | ')} |`;
    const rows: string[] = [];
    for (let at = 0; at + dashes.length <= cells.length; at += dashes.length) {
      rows.push(line(cells.slice(at, at + dashes.length)));
    }
    return [rows[0], line(dashes), ...rows.slice(1)].join('\n');
  });
const block = fc.oneof(
  inline,
  table,
  items.map((list) => list.map((text, index) => `- [${index % 2 ? 'x' : ' '}] ${text}`).join('\n')),
  fc.tuple(fc.integer({ min: 1, max: 4 }), inline).map(([level, text]) => `${'#'.repeat(level)} ${text}`),
  items.map((list) => list.map((text) => `- ${text}`).join('\n')),
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), items)
    .map(([start, list]) => list.map((text, index) => `${start + index}. ${text}`).join('\n')),
  fc
    .tuple(items, items)
    .map(([outer, inner]) =>
      [...outer.map((text) => `- ${text}`), ...inner.map((text) => `  - ${text}`), '- last'].join('\n'),
    ),
  inline.map((text) => `> ${text}`),
  plain.map((text) => `\`\`\`js\n${text}\n  ${text}\n\`\`\``),
  fc.constant('---'),
);

it('means what a whole-text reader means', () => {
  fc.assert(
    fc.property(fc.array(block, { minLength: 1, maxLength: 6 }), (blocks) => {
      // Two lists in a row are one list to a reader of the whole text, too; keep them apart.
      same(blocks.join('\n\nبند\n\n'));
    }),
    { numRuns: 400 },
  );
});

it.each(['fa', 'en'] as const)('means the same by the demo model’s text in %s', (language) => {
  same(composeDemoText({ language, topic: 'رود', tone: 'آرام', audience: null, minWords: 600 }));
});
