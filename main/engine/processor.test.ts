import { expect, test } from 'vitest';
import { physicalCores, usualThreads } from './processor.ts';

test('of more than two cores, one is left to the desk', () => {
  expect([1, 2, 3, 8, 64].map((cores) => usualThreads(cores))).toEqual([1, 2, 2, 7, 63]);
  expect(usualThreads()).toBeLessThanOrEqual(physicalCores());
});
