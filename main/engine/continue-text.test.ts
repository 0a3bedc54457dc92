import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SPECIAL_TOKENS } from '../../app/text/tokenizer.ts';
import { drawToken } from './continue-text.ts';
import { likeliestTokens } from './likeliest-tokens.ts';

const SHARES = Float32Array.of(0.4, 0.2, 0.1, 0.05, 0.15, 0.1);

test('padding, unknown words and beginnings are never said', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0, 0.1, 1, 5),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (temperature, drawn) => drawToken(SHARES, temperature, drawn) >= SPECIAL_TOKENS.length - 1,
    ),
  );
});

test('tokens are drawn by their shares, at a low temperature nearly always the likeliest', () => {
  expect(drawToken(SHARES, 1, 0.1)).toBe(3);
  expect(drawToken(SHARES, 1, 0.4)).toBe(4);
  expect(drawToken(SHARES, 1, 0.9)).toBe(5);
  expect(drawToken(SHARES, 0, 0.9)).toBe(4);
  expect(drawToken(SHARES, 0.001, 0.9)).toBe(4);
});

test('the likeliest token is found at every place, of equal ones the first', () => {
  expect([...likeliestTokens(Float32Array.of(0.1, 0.9, 0.5, 0.5, 0.6, 0.4), 3)]).toEqual([1, 0, 0]);
});
