import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectedText, type Field, parseField, readField } from './field.ts';

const FIELDS = {
  whole: { kind: 'integer', minimum: 1, maximum: 64 },
  fraction: { kind: 'number', minimum: 0, below: 1 },
  positive: { kind: 'number', above: 0 },
  flag: { kind: 'boolean' },
  choice: { kind: 'choice', choices: ['same', 'valid'] },
  length: { kind: 'sizes', rank: 1, minimum: 1 },
  pair: { kind: 'sizes', rank: 2, minimum: 1 },
  block: { kind: 'sizes', rank: 3, minimum: 1 },
  ends: { kind: 'borders', rank: 1, minimum: 0 },
  frame: { kind: 'borders', rank: 2, minimum: 0 },
  shape: { kind: 'shape', maximumRank: 3, minimum: 1 },
  axes: { kind: 'axes', minimum: -2, maximum: 2 },
  open: { kind: 'open-shape', minimum: 1, default: null },
  both: { kind: 'axis-pair' },
  numbers: { kind: 'numbers', minimum: 0 },
  worded: { kind: 'numbers', word: 'balanced', minimum: 0, default: null },
  start: { kind: 'function', functions: { zeros: {}, constant: { value: { usual: 0 } } } },
} as const satisfies Record<string, Field>;

describe('reading a value', () => {
  test.each([
    [FIELDS.whole, 64, 64],
    [FIELDS.fraction, 0, 0],
    [FIELDS.flag, false, false],
    [FIELDS.choice, 'same', 'same'],
    [FIELDS.pair, 3, [3, 3]],
    [FIELDS.pair, [3, 5], [3, 5]],
    [FIELDS.length, 3, [3]],
    [FIELDS.length, [3], [3]],
    [FIELDS.block, 2, [2, 2, 2]],
    [FIELDS.block, [1, 2, 3], [1, 2, 3]],
    [FIELDS.open, [null, 1, 40], [null, 1, 40]],
    [FIELDS.open, null, null],
    [FIELDS.ends, 2, [2, 2]],
    [FIELDS.ends, [0, 2], [0, 2]],
    [
      FIELDS.frame,
      1,
      [
        [1, 1],
        [1, 1],
      ],
    ],
    [
      FIELDS.frame,
      [1, [0, 2]],
      [
        [1, 1],
        [0, 2],
      ],
    ],
    [
      FIELDS.frame,
      [
        [1, 2],
        [3, 4],
      ],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [FIELDS.shape, [28, 28, 1], [28, 28, 1]],
    [FIELDS.axes, -1, [-1]],
    [FIELDS.axes, [1, 2], [1, 2]],
    [FIELDS.both, -1, [-1, -1]],
    [FIELDS.both, [1, 2], [1, 2]],
    [FIELDS.numbers, 0.5, [0.5]],
    [FIELDS.start, 'zeros', 'zeros'],
    [FIELDS.start, 'constant(2)', 'constant(2)'],
    [FIELDS.numbers, [0, 2.5], [0, 2.5]],
  ])('%o takes %o', (field, value, expected) => {
    expect(readField(field, value)).toEqual({ ok: true, value: expected });
  });

  test.each([
    [FIELDS.whole, 65, 'integer in [1, 64]'],
    [FIELDS.whole, 1.5, 'integer in [1, 64]'],
    [FIELDS.whole, '8', 'integer in [1, 64]'],
    [FIELDS.fraction, 1, 'number in [0, 1)'],
    [FIELDS.positive, 0, 'number > 0'],
    [FIELDS.positive, Number.NaN, 'number > 0'],
    [FIELDS.positive, Infinity, 'number > 0'],
    [FIELDS.flag, 'true', 'true | false'],
    [FIELDS.choice, 'full', 'same | valid'],
    [FIELDS.pair, [3], 'integer or [height, width] ≥ 1'],
    [FIELDS.pair, [3, 0], 'integer or [height, width] ≥ 1'],
    [FIELDS.length, [3, 3], 'integer ≥ 1'],
    [FIELDS.block, [3, 3], 'integer or [depth, height, width] ≥ 1'],
    [FIELDS.ends, [1, 1, 1], 'integer or [before, after] ≥ 0'],
    [FIELDS.ends, -1, 'integer or [before, after] ≥ 0'],
    [FIELDS.frame, [1], 'integer, [rows, columns] or [[top, bottom], [left, right]] ≥ 0'],
    [FIELDS.frame, [[1, 2], [3]], 'integer, [rows, columns] or [[top, bottom], [left, right]] ≥ 0'],
    [FIELDS.frame, 'one', 'integer, [rows, columns] or [[top, bottom], [left, right]] ≥ 0'],
    [FIELDS.shape, [], '1–3 integers ≥ 1'],
    [FIELDS.shape, [1, 2, 3, 4], '1–3 integers ≥ 1'],
    [FIELDS.shape, undefined, '1–3 integers ≥ 1'],
    [FIELDS.both, [1], 'axis or [first, second]'],
    [FIELDS.worded, 'other', 'balanced or list of numbers ≥ 0 | null'],
    [FIELDS.numbers, 'balanced', 'number or list of numbers ≥ 0'],
    [FIELDS.numbers, [0, -1], 'number or list of numbers ≥ 0'],
    [FIELDS.start, 'ones', 'zeros | constant(value=0)'],
    [FIELDS.start, 'constant(x)', 'zeros | constant(value=0)'],
    [FIELDS.numbers, [], 'number or list of numbers ≥ 0'],
    [FIELDS.axes, [], 'axis or list of axes in [-2, 2]'],
    [FIELDS.axes, [1, 1], 'axis or list of axes in [-2, 2]'],
    [FIELDS.axes, 3, 'axis or list of axes in [-2, 2]'],
  ])('%o refuses %o', (field, value, expected) => {
    expect(readField(field, value)).toMatchObject({ ok: false, refusal: { expected } });
  });

  test('what is left out takes the default, also a default of null', () => {
    expect(readField({ ...FIELDS.whole, default: 2 }, undefined)).toEqual({ ok: true, value: 2 });
    expect(readField({ ...FIELDS.pair, default: null }, undefined)).toEqual({
      ok: true,
      value: null,
    });
    expect(readField(FIELDS.whole, undefined).ok).toBe(false);
  });

  test('null is a value where it is the default', () => {
    const nullable = { ...FIELDS.positive, default: null };
    expect(readField(nullable, null)).toEqual({ ok: true, value: null });
    for (const text of ['null', 'off', ' ']) {
      expect(parseField(nullable, text)).toEqual({ ok: true, value: null });
    }
    expect(parseField(nullable, '0')).toEqual({
      ok: false,
      refusal: { value: '0', expected: 'number > 0 | null' },
    });
    expect(parseField(FIELDS.positive, 'null').ok).toBe(false);
  });
});

describe('reading text', () => {
  test.each([
    [FIELDS.whole, '8', 8],
    [FIELDS.whole, ' 8 ', 8],
    [FIELDS.positive, '1e-3', 0.001],
    [FIELDS.flag, 'true', true],
    [FIELDS.choice, 'valid', 'valid'],
    [FIELDS.pair, '3', [3, 3]],
    [FIELDS.pair, '3, 5', [3, 5]],
    [FIELDS.length, '3', [3]],
    [FIELDS.block, '1,2,3', [1, 2, 3]],
    [FIELDS.ends, '0, 2', [0, 2]],
    [
      FIELDS.frame,
      '1, 2',
      [
        [1, 1],
        [2, 2],
      ],
    ],
    [
      FIELDS.frame,
      '1, 2, 3, 4',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [FIELDS.shape, '8,8,1', [8, 8, 1]],
    [FIELDS.axes, '-1', [-1]],
    [FIELDS.axes, '1, 2', [1, 2]],
    [FIELDS.both, '1, 2', [1, 2]],
    [FIELDS.both, '1', [1, 1]],
    [FIELDS.numbers, '0.5, 2e3', [0.5, 2000]],
    [FIELDS.worded, 'balanced', 'balanced'],
    [FIELDS.worded, '1, 2.5', [1, 2.5]],
    [FIELDS.worded, '3', [3]],
    [FIELDS.worded, 'off', null],
  ])('%o takes "%s"', (field, text, expected) => {
    expect(parseField(field, text)).toEqual({ ok: true, value: expected });
  });

  test.each([
    [FIELDS.whole, ''],
    [FIELDS.whole, 'eight'],
    [FIELDS.positive, '0'],
    [FIELDS.flag, 'yes'],
    [FIELDS.pair, '3,'],
    [FIELDS.frame, '1, 2, 3'],
    [FIELDS.shape, 'x'],
  ])('%o refuses "%s" and says what was written', (field, text) => {
    expect(parseField(field, text)).toEqual({
      ok: false,
      refusal: { value: text, expected: expectedText(field) },
    });
  });

  test('numbers survive being written and read', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseField(FIELDS.positive, String(value))).toEqual({ ok: true, value });
      }),
    );
  });
});
