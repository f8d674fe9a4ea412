import { expect, it } from 'vitest';
import { latencyOf, median, medianLatency, percentile } from './percentiles.ts';

it('takes percentiles by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile(hundred, 0.99)).toBe(99);
  expect(percentile([7], 0.99)).toBe(7);
  expect(() => percentile([], 0.5)).toThrow(RangeError);
});

it('takes the median of rounds, so that one slow round does not decide', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  const rounds = [latencyOf([1, 1, 1]), latencyOf([2, 2, 2]), latencyOf([90, 90, 90])];
  expect(medianLatency(rounds)).toEqual({ p50: 2, p99: 2 });
});
