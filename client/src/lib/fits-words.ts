import { searchKey } from '@hamnevis/core/persian/search-key';

/** True when every word of what was asked stands somewhere in one of the texts, however either is spelled. */
export function fitsWords(texts: readonly string[], asked: string): boolean {
  const keys = texts.map((text) => searchKey(text));
  // «هم نویس» and «هم‌نویس» are one name to somebody in a hurry.
  const joined = keys.map((key) => key.replace(/[\s-]/g, ''));
  const words = searchKey(asked).split(' ').filter(Boolean);
  const whole = words.join('').replaceAll('-', '');
  return (
    joined.some((key) => key.includes(whole)) || words.every((word) => keys.some((key) => key.includes(word)))
  );
}
