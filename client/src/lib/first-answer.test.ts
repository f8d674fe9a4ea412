import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { firstAnswer } from './first-answer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = () => new Promise<string>(() => undefined);

test('what stays without an answer is asked again beside it, and the rest is ended by the first answer', async () => {
  const signals: AbortSignal[] = [];
  const answer = firstAnswer((signal) => {
    signals.push(signal);
    return signals.length === 3 ? Promise.resolve('third') : never();
  });
  await vi.advanceTimersByTimeAsync(2_900);
  expect(signals).toHaveLength(2);
  expect(signals.some(({ aborted }) => aborted)).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(await answer).toBe('third');
  expect(signals.every(({ aborted }) => aborted)).toBe(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(signals).toHaveLength(3);
});

test('a failure is an answer too', async () => {
  let asked = 0;
  await expect(
    firstAnswer(() => {
      asked += 1;
      return Promise.reject(new Error('no'));
    }),
  ).rejects.toThrow('no');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(1);
});

test('the oldest of four ways is given up for a fifth; ten are tried at most, and what was given up says nothing', async () => {
  const signals: AbortSignal[] = [];
  const answer = firstAnswer((signal) => {
    signals.push(signal);
    return new Promise<string>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('given up')));
      if (signals.length === 10) setTimeout(() => resolve('tenth'), 10_000);
    });
  });
  await vi.advanceTimersByTimeAsync(1_500 * 4 + 100);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false, false, false, false]);
  await vi.advanceTimersByTimeAsync(1_500 * 5);
  expect(signals).toHaveLength(10);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await answer).toBe('tenth');
  expect(signals).toHaveLength(10);
});
