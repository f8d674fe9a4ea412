import { describe, expect, it } from 'vitest';
import { agoInWords, dayInWords, momentInWords } from './moments.ts';

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
});
