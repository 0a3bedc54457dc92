import { expect, test } from 'vitest';
import { applyOps, featuresOf } from './apply-table.ts';
import type { FittedTable } from './fitted-table.ts';
import { undoTable } from './undo-table.ts';

const TABLE: FittedTable = {
  inputs: [
    { column: 'size', type: 'number' },
    { column: 'price', type: 'number' },
    { column: 'colour', type: 'category' },
    { column: 'grade', type: 'category' },
    { column: 'shop', type: 'category' },
  ],
  ops: [
    { op: 'rename', columns: [{ column: 'size', to: 'length' }] },
    { op: 'log1p', columns: [{ column: 'price' }] },
    {
      op: 'scale',
      columns: [
        { column: 'length', shift: 10, factor: 4 },
        { column: 'price', shift: 2, factor: 0.5 },
      ],
    },
    { op: 'fill', columns: [{ column: 'length', value: 0, flag: 'length_missing' }] },
    { op: 'one-hot', columns: [{ column: 'colour', categories: ['red', 'green'], other: true }] },
    { op: 'ordinal', columns: [{ column: 'grade', categories: ['low', 'high'] }] },
    { op: 'hash', columns: [{ column: 'shop', buckets: 3 }] },
  ],
  features: [
    { column: 'length', names: ['length'] },
    { column: 'length_missing', names: ['length_missing'] },
    { column: 'price', names: ['price'] },
    { column: 'colour', names: ['colour=red', 'colour=green', 'colour=…'] },
    { column: 'grade', names: ['grade'] },
    { column: 'shop', names: ['shop#0', 'shop#1', 'shop#2'] },
  ],
};

test('features that rows became are the rows again, as far as an operation can be undone', () => {
  const columns = new Map([
    ['size', { kind: 'numbers', values: Float64Array.of(14, -3) }],
    ['price', { kind: 'numbers', values: Float64Array.of(100, -0.5) }],
    ['colour', { kind: 'texts', values: ['green', 'red'] }],
    ['grade', { kind: 'texts', values: ['high', 'low'] }],
    ['shop', { kind: 'texts', values: ['here', 'there'] }],
  ] as const);
  const { frame } = applyOps(TABLE.ops, { rows: 2, columns });
  const features = featuresOf(TABLE, frame);
  const width = features.length / 2;
  const rows = [0, 1].map((row) =>
    undoTable(TABLE, features.subarray(row * width, (row + 1) * width)),
  );
  expect(rows).toEqual([
    { size: expect.closeTo(14, 5), price: expect.closeTo(100, 3), colour: 'green', grade: 'high' },
    { size: expect.closeTo(-3, 5), price: expect.closeTo(-0.5, 5), colour: 'red', grade: 'low' },
  ]);
});

test('the likeliest category is told, and none that has no name', () => {
  const row = (colours: readonly number[]) => [0, 0, 0, ...colours, 0.8, 0, 0, 0];
  expect(undoTable(TABLE, row([0.2, 0.5, 0.3]))).toMatchObject({ colour: 'green', grade: 'high' });
  expect(undoTable(TABLE, row([0.2, 0.1, 0.7]))).not.toHaveProperty('colour');
});
