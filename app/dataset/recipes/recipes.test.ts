import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyOps, featuresOf } from './apply-table.ts';
import { assignRows } from './assign-rows.ts';
import type { FittedOp, FittedTable } from './fitted-table.ts';
import type { Vector } from './frame.ts';
import { readCells } from './read-cells.ts';
import { readDate } from './read-date.ts';
import { matchesPattern, selectColumns } from './select-columns.ts';
import { upgradeRecipe } from './upgrade-recipe.ts';
import { wordsOf } from './words.ts';

const numbers = (...values: readonly number[]): Vector => ({
  kind: 'numbers',
  values: Float64Array.from(values),
});
const texts = (...values: readonly (string | null)[]): Vector => ({ kind: 'texts', values });

/** One column through one operation. */
function operate(op: FittedOp, vector: Vector): ReadonlyMap<string, Vector> {
  return applyOps([op], { rows: 3, columns: new Map([['x', vector]]) }).frame.columns;
}

describe('operations', () => {
  const onNumbers: readonly [string, FittedOp, readonly number[], readonly number[]][] = [
    [
      'scale',
      { op: 'scale', columns: [{ column: 'x', shift: 2, factor: 4 }] },
      [2, 6, 0],
      [0, 1, -0.5],
    ],
    [
      'clip',
      { op: 'clip', columns: [{ column: 'x', low: -1, high: 2 }] },
      [-5, 0.5, 9],
      [-1, 0.5, 2],
    ],
    ['log1p', { op: 'log1p', columns: [{ column: 'x' }] }, [0, Math.E - 1, 1 - Math.E], [0, 1, -1]],
    [
      'fill',
      { op: 'fill', columns: [{ column: 'x', value: 7, flag: null }] },
      [1, Number.NaN, 3],
      [1, 7, 3],
    ],
    [
      'quantiles',
      { op: 'quantiles', columns: [{ column: 'x', knots: [0, 10, 10, 20], output: 'uniform' }] },
      [5, 10, 25],
      [1 / 6, 0.5, 1],
    ],
    [
      'quantiles of a normal distribution',
      { op: 'quantiles', columns: [{ column: 'x', knots: [0, 1], output: 'normal' }] },
      [0.5, 0.975, 0.01],
      // Abramowitz & Stegun, table 26.5
      [0, 1.959964, -2.326348],
    ],
  ];
  test.each(onNumbers)('%s', (_, op, before, after) => {
    const vector = operate(op, numbers(...before)).get('x');
    if (vector?.kind !== 'numbers') throw new Error('not numbers');
    for (const [row, value] of after.entries()) expect(vector.values[row]).toBeCloseTo(value, 6);
  });

  test('pass missing numbers on', () => {
    const ops = onNumbers.map(([, op]) => op).filter(({ op }) => op !== 'fill');
    for (const op of ops) {
      const vector = operate(op, numbers(Number.NaN, 1, 2)).get('x');
      expect(vector?.kind === 'numbers' && vector.values[0]).toBeNaN();
    }
  });

  test('encode texts', () => {
    const categories = ['a', 'b'];
    const given = texts('b', null, 'c');
    expect(
      operate({ op: 'one-hot', columns: [{ column: 'x', categories, other: true }] }, given),
    ).toEqual(new Map([['x', { kind: 'switches', codes: Int32Array.of(1, -1, 2), width: 3 }]]));
    expect(operate({ op: 'ordinal', columns: [{ column: 'x', categories }] }, given)).toEqual(
      new Map([['x', numbers(1, Number.NaN, Number.NaN)]]),
    );
    const means = { outputs: ['x.mean'], categories, means: [[1], [2]], prior: [1.5] };
    expect(operate({ op: 'target-means', columns: [{ column: 'x', ...means }] }, given)).toEqual(
      new Map([['x.mean', numbers(2, 1.5, 1.5)]]),
    );
  });

  test('take dates apart', () => {
    const times = ['2026-11-26 15:30', '2024-02-29', ''].map(
      (text) => readDate(text) ?? Number.NaN,
    );
    const op: FittedOp = {
      op: 'date-parts',
      columns: [{ column: 'x', parts: ['year', 'month', 'day', 'weekday', 'hour'], cyclic: false }],
    };
    const parts = operate(op, numbers(...times));
    const read = (name: string) => {
      const vector = parts.get(`x.${name}`);
      return vector?.kind === 'numbers' ? [...vector.values.slice(0, 2)] : [];
    };
    expect(['year', 'month', 'day', 'weekday', 'hour'].map(read)).toEqual([
      [2026, 2024],
      [11, 2],
      [26, 29],
      [3, 3],
      [15, 0],
    ]);
  });

  test('line features up by row, what is missing being 0', () => {
    const table: FittedTable = {
      inputs: [],
      ops: [],
      features: [
        { column: 'c', names: ['c=a', 'c=b'] },
        { column: 'x', names: ['x'] },
        { column: 'w', names: ['w:1', 'w:2'] },
      ],
    };
    const columns = new Map<string, Vector>([
      ['x', numbers(5, Number.NaN)],
      ['c', { kind: 'switches', codes: Int32Array.of(1, -1), width: 2 }],
      [
        'w',
        {
          kind: 'sparse',
          starts: Uint32Array.of(0, 1, 3),
          at: [1, 0, 1],
          values: [2, 3, 4],
          width: 2,
        },
      ],
    ]);
    expect([...featuresOf(table, { rows: 2, columns })]).toEqual([0, 1, 5, 0, 2, 0, 0, 0, 3, 4]);
  });
});

describe('a recipe of version 1', () => {
  test('becomes operations that give the very same features', () => {
    const { table } = upgradeRecipe({
      version: 1,
      features: [
        { column: 'n', kind: 'standardize', fill: 4.2, mean: 3.3, stddev: 1.7, missingFlag: true },
        { column: 'c', kind: 'one-hot', categories: ['a', 'b'] },
      ],
      target: { kind: 'label', column: 'y', classes: ['0', '1'] },
    });
    if (table === null) throw new Error('no table');
    const cells: readonly [string, string][] = [
      ['10', 'b'],
      ['', 'z'],
    ];
    const columns = new Map(
      table.inputs.map((input, at) => [
        input.column,
        readCells(
          input,
          cells.map((row) => row[at]),
        ).vector,
      ]),
    );
    const { frame } = applyOps(table.ops, { rows: 2, columns });
    const expected = [(10 - 3.3) / 1.7, 0, 0, 1, (4.2 - 3.3) / 1.7, 1, 0, 0];
    expect(featuresOf(table, frame)).toEqual(Float32Array.from(expected));
  });
});

describe('dates', () => {
  test.each<[string, 'ymd' | 'dmy' | 'mdy' | undefined, string | null]>([
    ['2026-11-26', 'ymd', '2026-11-26T00:00:00.000Z'],
    ['2026/1/2 3:04:05.678', 'ymd', '2026-01-02T03:04:05.678Z'],
    ['2026-11-26T08:00+08:00', 'ymd', '2026-11-26T00:00:00.000Z'],
    ['2026年11月26日', 'ymd', '2026-11-26T00:00:00.000Z'],
    ['26.11.2026', 'dmy', '2026-11-26T00:00:00.000Z'],
    ['11/26/99', 'mdy', '1999-11-26T00:00:00.000Z'],
    ['2025-02-29', 'ymd', null],
    ['2026-13-01', 'ymd', null],
    ['2026-11-26 25:00', 'ymd', null],
    ['26-11-26', 'ymd', null],
    ['soon', 'ymd', null],
    ['5.1.2024', undefined, '2024-01-05T00:00:00.000Z'],
    ['05.01.2024 13:45', undefined, '2024-01-05T13:45:00.000Z'],
    ['05/01/2024', undefined, null],
    ['2024-01', undefined, '2024-01-01T00:00:00.000Z'],
    ['2024年1月', undefined, '2024-01-01T00:00:00.000Z'],
    ['2024-13', undefined, null],
    ['2024年1月5日 8时05分', undefined, '2024-01-05T08:05:00.000Z'],
    ['2024年1月5日8时', undefined, '2024-01-05T08:00:00.000Z'],
    ['2024年1月5日 下午3点20分', undefined, '2024-01-05T15:20:00.000Z'],
    ['2024年1月5日 上午 12:00', undefined, '2024-01-05T00:00:00.000Z'],
    ['1/5/2024 3:05 PM', 'mdy', '2024-01-05T15:05:00.000Z'],
    ['1/5/2024 13:05 PM', 'mdy', null],
    ['2024-10-27T02:30+02:00', undefined, '2024-10-27T00:30:00.000Z'],
    ['2024-10-27T02:30+01:00', undefined, '2024-10-27T01:30:00.000Z'],
  ])('%s (%s) is %s', (text, order, expected) => {
    const read = readDate(text, order);
    expect(read === null ? null : new Date(read).toISOString()).toBe(expected);
  });
});

test('words are in lower case, each Chinese character by itself', () => {
  expect(wordsOf('Good DAY, 好天气! ２０２６ x天y')).toEqual([
    'good',
    'day',
    '好',
    '天',
    '气',
    '2026',
    'x',
    '天',
    'y',
  ]);
});

describe('columns are chosen', () => {
  const columns = [
    { name: 'a', type: 'number' },
    { name: 'b', type: 'number' },
    { name: 'c', type: 'category' },
    { name: 'y', type: 'number' },
  ] as const;
  test.each([
    [
      ['c', 'a'],
      ['a', 'c'],
    ],
    [{ type: 'number' }, ['a', 'b']],
    [{ type: ['number', 'category'], except: ['b'] }, ['a', 'c']],
    [{ pattern: '?' }, ['a', 'b', 'c']],
  ] as const)('%j', (selection, names) => {
    const found = selectColumns(selection, columns, ['number', 'category'], ['y'], 'p');
    expect(found.ok && found.columns.map(({ name }) => name)).toEqual(names);
  });

  test('by patterns, as a regular expression would', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(letters, pattern, (text, form) => {
        const escaped = form.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
        expect(matchesPattern(text, form)).toBe(new RegExp(`^${escaped}$`).test(text));
      }),
    );
  });
});

describe('splits', () => {
  const FRACTIONS = { train: 0.6, val: 0.2, test: 0.2 };
  const ROWS = 60;
  const classes = Int32Array.from({ length: ROWS }, (_, row) => row % 3);
  const facts = {
    labels: classes,
    classCounts: ['0', '1', '2'].map((name) => ({ name, count: ROWS / 3 })),
    groups: Int32Array.from({ length: ROWS }, (_, row) => Math.floor(row / 4)),
    times: Float64Array.from({ length: ROWS }, (_, row) => (row * 7) % ROWS),
    given: null,
  };
  const assigned = (spec: Parameters<typeof assignRows>[0], changed = {}) => {
    const result = assignRows(spec, { ...facts, ...changed });
    if (!result.ok) throw new Error(result.error.code);
    return result.value;
  };
  const rowsOf = (assignment: Uint8Array, split: number) =>
    [...assignment.keys()].filter((row) => assignment[row] === split);

  test('keep groups together', () => {
    const splits = assigned({ kind: 'grouped', column: 'g', fractions: FRACTIONS, seed: 3 });
    for (const [row, group] of facts.groups.entries()) {
      expect(splits[row]).toBe(splits[facts.groups.indexOf(group)]);
    }
    expect(rowsOf(splits, 0)).toHaveLength(36);
  });

  test('by time go from early to late', () => {
    const splits = assigned({ kind: 'time', column: 't', fractions: FRACTIONS });
    const times = [0, 1, 2].map((split) =>
      rowsOf(splits, split).map((row) => facts.times[row] ?? 0),
    );
    expect(times.map((found) => [Math.min(...found), Math.max(...found)])).toEqual([
      [0, 35],
      [36, 47],
      [48, 59],
    ]);
  });

  test('in order go from the beginning to the end', () => {
    const splits = assigned({ kind: 'sequential', fractions: FRACTIONS });
    const ends = [0, 1, 2]
      .map((split) => rowsOf(splits, split))
      .map((rows) => [rows[0], rows.at(-1)]);
    expect(ends).toEqual([
      [0, 35],
      [36, 47],
      [48, 59],
    ]);
  });

  test('leave out the last of each user', () => {
    const splits = assigned({ kind: 'leave-last-out', user: 'g', time: 't' });
    for (let user = 0; user < ROWS / 4; user += 1) {
      const rows = [0, 1, 2, 3].map((at) => user * 4 + at);
      const byTime = rows.toSorted((a, b) => (facts.times[a] ?? 0) - (facts.times[b] ?? 0));
      expect(byTime.map((row) => splits[row])).toEqual([0, 0, 1, 2]);
    }
  });

  test('by a column take what it says, and cut from training what it lacks', () => {
    const given = Uint8Array.from({ length: ROWS }, (_, row) => (row < 12 ? 2 : 0));
    const splits = assigned({ kind: 'column', column: 's' }, { given });
    expect(rowsOf(splits, 2)).toEqual([...Array(12).keys()]);
    expect(rowsOf(splits, 1).length).toBeGreaterThan(0);
  });

  test.each([undefined, 'g'])('in folds test every row once (groups: %s)', (group) => {
    const spec = { kind: 'k-fold', folds: 5, val: 0.2, seed: 1, ...(group && { group }) } as const;
    const folds = [0, 1, 2, 3, 4].map((fold) => assigned({ ...spec, fold }));
    const tested = folds.flatMap((splits) => rowsOf(splits, 2));
    expect(tested.toSorted((a, b) => a - b)).toEqual([...classes.keys()]);
    for (const splits of folds) expect(rowsOf(splits, 1).length).toBeGreaterThan(3);
  });

  test('without rows for one of them are refused', () => {
    const spec = { kind: 'leave-last-out', user: 'g', time: 't' } as const;
    const groups = classes.map((_, row) => row);
    expect(assignRows(spec, { ...facts, groups })).toEqual({
      ok: false,
      error: { code: 'dataset/split-empty', split: 'val' },
    });
  });
});
