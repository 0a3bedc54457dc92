import { expect, test } from 'vitest';
import type { Field } from '../../../app/field.ts';
import { readTyped, typedText } from './typed-value.ts';

const shape: Field = { kind: 'shape', maximumRank: 4, minimum: 1 };
const pair: Field = { kind: 'sizes', rank: 2, minimum: 1, default: [1, 1] };

test('sizes are read in every notation that people use', () => {
  for (const typed of ['28 × 28 × 1', '28x28x1', '28, 28, 1', '28 28 1', '２８，２８，１']) {
    expect(readTyped(shape, typed)).toEqual([28, 28, 1]);
  }
  expect(readTyped(pair, '3')).toEqual([3, 3]);
});

test('borders are read as one number, two or four, and stand as they were read', () => {
  const frame: Field = { kind: 'borders', rank: 2, minimum: 0 };
  const four = [
    [1, 2],
    [3, 4],
  ];
  expect(readTyped(frame, '1')).toEqual([
    [1, 1],
    [1, 1],
  ]);
  expect(readTyped(frame, '1, 2 × 3, 4')).toEqual(four);
  expect(typedText(four, 'borders')).toBe('1, 2 × 3, 4');
  expect(readTyped({ kind: 'borders', rank: 1 }, '0,2')).toEqual([0, 2]);
  expect(typedText([0, 2], 'borders')).toBe('0, 2');
});

test('a size left open is typed as null', () => {
  const open: Field = { kind: 'open-shape', minimum: 1, default: null };
  expect(readTyped(open, 'null × 1 × 40')).toEqual([null, 1, 40]);
  expect(typedText([null, 1, 40], 'open-shape')).toBe('null × 1 × 40');
  expect(readTyped(open, '')).toBeUndefined();
  expect(readTyped(open, 'none, 1')).toBe('none, 1');
});

test('lists of numbers stand with commas', () => {
  const rates: Field = { kind: 'numbers', minimum: 0 };
  expect(readTyped(rates, '0.1, 0.01')).toEqual([0.1, 0.01]);
  expect(typedText([0.1, 0.01], 'numbers')).toBe('0.1, 0.01');
});

test('numbers may have a decimal comma or an exponent', () => {
  expect(readTyped({ kind: 'number' }, '0,25')).toBe(0.25);
  expect(readTyped({ kind: 'number' }, '1e-3')).toBe(0.001);
});

test('commas between thousands make no number a thousand times smaller', () => {
  expect(readTyped({ kind: 'integer' }, '20,000')).toBe(20_000);
  expect(readTyped({ kind: 'number' }, '1,23,4')).toBe('1,23,4');
});

test('an emptied field takes its default; without one it stays empty, to be complained of', () => {
  expect(readTyped(pair, ' ')).toBeUndefined();
  expect(readTyped(shape, '')).toBe('');
});

test('what cannot be read stays as typed', () => {
  expect(readTyped(pair, '3 × three')).toBe('3 × three');
  expect(readTyped({ kind: 'integer', minimum: 1 }, '0')).toBe('0');
});

test('what was read stands in the field as people write it', () => {
  expect(typedText([28, 28, 1])).toBe('28 × 28 × 1');
  expect(typedText(0.001)).toBe('0.001');
  expect(typedText(undefined)).toBe('');
});
