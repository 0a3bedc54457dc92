import { expect, test } from 'vitest';
import { pythonValue, variableNames } from './python-text.ts';

test.each([
  [true, 'True'],
  [null, 'None'],
  [0.5, '0.5'],
  [1e-7, '1e-7'],
  [Number.POSITIVE_INFINITY, 'float("inf")'],
  ['a "b"\n绿', '"a \\"b\\"\\n绿"'],
  [[3], '(3,)'],
  [
    [
      [1, 2],
      [3, 4],
    ],
    '((1, 2), (3, 4))',
  ],
  [[null, 8], '(None, 8)'],
])('%j is written as %s', (value, wanted) => {
  expect(pythonValue(value)).toBe(wanted);
});

test('variables are no words of Python, and no two are alike', () => {
  const names = ['input', 'dense-1', 'dense.1', '2nd', '', 'class', 'build', 'conv2d'];
  const variables = [...variableNames(names).values()];
  expect(new Set(variables).size).toBe(names.length);
  expect(variables).toEqual([
    'input_2',
    'dense_1',
    'dense_1_2',
    '_2nd',
    '_',
    'class_2',
    'build_2',
    'conv2d',
  ]);
});
