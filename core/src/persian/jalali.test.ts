import { describe, expect, it } from 'vitest';
import {
  addDays,
  isoFromGregorian,
  isoFromJalali,
  jalaliFromIso,
  jalaliMonthDays,
  weekdayOf,
} from './jalali.ts';

describe('the Persian calendar', () => {
  it('agrees with the one of the platform on every day of 250 years', () => {
    const format = new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', {
      timeZone: 'UTC',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    });
    const wrong: string[] = [];
    for (let iso = '1850-01-01'; iso < '2100-01-01'; iso = addDays(iso, 1)) {
      const parts = new Map(format.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
      const shown = ['year', 'month', 'day'].map((part) => Number(parts.get(part as 'year')));
      const { year, month, day } = jalaliFromIso(iso);
      if (shown.join('/') !== `${year}/${month}/${day}`) wrong.push(`${iso}: ${year}/${month}/${day}`);
      if (isoFromJalali({ year, month, day }) !== iso) wrong.push(`${iso}: not back`);
    }
    expect(wrong).toEqual([]);
  });

  it('knows its leap years', () => {
    const leaps = Array.from({ length: 40 }, (_, n) => 1395 + n).filter(
      (year) => jalaliMonthDays(year, 12) === 30,
    );
    expect(leaps).toEqual([1395, 1399, 1403, 1408, 1412, 1416, 1420, 1424, 1428, 1432]);
  });

  it('has no days that there are not', () => {
    expect(isoFromJalali({ year: 1405, month: 12, day: 30 })).toBeNull();
    expect(isoFromJalali({ year: 1405, month: 7, day: 31 })).toBeNull();
    expect(isoFromJalali({ year: 1405, month: 13, day: 1 })).toBeNull();
    expect(isoFromJalali({ year: 1405, month: 0, day: 1 })).toBeNull();
    expect(isoFromGregorian({ year: 2026, month: 2, day: 29 })).toBeNull();
    expect(() => jalaliFromIso('1405/8/30')).toThrow(RangeError);
  });

  it('names the day of the week', () => {
    expect(weekdayOf('2026-11-21')).toBe(6);
    expect(weekdayOf('1969-12-31')).toBe(3);
  });
});
