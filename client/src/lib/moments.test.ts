import { afterEach, describe, expect, it } from 'vitest';
import {
  endOfIsoDay,
  isoDayInWords,
  isoDayNear,
  isoDayToType,
  isoMonthInWords,
  isoWeekday,
  todayIso,
} from './iso-days.ts';
import { agoInWords, dayInWords, dayNameInWords, momentInWords, timeInWords } from './moments.ts';
import { setReaderSettings } from './reader.ts';

const NONE = { calendar: null, digits: null, timeZone: null } as const;
afterEach(() => setReaderSettings(NONE));

describe('moments in words', () => {
  it('are in the Persian calendar and digits for Persian readers', () => {
    expect(dayInWords('2026-11-21T09:00:00Z', 'fa')).toBe('۳۰ آبان ۱۴۰۵');
    expect(dayInWords('2026-11-21T09:00:00Z', 'en')).toBe('21 November 2026');
    expect(momentInWords('2026-11-21T09:00:00Z', 'fa')).toMatch(/^۳۰ آبان ۱۴۰۵، [۰-۹]{1,2}:[۰-۹]{2}$/);
  });

  it('say how long ago, and the day itself after a week', () => {
    const now = new Date('2026-11-21T12:00:00').getTime();
    const before = (ms: number) => new Date(now - ms).toISOString();
    expect(agoInWords(before(5 * 60_000), 'en', now)).toBe('5 minutes ago');
    expect(agoInWords(before(86_400_000), 'en', now)).toBe('yesterday');
    expect(agoInWords(before(86_400_000), 'fa', now)).toBe('دیروز');
    expect(agoInWords(before(20 * 86_400_000), 'en', now)).toBe('1 November 2026');
  });

  it('follow the calendar that was set, not the language; English says the Gregorian day beside it', () => {
    setReaderSettings({ ...NONE, calendar: 'persian' });
    expect(dayInWords('2026-11-21T09:00:00Z', 'en')).toBe('30 Aban 1405 (21 November 2026)');
    setReaderSettings({ ...NONE, calendar: 'gregorian' });
    expect(dayInWords('2026-11-21T09:00:00Z', 'fa')).toBe('۲۱ نوامبر ۲۰۲۶');
  });

  it('follow the digits that were set', () => {
    setReaderSettings({ ...NONE, digits: 'latin' });
    expect(dayInWords('2026-11-21T09:00:00Z', 'fa')).toBe('30 آبان 1405');
    setReaderSettings({ ...NONE, digits: 'persian' });
    expect(dayInWords('2026-11-21T09:00:00Z', 'en')).toBe('۲۱ November ۲۰۲۶');
  });

  it('follow the time zone that was set, the names of days too', () => {
    const late = '2026-11-21T21:00:00Z';
    const now = Date.parse('2026-11-21T23:00:00Z');
    setReaderSettings({ ...NONE, timeZone: 'Asia/Tehran' });
    expect(dayInWords(late, 'en')).toBe('22 November 2026');
    expect(timeInWords(late, 'en')).toBe('00:30');
    expect(todayIso(now)).toBe('2026-11-22');
    expect(dayNameInWords(late, 'en', now)).toBe('today');
    setReaderSettings({ ...NONE, timeZone: 'America/New_York' });
    expect(dayInWords(late, 'en')).toBe('21 November 2026');
    expect(todayIso(now)).toBe('2026-11-21');
  });

  it('write a day without a time as it is read, and as it is typed', () => {
    setReaderSettings({ ...NONE, timeZone: 'America/New_York' });
    expect(isoDayInWords('2026-11-21', 'fa')).toBe('شنبه ۳۰ آبان ۱۴۰۵');
    expect(isoDayInWords('2026-11-21', 'en')).toBe('Saturday 21 November 2026');
    expect(isoDayToType('2026-11-21', 'fa')).toBe('۱۴۰۵/۸/۳۰');
    expect(isoDayToType('2026-11-21', 'en')).toBe('21/11/2026');
  });

  it('name months and weekdays in the calendar that was set, without the sign of its era', () => {
    expect(isoMonthInWords('2026-11-21', 'fa')).toBe('آبان ۱۴۰۵');
    expect(isoMonthInWords('2026-11-21', 'en')).toBe('November 2026');
    expect(isoWeekday('2026-11-21', 'fa', 'head')).toBe('ش');
    expect(isoWeekday('2026-11-21', 'en', 'whole')).toBe('Saturday');
    setReaderSettings({ ...NONE, calendar: 'persian' });
    expect(isoMonthInWords('2026-11-21', 'en')).toBe('Aban 1405');
    setReaderSettings({ ...NONE, calendar: 'gregorian' });
    expect(isoMonthInWords('2026-11-21', 'fa')).toBe('نوامبر ۲۰۲۶');
  });

  it('are said by their distance where that is a day at most, else as days of the calendar that was set', () => {
    setReaderSettings({ ...NONE, timeZone: 'Asia/Tehran' });
    // In Tehran it is the 22nd already.
    const now = Date.parse('2026-11-21T21:00:00Z');
    expect(isoDayNear('2026-11-22', 'fa', now)).toBe('امروز');
    expect(isoDayNear('2026-11-23', 'fa', now)).toBe('فردا');
    expect(isoDayNear('2026-11-21', 'en', now)).toBe('yesterday');
    expect(isoDayNear('2026-11-20', 'fa', now)).toBe('۲۹ آبان ۱۴۰۵');
    expect(isoDayNear('2026-11-24', 'en', now)).toBe('24 November 2026');
  });

  it('end a day where the next one begins in the time zone that was set', () => {
    setReaderSettings({ ...NONE, timeZone: 'Asia/Tehran' });
    expect(endOfIsoDay('2026-11-21')).toBe('2026-11-21T20:30:00.000Z');
    setReaderSettings({ ...NONE, timeZone: 'America/New_York' });
    expect(endOfIsoDay('2026-11-21')).toBe('2026-11-22T05:00:00.000Z');
    // The day on which the clocks go back has 25 hours.
    expect(endOfIsoDay('2026-11-01')).toBe('2026-11-02T05:00:00.000Z');
    setReaderSettings({ ...NONE, timeZone: 'Pacific/Kiritimati' });
    expect(endOfIsoDay('2026-11-21')).toBe('2026-11-21T10:00:00.000Z');
  });
});
