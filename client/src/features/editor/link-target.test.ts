import { expect, test } from 'vitest';
import { linkTarget } from './link-target.ts';

test('a look-alike host is shown as the network writes it', () => {
  // The first letter is Cyrillic.
  expect(linkTarget('https://аpple.com/login', 'apple.com')).toMatchObject({
    host: 'xn--pple-43d.com',
    looksAlike: true,
    textSays: 'apple.com',
  });
});

test('a text that names another host than the link leads to is told', () => {
  expect(linkTarget('https://evil.example/x', 'https://bank.ir/login')?.textSays).toBe('bank.ir');
  expect(linkTarget('https://evil.example/x', '\u202ebank.ir')?.textSays).toBe('bank.ir');
});

test.each([
  ['https://example.com/a', 'example.com/a'],
  ['https://www.example.com', 'Example.com'],
  ['https://example.com', 'گزارش وزارت راه'],
  ['https://example.com', 'v1.2'],
])('%s under «%s» is what it says', (href, text) => {
  expect(linkTarget(href, text)).toMatchObject({ looksAlike: false, textSays: null });
});

test('a Persian path is readable, marks of direction are taken out of it', () => {
  expect(linkTarget('https://fa.wikipedia.org/wiki/%D8%B1%D8%A7%D9%87', '')?.readable).toBe(
    'fa.wikipedia.org/wiki/راه',
  );
  expect(linkTarget('https://a.example/%E2%80%AEx', '')?.readable).toBe('a.example/x');
});

test('mail and paths of this site have their own form', () => {
  expect(linkTarget('mailto:a@example.com', 'b@example.com')).toMatchObject({ readable: 'a@example.com' });
  expect(linkTarget('/documents/1', 'x')).toMatchObject({ host: '', textSays: null });
});
