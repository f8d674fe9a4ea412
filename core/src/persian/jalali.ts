// The Persian calendar by arithmetic: the 33-year rule with the corrections of the astronomical year (Borkowski's
// breaks), which agrees with the official calendar for every year that a document can be about.

/** A day of some calendar; `month` and `day` begin at 1. */
export interface CalendarDay {
  year: number;
  month: number;
  day: number;
}

const BREAKS = [
  -61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210, 1635, 2060, 2097, 2192, 2262, 2324, 2394, 2456, 3178,
] as const;
const FIRST_YEAR = 1;
const LAST_YEAR = 3177;

/** Where a Persian year stands: years since its last leap year (0: it is one), and the day of March it begins on. */
function yearOf(year: number): { sinceLeap: number; gregorianYear: number; march: number } {
  const gregorianYear = year + 621;
  let leapDays = -14;
  let start: number = BREAKS[0];
  let jump = 0;
  for (const end of BREAKS.slice(1)) {
    jump = end - start;
    if (year < end) break;
    leapDays += div(jump, 33) * 8 + div(jump % 33, 4);
    start = end;
  }
  let n = year - start;
  leapDays += div(n, 33) * 8 + div((n % 33) + 3, 4);
  if (jump % 33 === 4 && jump - n === 4) leapDays += 1;
  const gregorianLeaps = div(gregorianYear, 4) - div((div(gregorianYear, 100) + 1) * 3, 4) - 150;
  const march = 20 + leapDays - gregorianLeaps;
  if (jump - n < 6) n = n - jump + div(jump + 4, 33) * 33;
  let sinceLeap = (((n + 1) % 33) - 1) % 4;
  if (sinceLeap === -1) sinceLeap = 4;
  return { sinceLeap, gregorianYear, march };
}

/** How many days a month of the Persian calendar has: 31 in spring and summer, then 30, Esfand 29 or 30. */
export function jalaliMonthDays(year: number, month: number): number {
  if (month <= 6) return 31;
  if (month <= 11) return 30;
  return yearOf(year).sinceLeap === 0 ? 30 : 29;
}

/** The ISO day (`2026-11-21`) of a Persian date; null when there is no such day. */
export function isoFromJalali({ year, month, day }: CalendarDay): string | null {
  if (![year, month, day].every(Number.isInteger)) return null;
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12) return null;
  if (day < 1 || day > jalaliMonthDays(year, month)) return null;
  const { gregorianYear, march } = yearOf(year);
  const daysIn = (month - 1) * 31 - div(month, 7) * (month - 7) + day - 1;
  return isoOfDayNumber(dayNumber(gregorianYear, 3, march) + daysIn);
}

/** The Persian date of an ISO day. Throws RangeError when the text is no ISO day. */
export function jalaliFromIso(iso: string): CalendarDay {
  const { year: gregorianYear, month, day } = gregorianFromIso(iso);
  const number = dayNumber(gregorianYear, month, day);
  let year = gregorianYear - 621;
  let passed = number - dayNumber(gregorianYear, 3, yearOf(year).march);
  if (passed < 0) {
    year -= 1;
    const begin = yearOf(year);
    passed = number - dayNumber(begin.gregorianYear, 3, begin.march);
  }
  if (passed < 186) return { year, month: 1 + div(passed, 31), day: (passed % 31) + 1 };
  const rest = passed - 186;
  return { year, month: 7 + div(rest, 30), day: (rest % 30) + 1 };
}

/** The parts of an ISO day. Throws RangeError when the text is none. */
export function gregorianFromIso(iso: string): CalendarDay {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso) ?? [];
  const parts = { year: Number(year), month: Number(month), day: Number(day) };
  if (isoFromGregorian(parts) !== iso) throw new RangeError(`${iso} is no ISO day`);
  return parts;
}

/** The ISO day of a Gregorian date; null when there is no such day. */
export function isoFromGregorian({ year, month, day }: CalendarDay): string | null {
  if (![year, month, day].every(Number.isInteger) || year < 1 || year > 9999) return null;
  const iso = isoOfDayNumber(dayNumber(year, month, day));
  const isSame = iso === `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  return isSame ? iso : null;
}

/** Another ISO day, so many days later (or earlier). Throws RangeError when the text is no ISO day. */
export function addDays(iso: string, days: number): string {
  const { year, month, day } = gregorianFromIso(iso);
  return isoOfDayNumber(dayNumber(year, month, day) + days);
}

/** The day of the week of an ISO day: 0 is Sunday, 6 Saturday. Throws RangeError when the text is none. */
export function weekdayOf(iso: string): number {
  const { year, month, day } = gregorianFromIso(iso);
  return (((dayNumber(year, month, day) + 4) % 7) + 7) % 7;
}

/** Days since 1 January 1970. */
function dayNumber(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.round(date.getTime() / 86_400_000);
}

function isoOfDayNumber(number: number): string {
  return new Date(number * 86_400_000).toISOString().slice(0, 10);
}

function div(a: number, b: number): number {
  return Math.trunc(a / b);
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
