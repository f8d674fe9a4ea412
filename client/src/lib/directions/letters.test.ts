import { describe, expect, it } from 'vitest';
import { countLetters, majorityOf } from './letters.ts';

describe('the direction of a text is that of most of its letters', () => {
  it.each([
    ['سلام دنیا', 'rtl'],
    ['React یک کتابخانه برای ساختن رابط کاربری است', 'rtl'],
    ['The station (ایستگاه) stood in the middle of nothing', 'ltr'],
    ['می\u200cخواهم', 'rtl'],
  ])('%s runs %s', (text, direction) => expect(majorityOf(countLetters(text))).toBe(direction));

  it('digits, punctuation and nothing decide nothing', () => {
    for (const text of ['', '12345', '۱۲۳', '…«»!؟']) expect(majorityOf(countLetters(text))).toBeNull();
  });

  it('counts each letter once, whichever plane it is of, and halves of letters never', () => {
    expect(countLetters('سلام abc 𐤀𐤁 𝒜 \ud835')).toEqual({ rtl: 4, ltr: 6 });
    expect(countLetters('𞤀ܐހאب')).toEqual({ rtl: 4, ltr: 1 });
  });
});
