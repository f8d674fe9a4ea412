import { documentSchema } from '@hamnevis/core/document/schema';
import { describe, expect, it } from 'vitest';
import { type FindOptions, findInArticle } from './find-in-article.ts';

const PERSIAN: FindOptions = { persian: true, matchCase: false, wholeWords: false };
const AS_WRITTEN: FindOptions = { persian: false, matchCase: false, wholeWords: false };

/** The words found, as they stand in the text. */
function found(text: string, query: string, options: Partial<FindOptions> = {}): string[] {
  const article = documentSchema().nodeFromJSON({
    type: 'doc',
    content: text.split('\n').map((line) => ({
      type: 'paragraph',
      content: line
        .split('|')
        .flatMap((part, index) => [
          ...(index > 0 ? [{ type: 'hardBreak' }] : []),
          ...(part ? [{ type: 'text', text: part }] : []),
        ]),
    })),
  });
  return findInArticle(article, query, { ...PERSIAN, ...options }).map(({ from, to }) =>
    article.textBetween(from, to, '\n', '|'),
  );
}

describe('one finds', () => {
  it('every way in which a Persian word is written', () => {
    expect(found('خانه و خانهٔ ما و خانۀ تو و خانه‌ی او', 'خانه')).toEqual(['خانه', 'خانهٔ', 'خانۀ', 'خانه‌ی']);
    expect(found('می‌خواهم ميخواهم می خواهم', 'می‌خواهم')).toEqual(['می‌خواهم', 'ميخواهم', 'می خواهم']);
    expect(found('می‌خواهم', 'می خواهم')).toEqual(['می‌خواهم']);
    expect(found('كتاب ۱۴۰۵', 'کتاب 1405')).toEqual(['كتاب ۱۴۰۵']);
  });

  it('only what is written so when the folding is off', () => {
    expect(found('كتاب کتاب', 'کتاب', AS_WRITTEN)).toEqual(['کتاب']);
    expect(found('خانهٔ خانه', 'خانه', { ...AS_WRITTEN, wholeWords: true })).toEqual(['خانه']);
  });

  it('Latin letters in either case, unless case matters', () => {
    expect(found('Rail rail RAIL', 'rail')).toHaveLength(3);
    expect(found('Rail rail RAIL', 'rail', { matchCase: true })).toEqual(['rail']);
    expect(found('Rail İ rail', 'RAIL', AS_WRITTEN)).toHaveLength(2);
  });

  it('whole words: a half-space is inside a word', () => {
    const whole = { wholeWords: true };
    expect(found('کتاب کتاب‌خانه کتابی (کتاب)', 'کتاب', whole)).toEqual(['کتاب', 'کتاب']);
    expect(found('art cart art1 art', 'art', whole)).toHaveLength(2);
  });

  it('in the order of the text, without overlaps, never over two blocks', () => {
    expect(found('ababa', 'aba')).toEqual(['aba']);
    expect(found('one\ntwo one', 'one')).toHaveLength(2);
    expect(found('one\ntwo', 'one two')).toEqual([]);
    expect(found('one|two', 'two')).toEqual(['two']);
  });

  it('nothing for nothing, and nothing for what folds away', () => {
    expect(found('سلام', '')).toEqual([]);
    expect(found('سلام', '\u200f')).toEqual([]);
  });
});
