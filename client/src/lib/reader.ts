// How the person who reads has dates and numbers written. Settings of the person, remembered in this browser so that
// the first paint has them; without a setting the language decides.
import type { Language } from '@hamnevis/core/contract/shared';
import { type Calendar, type Digits, isTimeZone } from '@hamnevis/core/people/reading';
import { readItem, writeItem } from './preferences.ts';

/** Null is no setting: calendar and digits follow the language, the time zone follows the device. */
export interface ReaderSettings {
  calendar: Calendar | null;
  digits: Digits | null;
  timeZone: string | null;
}

const READER_KEY = 'hamnevis.reader';
const NONE: ReaderSettings = { calendar: null, digits: null, timeZone: null };

let settings: ReaderSettings = stored();

/** The settings as they hold now. */
export function readerSettings(): ReaderSettings {
  return settings;
}

/** Takes a person's settings over; true when something is another way than before. */
export function setReaderSettings({ calendar, digits, timeZone }: ReaderSettings): boolean {
  const next = { calendar, digits, timeZone };
  const [before, after] = [JSON.stringify(settings), JSON.stringify(next)];
  if (before === after) return false;
  settings = next;
  writeItem(READER_KEY, after);
  return true;
}

/** The calendar in which this reader writes and reads dates. */
export function readerCalendar(language: Language): Calendar {
  return settings.calendar ?? (language === 'fa' ? 'persian' : 'gregorian');
}

/** The digits in which this reader has numbers. */
function readerDigits(language: Language): Digits {
  return settings.digits ?? (language === 'fa' ? 'persian' : 'latin');
}

/** A number that is no quantity, such as a telephone's, in this reader's digits; whatever is no digit stays. */
export function inReaderDigits(text: string, language: Language): string {
  if (readerDigits(language) === 'latin') return text;
  return text.replace(/[0-9]/g, (digit) => String.fromCharCode(0x06f0 + Number(digit)));
}

/** The BCP 47 tag under which Intl writes numbers and dates as this reader has them. */
export function readerLocale(language: Language): string {
  const calendar = readerCalendar(language) === 'persian' ? 'persian' : 'gregory';
  const digits = readerDigits(language) === 'persian' ? 'arabext' : 'latn';
  return `${language === 'fa' ? 'fa-IR' : 'en-GB'}-u-ca-${calendar}-nu-${digits}`;
}

function stored(): ReaderSettings {
  try {
    const found = JSON.parse(readItem(READER_KEY) ?? 'null') as Partial<ReaderSettings> | null;
    const { calendar, digits, timeZone } = found ?? NONE;
    return {
      calendar: calendar === 'persian' || calendar === 'gregorian' ? calendar : null,
      digits: digits === 'persian' || digits === 'latin' ? digits : null,
      timeZone: typeof timeZone === 'string' && isTimeZone(timeZone) ? timeZone : null,
    };
  } catch {
    return NONE;
  }
}
