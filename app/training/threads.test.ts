import { expect, test } from 'vitest';
import { usualThreads } from './threads.ts';

test('of more than two cores, one is left to the desk', () => {
  expect([1, 2, 3, 8, 64].map(usualThreads)).toEqual([1, 2, 2, 7, 63]);
});
