// Moments in words, in the reader's calendar, digits and time zone, from the browser's own Intl.
import type { Language } from '@hamnevis/core/contract/shared';
import { readerCalendar, readerLocale, readerSettings } from './reader.ts';

const DAY_MS = 86_400_000;

/** The day and the time: «۳۰ آبان ۱۴۰۵، ۱۴:۰۵» or "21 November 2026, 14:05". */
export function momentInWords(iso: string, language: Language): string {
  // One format with both parts puts Persian dates in the wrong order, so the two are made apart.
  return `${dayInWords(iso, language)}${language === 'fa' ? '، ' : ', '}${timeInWords(iso, language)}`;
}

/** The time alone: «۱۴:۰۵» or "14:05". */
export function timeInWords(iso: string, language: Language): string {
  return dateFormat(language, { timeStyle: 'short' }).format(new Date(iso));
}

/**
 * The day alone, written out. English with the Persian calendar says the Gregorian day beside it: "30 Aban 1405 (21
 * November 2026)".
 */
export function dayInWords(iso: string, language: Language): string {
  return dateInWords(new Date(iso), language, readerSettings().timeZone);
}

/** A day as the head of a list: "today", "yesterday", else the day itself. */
export function dayNameInWords(iso: string, language: Language, now: number = Date.now()): string {
  const days = daysBetween(new Date(iso).getTime(), now);
  if (days !== 0 && days !== 1) return dayInWords(iso, language);
  return ago(language).format(-days, 'day');
}

/** How long ago, for lists: "5 minutes ago", "yesterday", and the day itself after a week. */
export function agoInWords(iso: string, language: Language, now: number = Date.now()): string {
  const ageMs = now - new Date(iso).getTime();
  const words = ago(language);
  if (ageMs < 60_000) return words.format(0, 'minute');
  if (ageMs < 3_600_000) return words.format(-Math.floor(ageMs / 60_000), 'minute');
  const days = daysBetween(new Date(iso).getTime(), now);
  if (days === 0) return words.format(-Math.floor(ageMs / 3_600_000), 'hour');
  if (days < 7) return words.format(-days, 'day');
  return dayInWords(iso, language);
}

/** A date written out in the reader's calendar; null is the device's time zone. */
export function dateInWords(date: Date, language: Language, timeZone: string | null): string {
  const own = withoutEra(dateFormat(language, { dateStyle: 'long' }, timeZone), date);
  if (language === 'fa' || readerCalendar(language) === 'gregorian') return own;
  const gregorian = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'long',
    ...(timeZone ? { timeZone } : {}),
  });
  return `${own} (${gregorian.format(date)})`;
}

/** English adds "AP" to every Persian year, Persian the sign of the era to every Gregorian one. */
function withoutEra(words: Intl.DateTimeFormat, date: Date): string {
  const parts = words.formatToParts(date);
  const era = parts.findIndex(({ type }) => type === 'era');
  const kept = era < 0 ? parts : parts.filter((_, n) => n !== era && n !== era - 1);
  return kept.map(({ value }) => value).join('');
}

/** The reader's own format of dates. */
export function dateFormat(
  language: Language,
  options: Intl.DateTimeFormatOptions,
  timeZone: string | null = readerSettings().timeZone,
): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(readerLocale(language), { ...options, ...(timeZone ? { timeZone } : {}) });
}

function ago(language: Language): Intl.RelativeTimeFormat {
  return new Intl.RelativeTimeFormat(readerLocale(language), { numeric: 'auto' });
}

function daysBetween(earlierMs: number, laterMs: number): number {
  return Math.round((Date.parse(isoDayOf(laterMs)) - Date.parse(isoDayOf(earlierMs))) / DAY_MS);
}

/** The day of a moment in the reader's time zone, as an ISO day. */
export function isoDayOf(ms: number): string {
  const { timeZone } = readerSettings();
  // Swedes write their dates as ISO does.
  return new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    ...(timeZone ? { timeZone } : {}),
  }).format(ms);
}
