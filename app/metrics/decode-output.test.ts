import { describe, expect, test } from 'vitest';
import { decodeOutput, decodeTarget } from './decode-output.ts';

const species = { kind: 'label', column: 'species', classes: ['setosa', 'virginica'] } as const;
const progression = { kind: 'standardize', column: 'y', mean: 150, stddev: 80 } as const;

describe('decodeOutput', () => {
  test('names the likeliest class and tells all probabilities, highest first', () => {
    expect(decodeOutput(Float32Array.of(0.25, 0.75), 'class', species)).toEqual({
      label: 'virginica',
      probability: 0.75,
      probabilities: [
        { label: 'virginica', probability: 0.75 },
        { label: 'setosa', probability: 0.25 },
      ],
    });
  });

  test('one sigmoid output is the second class’s probability', () => {
    expect(decodeOutput(Float32Array.of(0.25), 'class', species)).toMatchObject({
      label: 'setosa',
      probability: 0.75,
    });
  });

  test('a standardised value comes back in the target’s unit', () => {
    expect(decodeOutput(Float32Array.of(-0.5), 'value', progression)).toEqual({ value: 110 });
  });
});

describe('decodeTarget', () => {
  test('labels and values in words', () => {
    expect(decodeTarget(Float32Array.of(1), 'class', species)).toBe('virginica');
    expect(decodeTarget(Float32Array.of(0.5), 'value', progression)).toBe('190');
  });
});

test('values that are neither are told as they are, in a line the first of them', () => {
  const values = Float32Array.of(0.5, 1, 2, 3, 4, 5, 6);
  expect(decodeOutput(values, 'values', species)).toEqual({ values: [...values] });
  expect(decodeTarget(values, 'values', species)).toBe('[0.5, 1, 2, 3, 4, 5, …]');
  expect(decodeTarget(Float32Array.of(1 / 3), 'values', progression)).toBe('[0.3333]');
});
