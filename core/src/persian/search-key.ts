// The form in which Persian is searched: what keyboards, programs and hands write in more than one way becomes one.
// Every letter of a key knows where it stood, so that what is found in the key is found in the text.
import { asciiDigits } from './digits.ts';

/** A text in its searched form. The three arrays have one entry for each UTF-16 unit of `key`. */
export interface SearchKey {
  key: string;
  /** Where in the text a unit of the key begins. */
  from: readonly number[];
  /** Where it ends: marks and an ezafe that were folded away belong to the letter before them. */
  to: readonly number[];
}

export interface FoldOptions {
  /** What a half-space becomes: nothing («می‌خواهم» = «میخواهم») or a space («می‌خواهم» = «می خواهم»). */
  halfSpace?: '' | ' ';
  /** Capital and small Latin letters stay apart. */
  matchCase?: boolean;
}

/** A letter with the marks that stand on it. */
const CLUSTER = /\P{M}\p{M}*|\p{M}+/gu;
/** Vowel signs, hamza and madda that stand on a letter as marks of their own, after composition. */
const ARABIC_MARK = /[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]/g;
/** Stretching, direction marks, soft hyphen, joiners other than the half-space, byte order mark. */
const UNSEEN = /[\u00ad\u0640\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]|\u200d/g;
const HALF_SPACE = '\u200c';

const LETTERS: Readonly<Record<string, string>> = {
  ي: 'ی',
  ى: 'ی',
  ئ: 'ی',
  ك: 'ک',
  ة: 'ه',
  ۀ: 'ه',
  ە: 'ه',
  ہ: 'ه',
  أ: 'ا',
  إ: 'ا',
  ٱ: 'ا',
  ؤ: 'و',
  ۂ: 'ه',
  ۓ: 'ی',
};

/**
 * Folds a text for searching: Arabic and Persian forms of ی, ک, ه, ا, و; «خانهٔ», «خانۀ» and «خانه‌ی» as «خانه»; digits;
 * vowel signs; presentation forms; runs of white space; case. Never throws. Folding a key again changes nothing.
 */
export function foldForSearch(text: string, options: FoldOptions = {}): SearchKey {
  const { halfSpace = '', matchCase = false } = options;
  let key = '';
  const from: number[] = [];
  const to: number[] = [];
  const clusters = [...text.matchAll(CLUSTER)];
  for (let n = 0; n < clusters.length; n += 1) {
    const [cluster] = clusters[n] as unknown as [string];
    const start = clusters[n]?.index ?? 0;
    const end = start + cluster.length;
    let folded = foldCluster(cluster, matchCase);
    if (cluster[0] === HALF_SPACE) {
      if (endsInHe(key) && isEzafe(text, end)) {
        // «خانه‌ی» is another way to write «خانهٔ»: the ezafe belongs to its letter.
        n += 1;
        const last = clusters[n];
        if (last) to[to.length - 1] = last.index + last[0].length;
        continue;
      }
      folded = halfSpace;
    }
    if (folded === ' ' && (key.endsWith(' ') || key === '')) {
      // One space for a run of them, reaching to its end; none before the first letter.
      if (key !== '') to[to.length - 1] = end;
      else if (cluster[0] !== HALF_SPACE) {
        key = ' ';
        from.push(start);
        to.push(end);
      }
      continue;
    }
    if (folded === '' && key !== '' && /^\p{M}/u.test(cluster)) to[to.length - 1] = end;
    for (let unit = 0; unit < folded.length; unit += 1) {
      from.push(start);
      to.push(end);
    }
    key += folded;
  }
  return { key, from, to };
}

/** The key alone, in the form without half-spaces. */
export function searchKey(text: string): string {
  return foldForSearch(text).key;
}

function foldCluster(cluster: string, matchCase: boolean): string {
  const composed = cluster.normalize('NFKC').replace(UNSEEN, '');
  const plain = asciiDigits(composed)
    .replace(/[\u0600-\u06ff]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(ARABIC_MARK, '')
    .replace(/\s+/g, ' ');
  return matchCase ? plain : plain.toLowerCase();
}

function endsInHe(key: string): boolean {
  return key.endsWith('ه');
}

/** A lone «ی» that ends the word. */
function isEzafe(text: string, at: number): boolean {
  return /^[یيى](?![\p{L}\p{M}\u200c\u200d])/u.test(text.slice(at, at + 3));
}
