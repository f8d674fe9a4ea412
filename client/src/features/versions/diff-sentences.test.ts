import type { ArticleNode } from '@hamnevis/core/document/yjs';
import { compareArticles } from '@hamnevis/core/history/compare';
import { createInstance, type TFunction } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../locales/en.ts';
import { fa } from '../../locales/fa.ts';
import { diffSentences } from './diff-sentences.ts';
import { diffBlockOf } from './own-difference.ts';
import { sentenceText } from './sentence-text.ts';

let english: TFunction;
let persian: TFunction;
beforeAll(async () => {
  const i18n = createInstance();
  const resources = { en: { translation: en }, fa: { translation: fa } };
  await i18n.init({ resources, lng: 'en', interpolation: { escapeValue: false } });
  english = i18n.getFixedT('en');
  persian = i18n.getFixedT('fa');
});

const text = (words: string, ...marks: string[]): ArticleNode => ({
  type: 'text',
  text: words,
  marks: marks.map((type) => ({ type })),
});
const paragraph = (words: string, attrs?: Record<string, unknown>): ArticleNode => ({
  type: 'paragraph',
  ...(attrs ? { attrs } : {}),
  content: [text(words)],
});
const cell = (words: string, attrs?: Record<string, unknown>): ArticleNode => ({
  type: 'tableCell',
  ...(attrs ? { attrs } : {}),
  content: [paragraph(words)],
});
const table = (...rows: ArticleNode[][]): ArticleNode => ({
  type: 'table',
  content: rows.map((content) => ({ type: 'tableRow', content })),
});

function said(older: ArticleNode[], newer: ArticleNode[], t: () => TFunction): string[] {
  const changes = compareArticles(
    { type: 'doc', content: older },
    { type: 'doc', content: newer },
    { language: 'en' },
  );
  return changes
    .map((change) => diffBlockOf(change))
    .flatMap((block) => diffSentences(block).map((one) => sentenceText(one, t())));
}

describe('what a comparison says in words', () => {
  const heading = { type: 'heading', attrs: { level: 2 }, content: [text('The market and its people')] };
  const words = paragraph('The market and its people');

  it('a block that became another kind, in one sentence with its level', () => {
    expect(said([words], [heading], () => english)).toEqual(['Was a paragraph, now a heading 2']);
    expect(said([words], [heading], () => persian)).toEqual(['بند بود، تیتر ۲ شد']);
    const higher = { ...heading, attrs: { level: 3 } };
    expect(said([heading], [higher], () => english)).toEqual(['Was a heading 2, now a heading 3']);
  });

  it('a direction, and the language of code', () => {
    const turned = paragraph('The market and its people', { dir: 'rtl' });
    expect(said([words], [turned], () => english)).toEqual(['Direction of the block: right to left']);
    const code = (language: string | null) => ({
      type: 'codeBlock',
      attrs: { language },
      content: [text('const a = 1')],
    });
    expect(said([code(null)], [code('js')], () => english)).toEqual([
      'Language of the code: js (before: none)',
    ]);
  });

  it('a block that moved', () => {
    const others = ['first of all this', 'then comes that', 'and so it ends'].map((one) => paragraph(one));
    expect(said([words, ...others], [...others, words], () => english)).toEqual(['Moved']);
  });

  it('marks that came and went', () => {
    const bold = {
      type: 'paragraph',
      content: [text('The '), text('market', 'bold'), text(' and its people')],
    };
    expect(said([words], [bold], () => english)).toEqual(['Now with “Bold”']);
    expect(said([bold], [words], () => persian)).toEqual(['«درشت» برداشته شد']);
  });

  it('rows and cells of a table', () => {
    const head = [cell('year of opening'), cell('stations on the line')];
    const row = [cell('nineteen twenty seven'), cell('four')];
    const grown = [cell('nineteen twenty seven'), cell('five')];
    expect(said([table(head, row)], [table(head, grown)], () => english)).toEqual([
      'The cell in row 2, column 2 changed',
    ]);
    expect(
      said([table(head, row)], [table(head, row, [cell('later on'), cell('nine')])], () => persian),
    ).toEqual(['۱ سطر افزوده شد']);
    const wide = [cell('year of opening', { colspan: 2 }), cell('stations on the line')];
    expect(said([table(head, row)], [table(wide, row)], () => english)).toContain(
      'The cell spans columns: 2 (before: 1)',
    );
  });

  it('nothing about a block that is only read', () => {
    expect(said([words], [words], () => english)).toEqual([]);
  });
});
