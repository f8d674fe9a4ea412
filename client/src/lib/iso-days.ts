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
