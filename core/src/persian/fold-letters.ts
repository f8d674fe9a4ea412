/** Arabic letters that Persian keyboards, fonts and old files use for Persian ones. */
const SAME_LETTERS: Readonly<Record<string, string>> = {
  ي: 'ی',
  ى: 'ی',
  ئ: 'ی',
  ك: 'ک',
  ة: 'ه',
  ۀ: 'ه',
  ؤ: 'و',
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
};

/** Spaces, half-spaces and other invisible signs, vowel signs, and the stretching line. */
const UNHEARD = /[\s\p{Cf}\u064b-\u065f\u0670\u0640]/u;

/**
 * What is left of one UTF-16 unit when a text is searched as people remember it: letters that are written in several
 * ways become one, digits ASCII, capitals small; spaces, half-spaces and vowel signs nothing (the empty text), since
 * whether a word is written together nobody remembers.
 */
export function foldLetter(letter: string): string {
  if (UNHEARD.test(letter)) return '';
  const code = letter.charCodeAt(0);
  if (code >= 0x06f0 && code <= 0x06f9) return String(code - 0x06f0);
  if (code >= 0x0660 && code <= 0x0669) return String(code - 0x0660);
  const small = letter.toLowerCase();
  return SAME_LETTERS[letter] ?? (small.length === 1 ? small : letter);
}

/** A whole text by {@link foldLetter}. */
export function foldLetters(text: string): string {
  let folded = '';
  for (let index = 0; index < text.length; index += 1) folded += foldLetter(text[index] as string);
  return folded;
}
