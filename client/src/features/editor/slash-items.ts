// What the slash menu offers. Each entry is found by its Persian and its English words, whatever the interface.
import { searchKey } from '@hamnevis/core/persian/search-key';
import type { Editor } from '@tiptap/core';
import {
  chooseFile,
  putCallout,
  putCouplet,
  putDetails,
  putFootnote,
  putFormula,
} from './structure-commands.ts';

export type SlashGroup = 'ai' | 'basic' | 'insert';

export interface SlashItem {
  name: string;
  group: SlashGroup;
  /** Search words of both languages, normalized. */
  terms: readonly string[];
  /** Absent for the co-writer, which opens its panel. */
  run?: (editor: Editor) => boolean;
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
    run: ({ commands }) => commands.setParagraph(),
  },
  {
    name: 'heading1',
    group: 'basic',
    terms: ['تیتر ۱', 'عنوان ۱', 'سرتیتر ۱', 'heading 1', 'title', 'h1'],
    run: ({ commands }) => commands.setHeading({ level: 1 }),
  },
  {
    name: 'heading2',
    group: 'basic',
    terms: ['تیتر ۲', 'عنوان ۲', 'سرتیتر ۲', 'heading 2', 'h2'],
    run: ({ commands }) => commands.setHeading({ level: 2 }),
  },
  {
    name: 'heading3',
    group: 'basic',
    terms: ['تیتر ۳', 'عنوان ۳', 'سرتیتر ۳', 'heading 3', 'h3'],
    run: ({ commands }) => commands.setHeading({ level: 3 }),
  },
  {
    name: 'heading4',
    group: 'basic',
    terms: ['تیتر ۴', 'عنوان ۴', 'سرتیتر ۴', 'heading 4', 'h4'],
    run: ({ commands }) => commands.setHeading({ level: 4 }),
  },
  {
    name: 'bulletList',
    group: 'basic',
    terms: ['فهرست', 'لیست', 'گلوله', 'bullet list', 'unordered', 'ul'],
    run: ({ commands }) => commands.toggleBulletList(),
  },
  {
    name: 'orderedList',
    group: 'basic',
    terms: ['فهرست شماره‌دار', 'لیست شماره‌دار', 'numbered list', 'ordered', 'ol'],
    run: ({ commands }) => commands.toggleOrderedList(),
  },
  {
    name: 'taskList',
    group: 'basic',
    terms: ['کارها', 'فهرست کار', 'تیک', 'چک‌لیست', 'task list', 'todo', 'check list'],
    run: ({ commands }) => commands.toggleTaskList(),
  },
  {
    name: 'blockquote',
    group: 'basic',
    terms: ['نقل قول', 'نقل', 'quote', 'blockquote'],
    run: ({ commands }) => commands.setBlockquote(),
  },
  {
    name: 'codeBlock',
    group: 'basic',
    terms: ['کد', 'برنامه', 'code', 'pre'],
    run: ({ commands }) => commands.setCodeBlock(),
  },
  {
    name: 'table',
    group: 'insert',
    terms: ['جدول', 'table', 'grid'],
    run: ({ commands }) => commands.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
  },
  {
    name: 'horizontalRule',
    group: 'insert',
    terms: ['خط', 'جداکننده', 'divider', 'rule', 'line', 'hr'],
    run: ({ commands }) => commands.setHorizontalRule(),
  },
  {
    name: 'image',
    group: 'insert',
    terms: ['تصویر', 'عکس', 'image', 'picture', 'photo'],
    run: (editor) => chooseFile(editor, 'image'),
  },
  {
    name: 'file',
    group: 'insert',
    terms: ['فایل', 'پرونده', 'پیوست', 'file', 'attachment', 'upload'],
    run: (editor) => chooseFile(editor, 'file'),
  },
  {
    name: 'callout',
    group: 'insert',
    terms: ['کادر', 'یادداشت', 'نکته', 'هشدار', 'callout', 'note', 'warning', 'tip'],
    run: (editor) => putCallout(editor),
  },
  {
    name: 'details',
    group: 'insert',
    terms: ['بازشو', 'جزئیات', 'تاشو', 'details', 'toggle', 'collapse'],
    run: putDetails,
  },
  {
    name: 'couplet',
    group: 'insert',
    terms: ['بیت', 'شعر', 'مصراع', 'verse', 'couplet', 'poem'],
    run: putCouplet,
  },
  {
    name: 'footnote',
    group: 'insert',
    terms: ['پانویس', 'پاورقی', 'زیرنویس', 'footnote'],
    run: putFootnote,
  },
  {
    name: 'formula',
    group: 'insert',
    terms: ['فرمول', 'ریاضی', 'formula', 'math', 'latex', 'equation'],
    run: (editor) => putFormula(editor),
  },
  {
    name: 'formulaBlock',
    group: 'insert',
    terms: ['فرمول جدا', 'معادله', 'formula block', 'display math'],
    run: (editor) => putFormula(editor, true),
  },
  {
    name: 'halfSpace',
    group: 'insert',
    terms: ['نیم‌فاصله', 'فاصله مجازی', 'half-space', 'zwnj'],
    run: ({ commands }) => commands.insertContent('\u200c'),
  },
];

/** The entries that fit what was typed after the slash, best first. */
export function findSlashItems(query: string): SlashItem[] {
  const asked = menuKey(query);
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

/** Spaces and hyphens do not matter here: «هم نویس», «هم‌نویس» and "cowriter" are typed in a hurry. */
function menuKey(text: string): string {
  return searchKey(text).replace(/[\s-]/g, '');
}

function score(term: string, asked: string): number {
  const at = menuKey(term).indexOf(asked);
  return at === -1 ? Number.POSITIVE_INFINITY : at;
}
