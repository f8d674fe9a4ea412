// Days without a time (`2026-11-21`): due dates and the like, as they are read and as they are typed.
import type { Language } from '@hamnevis/core/contract/shared';
import { jalaliFromIso } from '@hamnevis/core/persian/jalali';
import { dateFormat, dateInWords, isoDayOf } from './moments.ts';
import { readerCalendar, readerLocale } from './reader.ts';

/** An ISO day (`2026-11-21`), which has no time zone, with its weekday: «شنبه ۳۰ آبان ۱۴۰۵». */
export function isoDayInWords(isoDay: string, language: Language): string {
  const date = new Date(`${isoDay}T00:00:00Z`);
  const weekday = dateFormat(language, { weekday: 'long' }, 'UTC').format(date);
  return `${weekday} ${dateInWords(date, language, 'UTC')}`;
}

/** An ISO day as its reader would type it: «۱۴۰۵/۸/۳۰», or "21/11/2026". */
export function isoDayToType(isoDay: string, language: Language): string {
  const digits = new Intl.NumberFormat(readerLocale(language), { useGrouping: false });
  const [gregorianYear = 0, gregorianMonth = 0, gregorianDay = 0] = isoDay.split('-').map(Number);
  if (readerCalendar(language) === 'persian') {
    const { year, month, day } = jalaliFromIso(isoDay);
    return [year, month, day].map((part) => digits.format(part)).join('/');
  }
  return [gregorianDay, gregorianMonth, gregorianYear].map((part) => digits.format(part)).join('/');
}

/** The reader's day today, as an ISO day. */
export function todayIso(now: number = Date.now()): string {
  return isoDayOf(now);
}

/** An ISO day as it is said in a list: "yesterday", "today", "tomorrow", else the day itself. */
export function isoDayNear(isoDay: string, language: Language, now: number = Date.now()): string {
  const days = Math.round((Date.parse(isoDay) - Date.parse(todayIso(now))) / 86_400_000);
  if (Math.abs(days) > 1) return dateInWords(new Date(`${isoDay}T00:00:00Z`), language, 'UTC');
  return new Intl.RelativeTimeFormat(readerLocale(language), { numeric: 'auto' }).format(days, 'day');
}

/** The month of an ISO day in the reader's calendar: «آبان ۱۴۰۵», "November 2026". */
export function isoMonthInWords(isoDay: string, language: Language): string {
  // Intl puts a Persian year before its month, which nobody says.
  return `${partOf(isoDay, language, { month: 'long' })} ${partOf(isoDay, language, { year: 'numeric' })}`;
}

/** The number of an ISO day in its month, in the reader's calendar and digits. */
export function isoDayNumber(isoDay: string, language: Language): string {
  return partOf(isoDay, language, { day: 'numeric' });
}

/** The weekday of an ISO day: whole, or as the head of a column («ش», "Sat"). */
export function isoWeekday(isoDay: string, language: Language, width: 'head' | 'whole'): string {
  const weekday = width === 'whole' ? 'long' : language === 'fa' ? 'narrow' : 'short';
  return dateFormat(language, { weekday }, 'UTC').format(new Date(`${isoDay}T00:00:00Z`));
}

/** The first moment after an ISO day in the reader's time zone, as an ISO moment. */
export function endOfIsoDay(isoDay: string): string {
  // No zone is further than 15 hours from UTC, and no day begins within a minute.
  const utc = Date.parse(`${isoDay}T00:00:00Z`) / 60_000 + 24 * 60;
  let [within, after] = [utc - 15 * 60, utc + 15 * 60];
  while (after - within > 1) {
    const middle = Math.floor((within + after) / 2);
    if (isoDayOf(middle * 60_000) > isoDay) after = middle;
    else within = middle;
  }
  return new Date(after * 60_000).toISOString();
}

/** One part of a date alone, without the sign of an era or the word for "day" that some languages add. */
function partOf(isoDay: string, language: Language, part: Intl.DateTimeFormatOptions): string {
  const [wanted] = Object.keys(part);
  const parts = dateFormat(language, part, 'UTC').formatToParts(new Date(`${isoDay}T00:00:00Z`));
  return parts.find(({ type }) => type === wanted)?.value ?? '';
}
