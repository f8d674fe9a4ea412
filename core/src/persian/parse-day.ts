// A day as people write it in a date field, in Persian and in English, whichever keyboard they have.
import type { Calendar } from '../people/reading.ts';
import { asciiDigits } from './digits.ts';
import {
  addDays,
  type CalendarDay,
  gregorianFromIso,
  isoFromGregorian,
  isoFromJalali,
  jalaliFromIso,
  weekdayOf,
} from './jalali.ts';
import { searchKey } from './search-key.ts';

const PERSIAN_MONTHS: readonly (readonly string[])[] = [
  ['فروردین', 'farvardin'],
  ['اردیبهشت', 'ordibehesht'],
  ['خرداد', 'khordad'],
  ['تیر', 'tir'],
  ['مرداد', 'امرداد', 'mordad'],
  ['شهریور', 'shahrivar'],
  ['مهر', 'mehr'],
  ['آبان', 'aban'],
  ['آذر', 'azar'],
  ['دی', 'dey'],
  ['بهمن', 'bahman'],
  ['اسفند', 'esfand'],
];

const GREGORIAN_MONTHS: readonly (readonly string[])[] = [
  ['january', 'jan', 'ژانویه'],
  ['february', 'feb', 'فوریه'],
  ['march', 'mar', 'مارس'],
  ['april', 'apr', 'آوریل'],
  ['may', 'مه', 'می'],
  ['june', 'jun', 'ژوئن'],
  ['july', 'jul', 'ژوئیه', 'جولای'],
  ['august', 'aug', 'اوت', 'آگوست'],
  ['september', 'sep', 'sept', 'سپتامبر'],
  ['october', 'oct', 'اکتبر'],
  ['november', 'nov', 'نوامبر'],
  ['december', 'dec', 'دسامبر'],
];

/** From Sunday, as {@link weekdayOf} counts. */
const WEEKDAYS: readonly (readonly string[])[] = [
  ['یکشنبه', 'sunday', 'sun'],
  ['دوشنبه', 'monday', 'mon'],
  ['سه‌شنبه', 'tuesday', 'tue'],
  ['چهارشنبه', 'wednesday', 'wed'],
  ['پنج‌شنبه', 'thursday', 'thu'],
  ['جمعه', 'آدینه', 'friday', 'fri'],
  ['شنبه', 'saturday', 'sat'],
];

const NEAR_DAYS: readonly (readonly [number, readonly string[]])[] = [
  [0, ['امروز', 'today']],
  [1, ['فردا', 'tomorrow']],
  [2, ['پس‌فردا', 'day after tomorrow']],
  [-1, ['دیروز', 'yesterday']],
  [7, ['هفتهٔ آینده', 'هفتهٔ بعد', 'هفتهٔ دیگر', 'next week']],
];

const COUNTS: readonly (readonly [number, readonly string[]])[] = [
  [1, ['یک', 'one', 'a']],
  [2, ['دو', 'two']],
  [3, ['سه', 'three']],
  [4, ['چهار', 'four']],
  [5, ['پنج', 'five']],
  [6, ['شش', 'six']],
  [7, ['هفت', 'seven']],
  [8, ['هشت', 'eight']],
  [9, ['نه', 'nine']],
  [10, ['ده', 'ten']],
];

const SPANS: readonly (readonly [number, readonly string[]])[] = [
  [1, ['روز', 'day', 'days']],
  [7, ['هفته', 'week', 'weeks']],
];

/**
 * The ISO day (`2026-11-21`) that a text means, or null when it means none: «۱۴۰۵/۸/۳۰», «30 آبان», «فردا», «سه روز
 * دیگر», «جمعه», "21 Nov", "next week". `today` is the reader's ISO day; their calendar decides what a number
 * without a name or a telling year is. A date without a year is the next such day.
 */
export function parseDay(text: string, today: string, calendar: Calendar): string | null {
  const words = wordsOf(text);
  const whole = words.join('');
  if (whole === '' || text.length > 60) return null;
  return (
    nearDay(whole, today) ??
    weekday(words, today) ??
    afterSpan(words, today) ??
    namedMonth(words, today) ??
    numbersAlone(asciiDigits(text), today, calendar)
  );
}

function nearDay(whole: string, today: string): string | null {
  const near = NEAR_DAYS.find(([, names]) => isOneOf(whole, names));
  return near ? addDays(today, near[0]) : null;
}

/** The next day of that name: today's own name is a week away. */
function weekday(words: readonly string[], today: string): string | null {
  const fillers = ['next', 'on', 'this', 'آینده', 'بعد', 'این'];
  const whole = words.filter((word) => !isOneOf(word, fillers)).join('');
  const asked = WEEKDAYS.findIndex((names) => isOneOf(whole, names));
  if (asked < 0) return null;
  return addDays(today, ((asked - weekdayOf(today) + 6) % 7) + 1);
}

/** «سه روز دیگر», "in 2 weeks". */
function afterSpan(words: readonly string[], today: string): string | null {
  const fillers = ['in', 'دیگر', 'بعد', 'later', 'from', 'now'];
  const [count, span, ...rest] = words.filter((word) => !isOneOf(word, fillers));
  const days = SPANS.find(([, names]) => span !== undefined && isOneOf(span, names))?.[0];
  if (!count || !days || rest.length > 0 || words.length < 3) return null;
  const times = /^\d{1,3}$/.test(count)
    ? Number(count)
    : COUNTS.find(([, names]) => isOneOf(count, names))?.[0];
  return times === undefined ? null : addDays(today, times * days);
}

/** «30 آبان», «۳۰ آبان ۱۴۰۵», "Nov 21, 2026", "21st november". */
function namedMonth(words: readonly string[], today: string): string | null {
  const numbers: number[] = [];
  let month: { calendar: Calendar; index: number } | undefined;
  for (const word of words) {
    const number = /^(\d{1,4})(?:st|nd|rd|th|ام|م)?$/.exec(word)?.[1];
    if (number) {
      numbers.push(Number(number));
      continue;
    }
    if (isOneOf(word, ['ماه', 'سال', 'of'])) continue;
    const persian = PERSIAN_MONTHS.findIndex((names) => isOneOf(word, names));
    const gregorian = GREGORIAN_MONTHS.findIndex((names) => isOneOf(word, names));
    if (month || (persian < 0 && gregorian < 0)) return null;
    month =
      persian >= 0 ? { calendar: 'persian', index: persian } : { calendar: 'gregorian', index: gregorian };
  }
  if (!month || numbers.length === 0 || numbers.length > 2) return null;
  const [first = 0, second] = numbers;
  const [day, year] = first > 31 ? [second ?? 0, first] : [first, second];
  return dayOf({ year, month: month.index + 1, day }, month.calendar, today);
}

/** «۱۴۰۵/۸/۳۰», "2026-11-21", "21/11", «۸/۳۰». */
function numbersAlone(text: string, today: string, calendar: Calendar): string | null {
  const match =
    /^\D{0,2}(\d{1,4})\s*[/.\-\u066b٫،,\s]\s*(\d{1,2})(?:\s*[/.\-\u066b٫،,\s]\s*(\d{1,4}))?\D{0,2}$/.exec(
      text.replace(/[\u200c-\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim(),
    );
  if (!match) return null;
  const [a = 0, b = 0] = [Number(match[1]), Number(match[2])];
  const c = match[3] === undefined ? undefined : Number(match[3]);
  if (c === undefined) {
    if (a > 31) return null;
    // Persian is read from the larger part to the smaller, English from the smaller.
    const dayFirst = a > 12 || (b <= 12 && calendar === 'gregorian');
    const [month, day] = dayFirst ? [b, a] : [a, b];
    return dayOf({ year: undefined, month, day }, calendar, today);
  }
  if (a > 31) return dayOf({ year: a, month: b, day: c }, calendarOfYear(a), today);
  if (c > 31) return dayOf({ year: c, month: b, day: a }, calendarOfYear(c), today);
  return null;
}

function calendarOfYear(year: number): Calendar {
  return year < 1700 ? 'persian' : 'gregorian';
}

/** The ISO day; without a year the next one, today included. */
function dayOf(
  date: Omit<CalendarDay, 'year'> & { year: number | undefined },
  calendar: Calendar,
  today: string,
): string | null {
  const isoOf = calendar === 'persian' ? isoFromJalali : isoFromGregorian;
  const { year, month, day } = date;
  if (year !== undefined) return year < 1000 ? null : isoOf({ year, month, day });
  const thisYear = (calendar === 'persian' ? jalaliFromIso(today) : gregorianFromIso(today)).year;
  // A leap day may be some years away.
  for (let later = 0; later <= 8; later += 1) {
    const iso = isoOf({ year: thisYear + later, month, day });
    if (iso !== null && iso >= today) return iso;
  }
  return null;
}

function wordsOf(text: string): string[] {
  const words = plainKey(text.replace(/[،,.()«»]/g, ' ')).split(' ');
  // «آبان‌ماه» is Aban.
  return words.map((word) => word.replace(/(?<=.)ماه$/, '')).filter(Boolean);
}

function isOneOf(word: string, names: readonly string[]): boolean {
  return names.some((name) => plainKey(name).replaceAll(' ', '') === word);
}

/** The searched form, with a hurried «ا» as good as «آ». */
function plainKey(text: string): string {
  return searchKey(text).replaceAll('آ', 'ا').trim();
}
