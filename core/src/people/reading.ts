/** The calendars in which a person may have dates. */
export const CALENDARS = ['persian', 'gregorian'] as const;
export type Calendar = (typeof CALENDARS)[number];

/** The digits in which a person may have numbers. */
export const DIGITS = ['persian', 'latin'] as const;
export type Digits = (typeof DIGITS)[number];

/** Whether a name is a time zone that this platform knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
