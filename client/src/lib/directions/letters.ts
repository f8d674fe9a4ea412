// Which way a text runs, by its own letters.

export type Direction = 'rtl' | 'ltr';

/** How many letters of a text run each way; digits and punctuation run neither way. */
export interface LetterCount {
  rtl: number;
  ltr: number;
}

const RTL_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;
const LETTER = /\p{L}/u;

type Kind = 1 | 2 | 3;
const [NEITHER, LTR, RTL] = [1, 2, 3] as const;

// Counted with each letter that somebody types, over all of its block: a character is looked up once.
const kinds = new Uint8Array(0x1_0000);

export function countLetters(text: string): LetterCount {
  const count = { rtl: 0, ltr: 0 };
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const kind = isFirstOfTwo(unit) ? kindOf(text.codePointAt(at) ?? unit) : kindOfUnit(unit);
    if (kind === RTL) count.rtl += 1;
    else if (kind === LTR) count.ltr += 1;
  }
  return count;
}

function kindOfUnit(unit: number): number {
  const known = kinds[unit];
  if (known) return known;
  const kind = kindOf(unit);
  kinds[unit] = kind;
  return kind;
}

function kindOf(code: number): Kind {
  const character = String.fromCodePoint(code);
  if (!LETTER.test(character)) return NEITHER;
  return RTL_LETTER.test(character) ? RTL : LTR;
}

/** Of a character beyond U+FFFF; its second half by itself is no letter. */
function isFirstOfTwo(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** The direction of the majority; null where the letters do not decide. */
export function majorityOf(count: LetterCount): Direction | null {
  if (count.rtl === count.ltr) return null;
  return count.rtl > count.ltr ? 'rtl' : 'ltr';
}
