import { readFileSync } from 'node:fs';
import { documentSchema, editorExtensions } from '@hamnevis/core/document/schema';
import type { ArticleNode } from '@hamnevis/core/document/yjs';
import { MarkdownManager } from '@tiptap/markdown';
import type { DemoEmail } from './demo-people.ts';

export interface DemoDocument {
  title: string;
  language: 'fa' | 'en';
  /** Who wrote it, and so whom its text belongs to. */
  writer: DemoEmail;
  /** A file of `articles/`. */
  file: string;
}

export interface DemoProject {
  name: string;
  slug: string;
  documents: readonly DemoDocument[];
}

export const DEMO_ORGANIZATION = { name: 'ماهنامهٔ پیوند · Peyvand Monthly', slug: 'peyvand' } as const;
export const DEMO_WORKSPACE = { name: 'تحریریه · Newsroom', slug: 'newsroom' } as const;

export const DEMO_PROJECTS: readonly DemoProject[] = [
  {
    name: 'ویژه‌نامهٔ شهرهای میان‌راه',
    slug: 'towns-along-the-line',
    documents: [
      {
        title: 'راه‌آهن و تولد شهر نو',
        language: 'fa',
        writer: 'arash@example.com',
        file: 'railway-and-the-new-town.fa.md',
      },
    ],
  },
  {
    name: 'The desk · میز تحریریه',
    slug: 'the-desk',
    documents: [
      { title: 'How we edit', language: 'en', writer: 'daniel@example.com', file: 'how-we-edit.en.md' },
      {
        title: 'شیوه‌نامهٔ دوزبانه · Bilingual style sheet',
        language: 'fa',
        writer: 'arash@example.com',
        file: 'bilingual-style-sheet.mixed.md',
      },
    ],
  },
];

/**
 * Reads an article of the demo.
 * @throws RangeError when the Markdown holds something that an article may not
 */
export function readDemoArticle(file: string): ArticleNode {
  const markdown = readFileSync(new URL(`./articles/${file}`, import.meta.url), 'utf8');
  const parsed = new MarkdownManager({ extensions: editorExtensions() }).parse(markdown);
  const node = documentSchema().nodeFromJSON(parsed);
  node.check();
  return node.toJSON() as ArticleNode;
}
