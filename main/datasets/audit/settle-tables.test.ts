import { describe, expect, test } from 'vitest';
import type { ImportOptions } from '../../../app/dataset/dataset.ts';
import type { SplitSpec } from '../../../app/dataset/recipes/recipe-spec.ts';
import { randomStream } from '../../../app/random.ts';
import { useWorkspace } from '../testing/workspace.ts';
import { findingOf, fixingFor, importAudited, leftOf, settleEach } from './testing/settle.ts';

const workspace = useWorkspace();

type Row = Readonly<Record<string, string | number>>;
const fractions = { train: 0.6, val: 0.2, test: 0.2 };
const RANDOM: SplitSpec = { kind: 'stratified', fractions, seed: 5 };

/** 300 rows of noise, with a class that nothing tells. */
function noise(plant: (row: Row, at: number) => Row = (row) => row): readonly Row[] {
  const stream = randomStream(3, 'settle');
  return Array.from({ length: 300 }, (_, at) =>
    plant(
      {
        size: stream.nextFloat().toFixed(6),
        colour: ['red', 'green', 'blue'][stream.nextBelow(3)] ?? '',
        street: `s${stream.nextBelow(60)}`,
        day: new Date(Date.UTC(2024, 0, 1 + at)).toISOString().slice(0, 10),
        kind: stream.nextBelow(2) === 0 ? 'good' : 'bad',
      },
      at,
    ),
  );
}

async function audited(rows: readonly Row[], split: SplitSpec, options: ImportOptions = {}) {
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, ...rows.map((row) => names.map((name) => row[name]))];
  const path = await workspace.write('a.csv', lines.map((line) => line.join(',')).join('\n'));
  const recipe = {
    version: 1,
    target: 'kind',
    split,
    steps: [
      { kind: 'drop', columns: ['street', 'day', ...('part' in (rows[0] ?? {}) ? ['part'] : [])] },
      { kind: 'encode', columns: { type: ['category', 'boolean'] }, method: 'one-hot' },
    ],
    ...options.recipe,
  } as const;
  return importAudited(workspace, path, { ...options, recipe });
}

/** Every tenth row, once more further down. */
function twice(rows: readonly Row[]): readonly Row[] {
  return [...rows, ...rows.filter((_, at) => at % 10 === 0)];
}

describe('equal rows across splits', () => {
  test.each([
    RANDOM,
    { kind: 'random', fractions, seed: 5 },
    { kind: 'k-fold', folds: 4, fold: 1, val: 0.2, seed: 5 },
    { kind: 'grouped', column: 'street', fractions, seed: 5 },
    { kind: 'k-fold', folds: 4, fold: 1, val: 0.2, seed: 5, group: 'street' },
  ] as const)('are dealt anew by groups, or left out, of a split $kind', async (split) => {
    const rows = twice(noise()).map((row, at) => (at < 300 ? row : { ...row, street: `n${at}` }));
    const from = await audited(rows, split);
    const finding = findingOf(from, 'exact-duplicates');
    expect(finding.examples[0]?.places).toHaveLength(2);
    const settled = await settleEach(workspace, from, finding);
    expect([...settled.keys()]).toEqual(['keep-together', 'exclude-rows']);
    for (const one of settled.values()) expect(leftOf(one, 'exact-duplicates')).toEqual([]);
    const { rows: before } = from.dataset;
    const anew = settled.get('keep-together')?.dataset.rows ?? before;
    for (const name of ['train', 'val', 'test'] as const) {
      expect(Math.abs(anew[name] - before[name])).toBeLessThanOrEqual(6);
    }
    expect(anew.train + anew.val + anew.test).toBe(330);
  });

  test('of rows by time are left out alone: moved, they would show what comes', async () => {
    const rows = twice(noise()).map((row, at) => ({
      ...row,
      day: new Date(Date.UTC(2024, 0, 1 + at)).toISOString().slice(0, 10),
    }));
    const from = await audited(rows, { kind: 'time', column: 'day', fractions });
    const finding = findingOf(from, 'exact-duplicates');
    expect(fixingFor(from, finding).notes).toEqual(['alike-by-time']);
    const settled = await settleEach(workspace, from, finding);
    expect([...settled.keys()]).toEqual(['exclude-rows']);
    for (const one of settled.values()) expect(leftOf(one, 'exact-duplicates')).toEqual([]);
  });

  test('of what is to be given back leave in the same ways', async () => {
    const path = await workspace.write(
      'sensors.csv',
      [
        'a,b',
        ...twice(noise()).map(({ size }, at) => `${size},${Number(size) * 2 + (at % 1)}`),
      ].join('\n'),
    );
    const from = await importAudited(workspace, path, { task: 'reconstruction' });
    const settled = await settleEach(workspace, from, findingOf(from, 'exact-duplicates'));
    expect([...settled.keys()]).toEqual(['keep-together', 'exclude-rows']);
    for (const one of settled.values()) expect(leftOf(one, 'exact-duplicates')).toEqual([]);
  });

  test('that are most of the rows are not brought together, which would fill a split', async () => {
    const rows = noise((row, at) => ({
      kind: row.kind ?? '',
      street: '',
      day: '',
      bit: at % 2,
    }));
    const from = await audited(rows, RANDOM);
    const { fixes, notes } = fixingFor(from, findingOf(from, 'exact-duplicates'));
    expect(notes).toEqual(['too-alike']);
    expect(fixes.map(({ kind }) => kind)).toEqual(['exclude-rows']);
  });
});

describe('columns', () => {
  test.each([
    ['target-copy', (row: Row) => ({ ...row, found: row.kind === 'good' ? 'A' : 'B' })],
    [
      'target-leak',
      (row: Row, at: number) => ({
        ...row,
        found: (row.kind === 'good' ? 9 : 0) + (at % 7) / 7,
      }),
    ],
    ['identifier', (row: Row, at: number) => ({ user_id: (at * 7919) % 4001, ...row })],
    ['constant', (row: Row) => ({ ...row, site: 'north' })],
  ] as const)('%s: the column is left out', async (kind, plant) => {
    const from = await audited(noise(plant), RANDOM);
    const finding = findingOf(from, kind);
    expect(finding.examples).not.toEqual([]);
    const settled = await settleEach(workspace, from, finding);
    expect([...settled.keys()]).toEqual(['leave-out']);
    for (const one of settled.values()) expect(leftOf(one, kind)).toEqual([]);
  });

  test('values out of range are clipped, or their rows left out', async () => {
    const from = await audited(
      noise((row, at) => (at % 90 === 17 ? { ...row, size: -999 } : row)),
      RANDOM,
    );
    const settled = await settleEach(workspace, from, findingOf(from, 'out-of-range'));
    expect([...settled.keys()]).toEqual(['clip', 'exclude-rows']);
    for (const one of settled.values()) expect(leftOf(one, 'out-of-range')).toEqual([]);
  });

  test('values from the future are left out', async () => {
    const from = await audited(
      noise((row, at) => ({
        ...row,
        delivered: new Date(Date.UTC(2024, 0, 1 + at + (at % 3))).toISOString().slice(0, 10),
      })),
      { kind: 'time', column: 'day', fractions },
      {
        recipe: {
          version: 1,
          steps: [
            { kind: 'date-parts', columns: ['delivered'], parts: ['month', 'day'] },
            { kind: 'drop', columns: ['street', 'day'] },
            { kind: 'encode', columns: ['colour'], method: 'one-hot' },
          ],
        },
      },
    );
    const settled = await settleEach(workspace, from, findingOf(from, 'future-column'));
    expect([...settled.keys()]).toEqual(['leave-out']);
    for (const one of settled.values()) expect(leftOf(one, 'future-column')).toEqual([]);
  });
});

test('a rare class is weighed, repeated, or the others are thinned out', async () => {
  const from = await audited(
    noise((row, at) => ({ ...row, kind: at % 25 === 0 ? 'bad' : 'good' })),
    RANDOM,
  );
  const finding = findingOf(from, 'class-imbalance');
  expect(finding.examples[0]?.value).toMatch(/red|green|blue/);
  const settled = await settleEach(workspace, from, finding);
  expect([...settled.keys()]).toEqual(['class-weights', 'oversample', 'undersample']);
  for (const one of settled.values()) expect(leftOf(one, 'class-imbalance')).toEqual([]);
  expect(settled.get('oversample')?.dataset.rows.train).toBeGreaterThan(300);
  expect(settled.get('undersample')?.dataset.rows.train).toBeLessThan(30);
});

describe('drift', () => {
  const drifting = (by: (row: Row, at: number) => boolean) =>
    noise((row, at) => ({
      ...row,
      part: ['train', 'train', 'train', 'val', 'test'][at % 5] ?? '',
      size: by(row, at) ? Number(row.size) + 0.6 : (row.size ?? 0),
    }));

  test('of a split that the source gives goes when rows are dealt anew, or the column is left out', async () => {
    const from = await audited(
      drifting((_, at) => at % 5 === 4),
      { kind: 'column', column: 'part' },
    );
    const finding = findingOf(from, 'drift', 'size');
    expect(finding).toMatchObject({
      split: 'test',
      aspect: 'value',
      difference: { by: 'median' },
    });
    expect(finding.examples.every(({ places }) => places[0]?.split === 'test')).toBe(true);
    expect(finding.examples).toHaveLength(5);
    expect(fixingFor(from, finding).notes).toEqual(['given']);
    const settled = await settleEach(workspace, from, finding);
    expect([...settled.keys()]).toEqual(['split-anew', 'leave-out']);
    for (const one of settled.values()) expect(leftOf(one, 'drift')).toEqual([]);
    expect(settled.get('split-anew')?.dataset.rows).toEqual({ train: 180, val: 60, test: 60 });
  });

  test('of a split by time is not mixed away, but the column can be left out', async () => {
    const from = await audited(
      drifting((_, at) => at >= 240),
      { kind: 'time', column: 'day', fractions },
    );
    const finding = findingOf(from, 'drift', 'size');
    expect(fixingFor(from, finding).notes).toEqual(['drift-by-time']);
    const settled = await settleEach(workspace, from, finding);
    expect([...settled.keys()]).toEqual(['leave-out']);
    for (const one of settled.values()) expect(leftOf(one, 'drift', 'size')).toEqual([]);
  });

  test('of the target names the class that has more, and goes with a stratified split', async () => {
    const rows = drifting(() => false).map((row) =>
      row.part === 'val' ? { ...row, kind: 'bad' } : row,
    );
    const from = await audited(rows, { kind: 'column', column: 'part' });
    const finding = findingOf(from, 'drift', 'kind');
    expect(finding).toMatchObject({ difference: { by: 'share', value: 'bad', other: 1 } });
    const settled = await settleEach(workspace, from, finding);
    expect([...settled.keys()]).toEqual(['split-anew']);
    for (const one of settled.values()) expect(leftOf(one, 'drift')).toEqual([]);
  });
});
