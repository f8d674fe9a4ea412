import { readItem, writeItem } from '../../lib/preferences.ts';

const AUTHORSHIP_KEY = 'hamnevis.authorship';

/** Whether this browser showed authorship last time; off for those who never asked. */
export function remembersAuthorship(): boolean {
  return readItem(AUTHORSHIP_KEY) === 'shown';
}

export function rememberAuthorship(shown: boolean): void {
  writeItem(AUTHORSHIP_KEY, shown ? 'shown' : null);
}
