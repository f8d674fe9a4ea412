import { expect, it } from 'vitest';
import { fitsWords } from './fits-words.ts';

it.each([
  ['راه‌آهن و تولد شهر نو', 'شهر راه'],
  ['راه‌آهن و تولد شهر نو', 'راه آهن'],
  ['راه‌آهن و تولد شهر نو', 'راهآهن'],
  ['كتابخانهٔ ملي', 'کتابخانه ملی'],
  ['سال ۱۴۰۵', '1405'],
  ['How We Edit', 'edit how'],
  ['Co-writer', 'cowriter'],
  ['anything', ''],
])('%s fits %s', (title, asked) => expect(fitsWords([title], asked)).toBe(true));

it.each([
  ['How We Edit', 'edit now'],
  ['راه‌آهن', 'راهنما'],
])('%s does not fit %s', (title, asked) => expect(fitsWords([title], asked)).toBe(false));
