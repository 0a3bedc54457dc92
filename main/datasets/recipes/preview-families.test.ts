import { expect, test } from 'vitest';
import type { Recipe } from '../../../app/dataset/dataset.ts';
import { unwrap, useWorkspace } from '../testing/workspace.ts';
import { previewRecipe } from './preview-recipe.ts';
import { TableSamples } from './table-sample.ts';

const workspace = useWorkspace();
const samples = new TableSamples();

async function preview(path: string, recipe: Recipe | null) {
  const sample = unwrap(await samples.ofFile(path, {}, recipe));
  return previewRecipe({ sample, recipe, upTo: null });
}

/** Deals the same out wherever it is asked for. */
const random = {
  kind: 'random',
  fractions: { train: 0.7, val: 0.15, test: 0.15 },
  seed: 1,
} as const;

test('texts stand beside the tokens that a recipe makes of them', async () => {
  const rows = Array.from({ length: 60 }, (_, row) =>
    row % 2 ? 'Ｗin a PRIZE now now,spam' : 'see you at home,ham',
  );
  const path = await workspace.write('messages.csv', `text,label\n${rows.join('\n')}\n`);
  const recipe: Recipe = { version: 1, task: 'text-classification', steps: [] };
  const usual = unwrap(await preview(path, recipe));
  expect(usual).toMatchObject({
    rows: 60,
    sourceRows: 60,
    features: 5,
    family: {
      kind: 'texts',
      sides: [{ column: 'text', length: 5, cut: 0, unknown: 0 }],
    },
  });
  const text = { lower: false, form: 'NFC', length: 2, truncating: 'pre' } as const;
  const changed = unwrap(await preview(path, { ...recipe, text }));
  const [side] = changed.family?.kind === 'texts' ? changed.family.sides : [];
  expect(side).toMatchObject({ length: 2, cut: 1 });
  expect(side?.texts.find((each) => each.text.startsWith('Ｗ'))).toMatchObject({
    tokens: ['now', 'now'],
    cut: 3,
  });
});

test('a step or a part of a recipe that a family does not read is refused', async () => {
  const rows = Array.from({ length: 40 }, (_, row) => `words and words,${row % 2}`);
  const path = await workspace.write('messages.csv', `text,label\n${rows.join('\n')}\n`);
  const base: Recipe = { version: 1, task: 'text-classification', target: 'label', steps: [] };
  const scale = { kind: 'scale', columns: { type: 'number' }, method: 'standard' } as const;
  for (const [recipe, place] of [
    [{ ...base, steps: [scale] }, 'steps[0].kind'],
    [{ ...base, series: { window: 3 } }, 'series'],
  ] as const) {
    const error = { code: 'recipe/invalid', place };
    expect(await preview(path, recipe)).toMatchObject({ ok: false, error });
    expect(await workspace.importFile(path, { recipe })).toMatchObject({ ok: false, error });
  }
});

test('a window of a series stands before and after it is scaled', async () => {
  const rows = Array.from({ length: 80 }, (_, day) => {
    const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
    return [`${date},a,${day}`, `${date},b,${1000 - day}`];
  });
  const path = await workspace.write('sales.csv', `date,shop,sold\n${rows.flat().join('\n')}\n`);
  const recipe: Recipe = {
    version: 1,
    task: 'forecasting',
    target: 'sold',
    series: { time: 'date', id: 'shop', window: 4, horizon: 2, scaling: 'min-max' },
    steps: [],
  };
  const { family } = unwrap(await preview(path, recipe));
  if (family?.kind !== 'series') throw new Error('No series was shown');
  expect(family).toMatchObject({
    window: 4,
    horizon: 2,
    series: 2,
    of: 'a',
    times: ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05', '2024-01-06'],
    columns: [{ name: 'sold', before: [0, 1, 2, 3, 4, 5], mean: 0, stddev: 1000 }],
  });
  expect(family.columns[0]?.after[5]).toBeCloseTo(0.005, 12);
  const seen = unwrap(await workspace.importFile(path, { recipe }));
  expect(seen.rows).toEqual(family.windows);
});

test('ratings are kept or left out, each for a reason', async () => {
  const rows = Array.from({ length: 120 }, (_, row) => [row % 10, row % 7, (row % 5) + 1]);
  const few = [
    [90, 1, 5],
    [91, 2, 5],
  ];
  const lines = [...rows, ...few].map((row) => row.join(',')).join('\n');
  const path = await workspace.write('ratings.csv', `user,item,rating\n${lines}\n`);
  const recipe: Recipe = {
    version: 1,
    task: 'recommendation',
    target: 'rating',
    split: random,
    ratings: { minimumPerUser: 2, implicit: { positiveFrom: 3, negatives: 2 } },
    steps: [],
  };
  const { family } = unwrap(await preview(path, recipe));
  if (family?.kind !== 'ratings') throw new Error('No ratings were shown');
  expect(family).toMatchObject({
    before: { ratings: 122, users: 12, items: 7 },
    after: { ratings: 72, users: 6, items: 7 },
    dropped: { nameless: 0, below: 48, 'few-of-user': 2, 'few-of-item': 0 },
  });
  expect(family.rows.find(({ user }) => user === '90')).toMatchObject({
    fate: 'few-of-user',
    drawn: [],
  });
  expect(family.rows.filter(({ fate }) => fate === 'train')[0]?.drawn).toHaveLength(2);
  const dataset = unwrap(await workspace.importFile(path, { recipe }));
  const kept = Object.values(dataset.rows).reduce((sum, count) => sum + count);
  expect(kept).toBe(family.after.ratings);

  const all = { ...recipe, ratings: { minimumPerItem: 500 } };
  const error = { code: 'recipe/invalid', place: 'ratings.minimumPerItem' };
  expect(await preview(path, all)).toMatchObject({ ok: false, error });
});

test('corrected rows are told and take effect in the sample', async () => {
  const rows = Array.from({ length: 60 }, (_, row) => `${row},${row % 2 ? 'a' : 'b'}`);
  const path = await workspace.write('table.csv', `x,y\n${rows.join('\n')}\n`);
  const recipe: Recipe = {
    version: 1,
    target: 'y',
    steps: [
      { kind: 'relabel', rows: [{ row: 1, from: 'a', to: 'b' }] },
      { kind: 'exclude-rows', rows: [4, 5] },
    ],
  };
  const shown = unwrap(await preview(path, recipe));
  const left = Object.values(shown.splits ?? {}).reduce((sum, count) => sum + count);
  expect(left).toBe(58);
  expect(shown.corrections).toMatchObject({
    relabelled: 1,
    excluded: 2,
    rows: [
      { row: 1, from: 'a', to: 'b' },
      { row: 4, to: null },
      { row: 5, to: null },
    ],
  });
  const wrong: Recipe = {
    ...recipe,
    steps: [{ kind: 'relabel', rows: [{ row: 1, from: 'b', to: 'a' }] }],
  };
  expect(await preview(path, wrong)).toMatchObject({
    error: { code: 'recipe/invalid', place: 'steps[0].rows[0].from' },
  });
});

test('rows that are kept together in all rows are so in a sample, as far as it has them', async () => {
  const rows = Array.from({ length: 40 }, (_, row) => `words and words ${row},${row % 2}`);
  const path = await workspace.write('messages.csv', `text,label\n${rows.join('\n')}\n`);
  const groups = [[0, 2, 4, 6, 8, 10, 12, 14, 16, 18]];
  const recipe: Recipe = {
    version: 1,
    task: 'text-classification',
    target: 'label',
    steps: [{ kind: 'keep-together', groups }],
  };
  const previewed = unwrap(await preview(path, recipe));
  const imported = unwrap(await workspace.importFile(path, { recipe }));
  expect(previewed.splits).toEqual(imported.rows);
  const apart = unwrap(await preview(path, { ...recipe, steps: [] }));
  expect(previewed.splits).not.toEqual(apart.splits);
  const steps = [{ kind: 'keep-together', groups: [[0, 4000]] }] as const;
  expect(await workspace.importFile(path, { recipe: { ...recipe, steps } })).toMatchObject({
    error: { code: 'recipe/invalid', place: 'steps.groups' },
  });
});
