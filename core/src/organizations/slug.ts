/**
 * A slug out of a name: its Latin letters and digits in lower case, joined by dashes. Names without any (most
 * Persian ones) give null, and the caller takes a neutral one.
 */
export function slugFromName(name: string): string | null {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  if (!words) return null;
  return words.join('-').slice(0, 60).replace(/-+$/, '');
}
