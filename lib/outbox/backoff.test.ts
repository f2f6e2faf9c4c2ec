import { expect, test } from 'vitest';
import { backoffMs } from './backoff';

test('waits longer after each attempt, up to two hours', () => {
  const waits = [1, 2, 3, 8, 9, 40, 5000].map((attempt) => backoffMs(attempt, 0.5));
  expect(waits).toEqual([30_000, 60_000, 120_000, 3_840_000, 7_200_000, 7_200_000, 7_200_000]);
});

test('jitter stays within a fifth either way', () => {
  expect(backoffMs(1, 0)).toBe(24_000);
  expect(backoffMs(1, 0.999999)).toBeLessThanOrEqual(36_000);
});
