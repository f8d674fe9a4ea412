import { expect, test } from 'vitest';
import { slug } from '../contract/organizations.ts';
import { slugFromName } from './slug.ts';

test('a slug keeps the Latin letters and digits of a name', () => {
  expect(slugFromName('Café Résumé, 2nd Floor')).toBe('cafe-resume-2nd-floor');
});

test('a name without Latin letters has no slug of its own', () => {
  expect(slugFromName('تحریریهٔ ماه')).toBeNull();
});

test('every slug that is made is one that the contract takes', () => {
  for (const name of ['A', '--a--', 'x'.repeat(300), 'a b'.repeat(80), 'تحریریه News 24']) {
    expect(slug.safeParse(slugFromName(name)).success).toBe(true);
  }
});
