// Which way a text runs, by its own letters.

export type Direction = 'rtl' | 'ltr';

/** How many letters of a text run each way; digits and punctuation run neither way. */
export interface LetterCount {
  rtl: number;
  ltr: number;
}

const RTL_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;
const LETTER = /\p{L}/gu;

export function countLetters(text: string): LetterCount {
  const count = { rtl: 0, ltr: 0 };
  for (const [letter] of text.matchAll(LETTER)) count[RTL_LETTER.test(letter) ? 'rtl' : 'ltr'] += 1;
  return count;
}

/** The direction of the majority; null where the letters do not decide. */
export function majorityOf(count: LetterCount): Direction | null {
  if (count.rtl === count.ltr) return null;
  return count.rtl > count.ltr ? 'rtl' : 'ltr';
}
