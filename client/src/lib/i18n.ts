// One i18next instance; only the language in use is loaded, the other comes when somebody switches. Words stand on four
// shelves: those of every screen, those of signing in and of what is told beside any screen, those of the desk, and those
// of the screens that few people open often (people, settings, profile). A shelf is loaded with the first screen that
// needs it.
import type { Language } from '@hamnevis/core/contract/shared';
import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { BaseMessages } from '../locales/base-messages.ts';
import type { EntryMessages } from '../locales/entry-messages.ts';
import type { Messages } from '../locales/messages.ts';
import type { OfficeMessages } from '../locales/office-messages.ts';
import { persistently } from './persistently.ts';
import { directionOf, initialLanguage, rememberLanguage } from './preferences.ts';
import { readerLocale } from './reader.ts';

export const i18n = createInstance();

/** `base` is always there. */
export type Shelf = 'entry' | 'desk' | 'office';

type Words = BaseMessages | EntryMessages | Messages | OfficeMessages;

const loaders: Record<'base' | Shelf, Record<Language, () => Promise<Words>>> = {
  base: {
    fa: () => import('../locales/base-fa.ts').then((module) => module.baseFa),
    en: () => import('../locales/base-en.ts').then((module) => module.baseEn),
  },
  entry: {
    fa: () => import('../locales/entry-fa.ts').then((module) => module.entryFa),
    en: () => import('../locales/entry-en.ts').then((module) => module.entryEn),
  },
  desk: {
    fa: () => import('../locales/fa.ts').then((module) => module.fa),
    en: () => import('../locales/en.ts').then((module) => module.en),
  },
  office: {
    fa: () => import('../locales/office-fa.ts').then((module) => module.officeFa),
    en: () => import('../locales/office-en.ts').then((module) => module.officeEn),
  },
};

const wanted = new Set<'base' | Shelf>(['base']);
const loaded = new Set<string>();

let started: Promise<void> | undefined;

/** Loads the words of the first language and starts i18next; await it before the first render. */
export function startI18n(): Promise<void> {
  started ??= start();
  return started;
}

async function start(): Promise<void> {
  const language = initialLanguage();
  await i18n.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: await loaders.base[language]() } },
    interpolation: { escapeValue: false },
    returnNull: false,
    react: { useSuspense: false },
  });
  // Digits are the reader's setting; without one they are the language's. A format costs more than a hundred uses of it,
  // and figures are drawn while somebody types.
  const formats = new Map<string, Intl.NumberFormat>();
  i18n.services.formatter?.add('number', (value: number, used, { style }: Intl.NumberFormatOptions) => {
    const locale = readerLocale(used === 'en' ? 'en' : 'fa');
    const known = `${locale} ${style}`;
    const format = formats.get(known) ?? new Intl.NumberFormat(locale, style ? { style } : {});
    formats.set(known, format);
    return format.format(value);
  });
  loaded.add(`base ${language}`);
}

/** Brings the words of a shelf; await it before a screen that needs them is drawn. */
export async function loadShelf(shelf: Shelf): Promise<void> {
  await startI18n();
  wanted.add(shelf);
  await loadWords(currentLanguage());
}

/** The language of the interface now. */
export function currentLanguage(): Language {
  return i18n.language === 'en' ? 'en' : 'fa';
}

/** Switches words, `lang` and `dir` of the page; `remember` keeps the choice for this browser. */
export async function switchLanguage(language: Language, options: { remember: boolean }): Promise<void> {
  if (options.remember) rememberLanguage(language);
  await persistently(() => loadWords(language));
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  await i18n.changeLanguage(language);
}

async function loadWords(language: Language): Promise<void> {
  for (const shelf of wanted) {
    if (loaded.has(`${shelf} ${language}`)) continue;
    i18n.addResourceBundle(language, 'translation', await loaders[shelf][language](), true);
    loaded.add(`${shelf} ${language}`);
  }
}
