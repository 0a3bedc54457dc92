import { describe, expect, test } from 'vitest';
import { openDecoder } from './decode-output.ts';

const species = openDecoder({
  target: { kind: 'label', column: 'species', classes: ['setosa', 'virginica'] },
});
const progression = openDecoder({
  target: { kind: 'standardize', column: 'y', mean: 150, stddev: 80 },
});

describe('outputs', () => {
  test('names the likeliest class and tells all probabilities, highest first', () => {
    expect(species.output(Float32Array.of(0.25, 0.75), 'class')).toEqual({
      label: 'virginica',
      probability: 0.75,
      probabilities: [
        { label: 'virginica', probability: 0.75 },
        { label: 'setosa', probability: 0.25 },
      ],
    });
  });

  test('one sigmoid output is the second class’s probability', () => {
    expect(species.output(Float32Array.of(0.25), 'class')).toMatchObject({
      label: 'setosa',
      probability: 0.75,
    });
  });

  test('a standardised value comes back in the target’s unit', () => {
    expect(progression.output(Float32Array.of(-0.5), 'value')).toEqual({ value: 110 });
  });
});

describe('targets', () => {
  test('labels and values in words', () => {
    expect(species.target(Float32Array.of(1), 'class')).toBe('virginica');
    expect(progression.target(Float32Array.of(0.5), 'value')).toBe('190');
  });
});

test('values that are neither are told as they are, in a line the first of them', () => {
  const values = Float32Array.of(0.5, 1, 2, 3, 4, 5, 6);
  expect(species.output(values, 'values')).toEqual({ values: [...values] });
  expect(species.target(values, 'values')).toBe('[0.5, 1, 2, 3, 4, 5, …]');
  expect(progression.target(Float32Array.of(1 / 3), 'values')).toBe('[0.3333]');
});

test('tokens are told as text', () => {
  const tokenizer = { kind: 'character', lower: false, vocabulary: ['a', 'b'] } as const;
  const decoder = openDecoder({
    target: { kind: 'tokens', column: null },
    text: { column: null, tokenizer, length: 3 },
  });
  expect(decoder.output(Float32Array.of(4, 5, 4), 'tokens')).toEqual({ text: 'aba' });
  expect(decoder.target(Float32Array.of(5, 5), 'tokens')).toBe('bb');
});
