import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SpentKeys } from './spent-keys.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a spent key is known until its limit is whole again, and not a moment longer', () => {
  const spent = new SpentKeys();
  spent.add('one', 500);
  expect([spent.msLeft('one'), spent.msLeft('other')]).toEqual([500, 0]);
  vi.advanceTimersByTime(499);
  expect(spent.msLeft('one')).toBe(1);
  vi.advanceTimersByTime(1);
  expect(spent.msLeft('one')).toBe(0);
});

test('of very many addresses the oldest are forgotten: a flood of them is no way to our memory', () => {
  const spent = new SpentKeys();
  for (let index = 0; index <= 10_000; index += 1) spent.add(`address ${index}`, 60_000);
  expect([spent.msLeft('address 0'), spent.msLeft('address 1'), spent.msLeft('address 10000')]).toEqual([
    0, 60_000, 60_000,
  ]);
});
