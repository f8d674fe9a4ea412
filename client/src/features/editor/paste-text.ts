// Plain text made into blocks: Markdown by its signs, verse and tables by their tabs, else a paragraph for each line.
import { editorExtensions, isSafeHref } from '@hamnevis/core/document/schema';
import type { ArticleNode } from '@hamnevis/core/document/yjs';
import { Extension } from '@tiptap/core';
import { MarkdownManager } from '@tiptap/markdown';
import { countLetters, majorityOf } from '../../lib/directions/letters.ts';
import { foldPastedText } from './pasted-letters.ts';
import type { PictureElsewhere } from './pictures-elsewhere.ts';

/** Signs at the beginning of a line, or around words, that only Markdown puts there. */
const MARKDOWN_LINE = /^(?:#{1,4} \S|[-*+] (?:\[[ x]\] )?\S|\d{1,3}[.)] \S|> \S|```|\|.+\|\s*$|!\[)/m;
const MARKDOWN_INLINE = /\*\*[^*\n]+\*\*|\[[^\]\n]+\]\((?:https?:|mailto:|\/)[^)\s]+\)|(?:^|\s)`[^`\n]+`/m;
/** Halves of verse may differ by so much of the longer one. */
const HALF_DIFFERS = 0.5;
const LONGEST_HALF = 80;

let manager: MarkdownManager | undefined;
/** Of the Markdown that is being read. */
let pictures: PictureElsewhere[] = [];

/** What a plain text means. */
export interface PastedText {
  blocks: ArticleNode[];
  /** Pictures of other sites, which became links. */
  elsewhere: PictureElsewhere[];
}

const LinkedPicture = Extension.create({
  name: 'linkedPicture',
  markdownTokenName: 'image',
  parseMarkdown: (token) => {
    const url = URL.parse(String(token.href ?? ''));
    const alt = String(token.text ?? '').trim();
    if (!url || !/^https?:$/.test(url.protocol)) return { type: 'text', text: alt || String(token.href) };
    pictures.push({ address: url.href, alt });
    const link = { type: 'link', attrs: { href: url.href, title: null } };
    return { type: 'text', text: alt || url.host, marks: [link] };
  },
});

/** The blocks that a plain text means; with `plain` nothing is read into it. */
export function readPastedText(given: string, plain = false): PastedText {
  const text = foldPastedText(given).replace(/\r\n?/g, '\n');
  if (plain) return { blocks: paragraphs(text), elsewhere: [] };
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  pictures = [];
  const blocks = coupletsOf(lines) ?? tableOf(lines) ?? markdownOf(text) ?? paragraphs(text);
  return { blocks, elsewhere: pictures };
}

function paragraphs(text: string): ArticleNode[] {
  return text
    .split(/\n+/)
    .filter((line, index, all) => line !== '' || (index > 0 && index < all.length - 1))
    .map((line) => block('paragraph', line));
}

function block(type: string, text: string): ArticleNode {
  return text === '' ? { type } : { type, content: [{ type: 'text', text }] };
}

/** Lines of two halves, one tab between them, of letters that run from right to left. */
function coupletsOf(lines: readonly string[]): ArticleNode[] | null {
  const couplets: ArticleNode[] = [];
  for (const line of lines) {
    const halves = line
      .split(/\t+/)
      .map((half) => half.trim())
      .filter((half) => half !== '');
    const [first, second] = halves;
    if (first === undefined || second === undefined || halves.length !== 2 || !isVerse(first, second))
      return null;
    couplets.push({ type: 'couplet', content: halves.map((half) => block('hemistich', half)) });
  }
  return couplets.length > 0 ? couplets : null;
}

function isVerse(first: string, second: string): boolean {
  const longer = Math.max(first.length, second.length);
  return (
    longer <= LONGEST_HALF &&
    longer > 10 &&
    Math.abs(first.length - second.length) <= longer * HALF_DIFFERS &&
    [first, second].every((half) => majorityOf(countLetters(half)) === 'rtl' && half.includes(' '))
  );
}

/** Lines with as many tabs each. */
function tableOf(lines: readonly string[]): ArticleNode[] | null {
  const rows = lines.map((line) => line.split('\t'));
  const width = rows[0]?.length ?? 0;
  if (rows.length < 2 || width < 2 || rows.some((row) => row.length !== width)) return null;
  const content = rows.map((row) => ({
    type: 'tableRow',
    content: row.map((cell) => ({ type: 'tableCell', content: [block('paragraph', cell.trim())] })),
  }));
  return [{ type: 'table', content }];
}

function markdownOf(text: string): ArticleNode[] | null {
  if (!MARKDOWN_LINE.test(text) && !MARKDOWN_INLINE.test(text)) return null;
  manager ??= new MarkdownManager({ extensions: [...editorExtensions(), LinkedPicture] });
  const parsed = manager.parse(text) as ArticleNode;
  // A picture that is all of its paragraph comes without the paragraph.
  return (
    parsed.content
      ?.map(harmless)
      .map((node) => (node.type === 'text' ? { type: 'paragraph', content: [node] } : node)) ?? null
  );
}

/** A link that must not be followed is text; attributes that are not ours to give are left out. */
function harmless(node: ArticleNode): ArticleNode {
  const { marks, content, attrs, ...rest } = node;
  const { aiRun, dir, ...own } = attrs ?? {};
  return {
    ...rest,
    ...(Object.keys(own).length > 0 ? { attrs: own } : {}),
    ...(marks
      ? {
          marks: marks.filter(({ type, attrs: of }) => type !== 'link' || isSafeHref(String(of?.href ?? ''))),
        }
      : {}),
    ...(content ? { content: content.map(harmless) } : {}),
  };
}
