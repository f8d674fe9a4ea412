// One i18next instance; only the language in use is loaded, the other comes when somebody switches.
import type { Language } from '@hamnevis/core/contract/shared';
import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Messages } from '../locales/messages.ts';
import { directionOf, initialLanguage, rememberLanguage } from './preferences.ts';

export const i18n = createInstance();

const loaders: Record<Language, () => Promise<Messages>> = {
  fa: () => import('../locales/fa.ts').then((module) => module.fa),
  en: () => import('../locales/en.ts').then((module) => module.en),
};

/** Loads the words of the first language and starts i18next; await it before the first render. */
export async function startI18n(): Promise<void> {
  const language = initialLanguage();
  await i18n.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: await loaders[language]() } },
    interpolation: { escapeValue: false },
    returnNull: false,
    react: { useSuspense: false },
  });
}

/** The language of the interface now. */
export function currentLanguage(): Language {
  return i18n.language === 'en' ? 'en' : 'fa';
}

/** Switches words, `lang` and `dir` of the page; `remember` keeps the choice for this browser. */
export async function switchLanguage(language: Language, options: { remember: boolean }): Promise<void> {
  if (options.remember) rememberLanguage(language);
  if (!i18n.hasResourceBundle(language, 'translation')) {
    i18n.addResourceBundle(language, 'translation', await loaders[language]());
  }
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  await i18n.changeLanguage(language);
}
