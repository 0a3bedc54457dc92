import { describe, expect, test } from 'vitest';
import {
  type FunctionTable,
  listArgument,
  numberArgument,
  readCall,
  signatureText,
} from './function-text.ts';

const TABLE = {
  zeros: {},
  constant: { value: { usual: 0 } },
  range: { low: { usual: -1 }, high: { usual: 1 } },
  along: { axis: { usual: [0] } },
  part: { share: { usual: 0.5, minimum: 0, below: 1 }, mode: ['in', 'out'] },
} as const satisfies FunctionTable;

describe('readCall', () => {
  test.each([
    ['zeros', 'zeros', {}],
    ['zeros()', 'zeros', {}],
    ['constant', 'constant', { value: 0 }],
    ['constant(0.5)', 'constant', { value: 0.5 }],
    [' constant ( -1e-3 ) ', 'constant', { value: -0.001 }],
    ['range(2)', 'range', { low: 2, high: 1 }],
    ['range(2, 3)', 'range', { low: 2, high: 3 }],
    ['range(high=3)', 'range', { low: -1, high: 3 }],
    ['range(2, high = 3)', 'range', { low: 2, high: 3 }],
    ['along', 'along', { axis: [0] }],
    ['along(1)', 'along', { axis: [1] }],
    ['along(axis=[0, -1,2])', 'along', { axis: [0, -1, 2] }],
    ['part(0.25, out)', 'part', { share: 0.25, mode: 'out' }],
    ['part(mode=out)', 'part', { share: 0.5, mode: 'out' }],
  ])('%s', (text, name, values) => {
    expect(readCall(TABLE, text)).toEqual({ name, arguments: values });
  });

  test.each([
    '',
    'ones',
    'toString',
    'zeros(1)',
    'constant(',
    'constant(0.5',
    'constant(x)',
    'constant(,)',
    'constant(1, 2)',
    'constant(Infinity)',
    'constant(level=1)',
    'range(1, low=2)',
    'range(high=2, 1)',
    'range(low=1, low=2)',
    'along([])',
    'along([0, 1)',
    'along(0.5)',
    'along(0, 1)',
    'part(1)',
    'part(0.5, up)',
    'zeros constant',
  ])('“%s” is refused', (text) => {
    expect(readCall(TABLE, text)).toBeNull();
  });
});

test('a signature shows what is usual, and can be read back', () => {
  expect(Object.keys(TABLE).map((name) => signatureText(TABLE, name))).toEqual([
    'zeros',
    'constant(value=0)',
    'range(low=-1, high=1)',
    'along(axis=0)',
    'part(share=0.5, mode=in)',
  ]);
  for (const name of Object.keys(TABLE)) {
    expect(readCall(TABLE, signatureText(TABLE, name))).toEqual(readCall(TABLE, name));
  }
});

test('arguments are of their kind', () => {
  const call = readCall(TABLE, 'part');
  expect(call && numberArgument(call, 'share')).toBe(0.5);
  expect(() => call && numberArgument(call, 'mode')).toThrow('no number mode');
  expect(() => call && listArgument(call, 'share')).toThrow('no list share');
});
