// What a person chooses for this browser before anybody knows who they are. The same keys and rules stand in the
// script of index.html, which applies them before the first paint.
import type { Language } from '@hamnevis/core/contract/shared';

const LANGUAGE_KEY = 'hamnevis.language';
/** Mantine's colour-scheme manager writes here: `light`, `dark` or `auto`. */
export const THEME_KEY = 'hamnevis.theme';

/** The writing direction of a language. */
export function directionOf(language: Language): 'rtl' | 'ltr' {
  return language === 'fa' ? 'rtl' : 'ltr';
}

/** The language that was chosen in this browser, or null when nobody chose. */
export function chosenLanguage(): Language | null {
  const stored = readItem(LANGUAGE_KEY);
  return stored === 'fa' || stored === 'en' ? stored : null;
}

/** The language that index.html settled on before the first paint. */
export function initialLanguage(): Language {
  return document.documentElement.lang === 'en' ? 'en' : 'fa';
}

export function rememberLanguage(language: Language): void {
  writeItem(LANGUAGE_KEY, language);
}

/** A stored string, or null; a browser that forbids storage counts as empty. */
export function readItem(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Stores a string, or removes the key with null; false when the browser forbids storage or it is full. */
export function writeItem(key: string, value: string | null): boolean {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}
