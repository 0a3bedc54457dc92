import { expect, test } from 'vitest';
import { randomStream } from '../random.ts';
import { betaNumbers, naturalExponential } from './beta-numbers.ts';

const COUNT = 20_000;

test('the exponential is that of the library, but for the last digits', () => {
  for (let x = -50; x <= 50; x += 0.37) {
    expect(Math.abs(naturalExponential(x) / Math.exp(x) - 1)).toBeLessThan(1e-13);
  }
  expect(naturalExponential(0)).toBe(1);
});

test.each([0.05, 0.2, 1, 4])('alpha %d: mean ½ and variance 1 / (8 alpha + 4)', (alpha) => {
  const next = betaNumbers(randomStream(1, 'test'), alpha);
  const numbers = Array.from({ length: COUNT }, next);
  for (const each of numbers) expect(each >= 0 && each <= 1).toBe(true);
  const mean = numbers.reduce((sum, each) => sum + each, 0) / COUNT;
  const variance = numbers.reduce((sum, each) => sum + (each - mean) ** 2, 0) / COUNT;
  const expected = 1 / (8 * alpha + 4);
  // Five standard errors.
  expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(expected / COUNT));
  expect(Math.abs(variance / expected - 1)).toBeLessThan(0.05);
});

test('alpha 1 is uniform', () => {
  const next = betaNumbers(randomStream(2, 'test'), 1);
  const counts = new Array<number>(10).fill(0);
  for (let at = 0; at < COUNT; at += 1) {
    const tenth = Math.min(9, Math.floor(10 * next()));
    counts[tenth] = (counts[tenth] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - COUNT / 10)).toBeLessThan(220);
});
