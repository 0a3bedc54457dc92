import { expect, test } from 'vitest';
import type { Field } from '../../../app/field.ts';
import { fieldProblem, problemText } from './field-problem.ts';

const rate: Field = { kind: 'number', minimum: 0, below: 1 };

test('the bound that was crossed is named, and whether it belongs to the range', () => {
  expect(fieldProblem(rate, 0.5)).toBeNull();
  expect(fieldProblem(rate, 1)).toEqual({ key: 'field.below', values: { maximum: 1 } });
  expect(fieldProblem(rate, -1)).toEqual({ key: 'field.at-least', values: { minimum: 0 } });
  expect(fieldProblem({ kind: 'number', above: 0, maximum: 1000 }, '0')).toEqual({
    key: 'field.above',
    values: { minimum: 0 },
  });
  expect(fieldProblem({ kind: 'integer', minimum: 1, maximum: 9 }, '10')).toEqual({
    key: 'field.at-most',
    values: { maximum: 9 },
  });
});

test('words, fractions of whole things and nothing at all are told apart', () => {
  expect(fieldProblem(rate, 'much')?.key).toBe('field.not-a-number');
  expect(fieldProblem({ kind: 'integer' }, '2.5')?.key).toBe('field.not-whole');
  expect(fieldProblem({ kind: 'integer' }, '')?.key).toBe('field.required');
  expect(fieldProblem({ kind: 'integer' }, undefined)?.key).toBe('field.required');
  expect(fieldProblem({ kind: 'integer', default: 3 }, undefined)).toBeNull();
});

test('sizes say what they are made of', () => {
  const pair: Field = { kind: 'sizes', rank: 2, minimum: 1 };
  expect(fieldProblem(pair, [3, 3])).toBeNull();
  expect(fieldProblem(pair, '3,x')).toEqual({
    key: 'field.expected',
    values: { expected: 'integer or [height, width] ≥ 1' },
  });
});

test('what was expected is said in the reader’s language', () => {
  const found = fieldProblem({ kind: 'choice', choices: ['same', 'valid'] }, 'half');
  expect(found && problemText(found, 'en')).toBe('Expected: one of same, valid.');
  expect(found && problemText(found, 'zh')).toContain('same、valid');
});
