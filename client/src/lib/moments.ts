// Moments in words. Persian readers get the Persian calendar and digits, from the browser's own Intl.
import type { Language } from '@hamnevis/core/contract/shared';

const LOCALES: Record<Language, string> = { fa: 'fa-IR', en: 'en-GB' };
const DAY_MS = 86_400_000;

/** The day and the time: «۳۰ آبان ۱۴۰۵، ۱۴:۰۵» or "21 November 2026, 14:05". */
export function momentInWords(iso: string, language: Language): string {
  // One format with both parts puts Persian dates in the wrong order, so the two are made apart.
  return `${dayInWords(iso, language)}${language === 'fa' ? '، ' : ', '}${timeInWords(iso, language)}`;
}

/** The time alone: «۱۴:۰۵» or "14:05". */
export function timeInWords(iso: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], { timeStyle: 'short' }).format(new Date(iso));
}

/** The day alone, written out. */
export function dayInWords(iso: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'long' }).format(new Date(iso));
}

/** A day as the head of a list: "today", "yesterday", else the day itself. */
export function dayNameInWords(iso: string, language: Language, now: number = Date.now()): string {
  const days = Math.round((startOfDay(now) - startOfDay(new Date(iso).getTime())) / DAY_MS);
  if (days !== 0 && days !== 1) return dayInWords(iso, language);
  return new Intl.RelativeTimeFormat(LOCALES[language], { numeric: 'auto' }).format(-days, 'day');
}

/** How long ago, for lists: "5 minutes ago", "yesterday", and the day itself after a week. */
export function agoInWords(iso: string, language: Language, now: number = Date.now()): string {
  const ageMs = now - new Date(iso).getTime();
  const format = new Intl.RelativeTimeFormat(LOCALES[language], { numeric: 'auto' });
  if (ageMs < 60_000) return format.format(0, 'minute');
  if (ageMs < 3_600_000) return format.format(-Math.floor(ageMs / 60_000), 'minute');
  const days = Math.round((startOfDay(now) - startOfDay(new Date(iso).getTime())) / DAY_MS);
  if (days === 0) return format.format(-Math.floor(ageMs / 3_600_000), 'hour');
  if (days < 7) return format.format(-days, 'day');
  return dayInWords(iso, language);
}

function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}
