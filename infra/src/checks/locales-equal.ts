import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Check, root } from './check.ts';

/** Words of the interface: texts under nested names. */
export type Words = { [name: string]: string | Words };

/** What keeps two languages from being equal: a key that one lacks, an empty text, other placeholders. */
export function localeFaults(first: Words, second: Words, names: readonly [string, string]): string[] {
  const [a, b] = [flatten(first), flatten(second)];
  const faults: string[] = [];
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const [left, right] = [a.get(key), b.get(key)];
    if (left === undefined) faults.push(`${names[0]} lacks ${key}`);
    else if (right === undefined) faults.push(`${names[1]} lacks ${key}`);
    else {
      if (left.trim() === '') faults.push(`${names[0]} ${key} is empty`);
      if (right.trim() === '') faults.push(`${names[1]} ${key} is empty`);
      if (placeholders(left) !== placeholders(right)) {
        faults.push(
          `${key} fills in ${placeholders(left) || 'nothing'} in ${names[0]}, ${placeholders(right) || 'nothing'} in ${names[1]}`,
        );
      }
    }
  }
  return faults;
}

function flatten(words: Words, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [name, value] of Object.entries(words)) {
    if (typeof value === 'string') flat.set(prefix + name, value);
    else for (const [key, text] of flatten(value, `${prefix}${name}.`)) flat.set(key, text);
  }
  return flat;
}

/** `{{count, number}}` and `{{count}}` fill in the same thing. */
function placeholders(text: string): string {
  const names = [...text.matchAll(/\{\{\s*([\w.]+)[^}]*\}\}/g)].map((match) => match[1] ?? '');
  return [...new Set(names)].sort().join(', ');
}

/** The files of words: of every screen, of signing in, of the desk, and of the screens outside it. */
const FILES = {
  base: { fa: ['base-fa.ts', 'baseFa'], en: ['base-en.ts', 'baseEn'] },
  entry: { fa: ['entry-fa.ts', 'entryFa'], en: ['entry-en.ts', 'entryEn'] },
  desk: { fa: ['fa.ts', 'fa'], en: ['en.ts', 'en'] },
  office: { fa: ['office-fa.ts', 'officeFa'], en: ['office-en.ts', 'officeEn'] },
} as const;

async function wordsOf([name, exported]: readonly [string, string]): Promise<Words> {
  const file = join(root, 'client', 'src', 'locales', name);
  const module = (await import(pathToFileURL(file).href)) as Record<string, Words | undefined>;
  const words = module[exported];
  if (!words) throw new Error(`${file} exports no "${exported}"`);
  return words;
}

export const localesCheck: Check = {
  name: 'both languages have the same words',
  run: async () => {
    const pairs = Object.values(FILES).map(async ({ fa, en }) =>
      localeFaults(await wordsOf(fa), await wordsOf(en), [fa[0], en[0]]),
    );
    const faults = (await Promise.all(pairs)).flat();
    return faults.length === 0 ? { ok: true } : { ok: false, lines: faults };
  },
};
