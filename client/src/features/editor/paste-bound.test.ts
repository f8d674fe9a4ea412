import { describe, expect, it } from 'vitest';
import { isTooMuchToPaste, MOST_PASTED_BLOCKS, MOST_PASTED_CHARACTERS } from './paste-bound.ts';

const paragraphs = (count: number, glue: string) => Array.from({ length: count }, () => 'بند').join(glue);

describe('how much may be pasted at once', () => {
  it('a long article may, 20,000 paragraphs may not, as text and as HTML', () => {
    expect(isTooMuchToPaste(paragraphs(MOST_PASTED_BLOCKS, '\n\n'), '')).toBe(false);
    expect(isTooMuchToPaste(paragraphs(20_000, '\n'), '')).toBe(true);
    expect(isTooMuchToPaste('', '<p>بند</p>'.repeat(MOST_PASTED_BLOCKS))).toBe(false);
    expect(isTooMuchToPaste('', '<P>بند</P>'.repeat(20_000))).toBe(true);
  });

  it('one endless line may not', () => {
    expect(isTooMuchToPaste('آ'.repeat(MOST_PASTED_CHARACTERS), '')).toBe(false);
    expect(isTooMuchToPaste('آ'.repeat(MOST_PASTED_CHARACTERS + 1), '')).toBe(true);
  });
});
