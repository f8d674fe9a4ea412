// What the slash menu offers. Each entry is found by its Persian and its English words, whatever the interface.
import { asciiDigits } from '@hamnevis/core/persian/digits';
import type { ChainedCommands } from '@tiptap/core';

export type SlashGroup = 'ai' | 'basic' | 'insert';

export interface SlashItem {
  name: string;
  group: SlashGroup;
  /** Search words of both languages, normalized. */
  terms: readonly string[];
  /** Absent for the co-writer, which opens its panel. */
  run?: (chain: ChainedCommands) => ChainedCommands;
}

export const SLASH_ITEMS: readonly SlashItem[] = [
  {
    name: 'coWriter',
    group: 'ai',
    terms: ['هم‌نویس', 'هوش مصنوعی', 'بنویس', 'پیش‌نویس', 'ai', 'co-writer', 'cowriter', 'write', 'draft'],
  },
  {
    name: 'paragraph',
    group: 'basic',
    terms: ['متن', 'بند', 'پاراگراف', 'text', 'paragraph'],
    run: (chain) => chain.setParagraph(),
  },
  {
    name: 'heading1',
    group: 'basic',
    terms: ['تیتر ۱', 'عنوان ۱', 'سرتیتر ۱', 'heading 1', 'title', 'h1'],
    run: (chain) => chain.setHeading({ level: 1 }),
  },
  {
    name: 'heading2',
    group: 'basic',
    terms: ['تیتر ۲', 'عنوان ۲', 'سرتیتر ۲', 'heading 2', 'h2'],
    run: (chain) => chain.setHeading({ level: 2 }),
  },
  {
    name: 'heading3',
    group: 'basic',
    terms: ['تیتر ۳', 'عنوان ۳', 'سرتیتر ۳', 'heading 3', 'h3'],
    run: (chain) => chain.setHeading({ level: 3 }),
  },
  {
    name: 'bulletList',
    group: 'basic',
    terms: ['فهرست', 'لیست', 'گلوله', 'bullet list', 'unordered', 'ul'],
    run: (chain) => chain.toggleBulletList(),
  },
  {
    name: 'orderedList',
    group: 'basic',
    terms: ['فهرست شماره‌دار', 'لیست شماره‌دار', 'numbered list', 'ordered', 'ol'],
    run: (chain) => chain.toggleOrderedList(),
  },
  {
    name: 'blockquote',
    group: 'basic',
    terms: ['نقل قول', 'نقل', 'quote', 'blockquote'],
    run: (chain) => chain.setBlockquote(),
  },
  {
    name: 'codeBlock',
    group: 'basic',
    terms: ['کد', 'برنامه', 'code', 'pre'],
    run: (chain) => chain.setCodeBlock(),
  },
  {
    name: 'table',
    group: 'insert',
    terms: ['جدول', 'table', 'grid'],
    run: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
  },
  {
    name: 'horizontalRule',
    group: 'insert',
    terms: ['خط', 'جداکننده', 'divider', 'rule', 'line', 'hr'],
    run: (chain) => chain.setHorizontalRule(),
  },
  {
    name: 'halfSpace',
    group: 'insert',
    terms: ['نیم‌فاصله', 'فاصله مجازی', 'half-space', 'zwnj'],
    run: (chain) => chain.insertContent('\u200c'),
  },
];

/** The entries that fit what was typed after the slash, best first. */
export function findSlashItems(query: string): SlashItem[] {
  const asked = searchKey(query);
  if (!asked) return [...SLASH_ITEMS];
  const scored = SLASH_ITEMS.map((item) => ({
    item,
    score: Math.min(...item.terms.map((term) => score(term, asked))),
  }));
  return scored
    .filter(({ score: value }) => value < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.score - b.score)
    .map(({ item }) => item);
}

/** Folds what Persian keyboards write in more than one way: ي/ی, ك/ک, digits, half-space and space, case. */
export function searchKey(text: string): string {
  return asciiDigits(text.normalize('NFKC'))
    .replace(/[يى]/g, 'ی')
    .replace(/ك/g, 'ک')
    .replace(/[\u200c\s-]/g, '')
    .toLowerCase();
}

function score(term: string, asked: string): number {
  const at = searchKey(term).indexOf(asked);
  return at === -1 ? Number.POSITIVE_INFINITY : at;
}
