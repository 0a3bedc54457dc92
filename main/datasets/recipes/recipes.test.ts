import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Recipe, SPLITS } from '../../../app/dataset/dataset.ts';
import type { ColumnSelection, RecipeStep } from '../../../app/dataset/recipes/recipe-steps.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readSplit, readTensor } from '../../shards/read.ts';
import { prepareInput } from '../prepare-input.ts';
import { readSourceRows } from '../read-rows.ts';
import { DATASET_ID, unwrap, useWorkspace } from '../testing/workspace.ts';

const workspace = useWorkspace();
const NAMES = ['n', 'skew', 'colour', 'flag', 'when', 'note', 'part', 'y'];

type Row = readonly string[];

const HUGE = fc.constantFrom('1e12', '-1e12', '');
const anyRow = (part: string): fc.Arbitrary<Row> =>
  fc.tuple(
    fc.oneof(fc.double({ min: -100, max: 100, noNaN: true }).map(String), HUGE),
    fc.double({ min: 0.1, max: 1000, noNaN: true }).map(String),
    fc.constantFrom('red', 'green', 'blue', 'mauve', 'никакой', ''),
    fc.constantFrom('yes', 'no'),
    fc
      .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    fc.constantFrom('a bad day', 'good 天气', 'day by day', 'BAD', 'unheard of'),
    fc.constant(part),
    fc.constantFrom('0', '1'),
  );

/** Training rows with every class, category and gap; they never change. */
const TRAINING: readonly Row[] = Array.from({ length: 24 }, (_, row) => [
  row % 7 === 3 ? '' : String(row * row - 40.5),
  String(1 + (row % 5) * 13.25),
  ['red', 'green', 'blue', ''][row % 4] ?? '',
  row % 3 === 0 ? 'yes' : 'no',
  `20${10 + row}-0${1 + (row % 9)}-1${row % 10} 0${row % 10}:30`,
  ['a good day', 'bad weather', '好天气', 'day'][row % 4] ?? '',
  'train',
  String((row >> 1) % 2),
]);

const others = fc.tuple(
  fc.array(anyRow('val'), { minLength: 4, maxLength: 8 }),
  fc.array(anyRow('test'), { minLength: 4, maxLength: 8 }),
);

const NUMBERS: ColumnSelection = { type: 'number' };
const TEXTS: ColumnSelection = { type: ['category', 'boolean'] };

/** Reads the columns as they are meant, so that few rows cannot be mistaken. */
const READ: readonly RecipeStep[] = [
  { kind: 'type', columns: ['n', 'skew'], type: 'number' },
  { kind: 'type', columns: ['colour', 'note'], type: 'category' },
  { kind: 'type', columns: ['flag'], type: 'boolean' },
  { kind: 'type', columns: ['when'], type: 'datetime' },
  { kind: 'drop', columns: ['part'] },
];

function recipeOf(steps: readonly RecipeStep[]): Recipe {
  return {
    version: 1,
    task: 'classification',
    target: 'y',
    split: { kind: 'column', column: 'part' },
    steps: [...READ, ...steps],
  };
}

/** Every kind of step with every method, alone and behind others. */
const STEPS: Readonly<Record<string, readonly RecipeStep[]>> = {
  'no step': [],
  drop: [{ kind: 'drop', columns: ['skew'] }],
  rename: [{ kind: 'rename', column: 'n', to: 'number' }],
  'missing, constant': [{ kind: 'missing', columns: NUMBERS, strategy: 'constant', value: 7 }],
  'missing, mean': [{ kind: 'missing', columns: NUMBERS, strategy: 'mean', indicator: 'always' }],
  'missing, median': [{ kind: 'missing', columns: NUMBERS, strategy: 'median', indicator: 'auto' }],
  'missing, mode': [
    { kind: 'missing', columns: NUMBERS, strategy: 'mode' },
    { kind: 'missing', columns: TEXTS, strategy: 'mode' },
    { kind: 'encode', columns: TEXTS, method: 'one-hot' },
  ],
  'outliers, quantile': [
    { kind: 'outliers', columns: NUMBERS, method: 'quantile', lower: 0.05, upper: 0.9 },
    { kind: 'scale', columns: NUMBERS, method: 'robust' },
  ],
  'outliers, iqr': [
    { kind: 'outliers', columns: ['n'], method: 'iqr' },
    { kind: 'missing', columns: ['n'], strategy: 'median' },
  ],
  'scale, standard': [
    { kind: 'scale', columns: NUMBERS, method: 'standard' },
    { kind: 'missing', columns: NUMBERS, strategy: 'median', indicator: 'auto' },
  ],
  'scale, min-max': [{ kind: 'scale', columns: NUMBERS, method: 'min-max', low: -1, high: 1 }],
  'scale, robust': [{ kind: 'scale', columns: NUMBERS, method: 'robust' }],
  'scale, log1p': [
    { kind: 'scale', columns: ['skew'], method: 'log1p' },
    { kind: 'outliers', columns: ['skew'], method: 'iqr' },
    { kind: 'scale', columns: ['skew'], method: 'standard' },
  ],
  'scale, quantile': [
    { kind: 'scale', columns: ['skew'], method: 'quantile', knots: 5 },
    { kind: 'scale', columns: ['n'], method: 'quantile', output: 'normal' },
  ],
  'encode, one-hot': [
    { kind: 'encode', columns: TEXTS, method: 'one-hot', maxCategories: 2, other: true },
  ],
  'encode, ordinal': [
    { kind: 'encode', columns: TEXTS, method: 'ordinal' },
    { kind: 'missing', columns: { pattern: '*o*r' }, strategy: 'mode' },
    { kind: 'scale', columns: { type: 'number', except: ['n'] }, method: 'min-max' },
  ],
  'encode, hash': [{ kind: 'encode', columns: TEXTS, method: 'hash', buckets: 8 }],
  'date parts': [
    { kind: 'date-parts', columns: ['when'], parts: ['year', 'month', 'day', 'weekday', 'hour'] },
    { kind: 'scale', columns: { pattern: 'when.*' }, method: 'standard' },
  ],
  'date parts, cyclic': [
    { kind: 'date-parts', columns: ['when'], parts: ['weekday', 'hour'], cyclic: true },
  ],
  'words, vocabulary': [
    { kind: 'bag-of-words', columns: ['note'], method: 'vocabulary', weighting: 'tf-idf' },
  ],
  'words, hash': [
    { kind: 'bag-of-words', columns: ['note'], method: 'hash', features: 16, weighting: 'count' },
  ],
};

async function importRows(rows: readonly Row[], recipe: Recipe) {
  const lines = [NAMES, ...rows].map((row) => row.map((cell) => `"${cell}"`).join(','));
  const path = await workspace.write('data.csv', `${lines.join('\n')}\n`);
  const dataset = unwrap(await workspace.importFile(path, { recipe }));
  const folder = join(workspace.datasetsFolder(), DATASET_ID);
  const manifest = unwrap(await readManifest(folder));
  const splits = {
    train: unwrap(await readSplit(folder, manifest, 'train')),
    val: unwrap(await readSplit(folder, manifest, 'val')),
    test: unwrap(await readSplit(folder, manifest, 'test')),
  };
  return { dataset, folder, manifest, splits };
}

const forget = () => rm(workspace.datasetsFolder(), { recursive: true });

describe.each(Object.entries(STEPS))('%s', (_, steps) => {
  test('learns from training rows alone, and gives single rows what it gave all', async () => {
    const recipe = recipeOf(steps);
    let first: { fitted: unknown; train: readonly number[] } | null = null;
    await fc.assert(
      fc.asyncProperty(others, async ([val, test]) => {
        const { dataset, folder, manifest, splits } = await importRows(
          [...TRAINING, ...val, ...test],
          recipe,
        );
        const found = { fitted: manifest.recipe, train: [...splits.train.features] };
        first ??= found;
        expect(found).toEqual(first);
        for (const split of SPLITS) {
          const { features, sourceRows } = splits[split];
          const width = features.length / sourceRows.length;
          const rows = unwrap(await readSourceRows(folder, dataset, [...sourceRows]));
          for (const [at, { values = {} }] of rows.entries()) {
            const single = unwrap(await prepareInput(manifest, dataset, { kind: 'row', values }));
            expect([...single.features]).toEqual([...features.slice(at * width, (at + 1) * width)]);
          }
        }
        await forget();
      }),
      { numRuns: 2 },
    );
  });
});

describe('target encoding', () => {
  const steps: readonly RecipeStep[] = [
    { kind: 'encode', columns: ['colour'], method: 'target', smoothing: 2, folds: 3 },
    { kind: 'scale', columns: ['colour.1'], method: 'standard' },
    { kind: 'drop', columns: ['n', 'skew'] },
  ];

  test('learns from training rows alone; a training row is told nothing of its own target', async () => {
    const [base] = fc.sample(others, { seed: 1, numRuns: 1 });
    const [val = [], test = []] = base ?? [];
    const unscaled = recipeOf(steps.filter(({ kind }) => kind !== 'scale'));
    const first = await importRows([...TRAINING, ...val, ...test], unscaled);
    await forget();
    const [entry] =
      first.manifest.recipe.table?.ops.find(({ op }) => op === 'target-means')?.columns ?? [];
    expect(entry).toMatchObject({ categories: ['blue', 'green', 'red'], prior: [0.5] });

    const changed = TRAINING.map((row, at) =>
      at === 5 ? [...row.slice(0, -1), row.at(-1) === '1' ? '0' : '1'] : row,
    );
    const second = await importRows([...changed, ...val, ...test], unscaled);
    expect(second.splits.train.features[5]).toBe(first.splits.train.features[5]);
    expect([...second.splits.test.features]).not.toEqual([...first.splits.test.features]);
  });

  test('gives rows outside training what it gives single rows, also behind a scaling', async () => {
    const [base] = fc.sample(others, { seed: 2, numRuns: 1 });
    const [val = [], rows = []] = base ?? [];
    const { dataset, folder, manifest, splits } = await importRows(
      [...TRAINING, ...val, ...rows],
      recipeOf(steps),
    );
    const raw = unwrap(await readSourceRows(folder, dataset, [...splits.test.sourceRows]));
    for (const [at, { values = {} }] of raw.entries()) {
      const single = unwrap(await prepareInput(manifest, dataset, { kind: 'row', values }));
      expect([...single.features]).toEqual([splits.test.features[at]]);
    }
  });
});

describe('rows', () => {
  const [val, rows] = [2, 3].map((seed) =>
    Array.from({ length: 6 }, (_, row) => [...(TRAINING[row * seed] ?? [])]),
  );
  for (const row of val ?? []) row[6] = 'val';
  for (const row of rows ?? []) row[6] = 'test';
  const all = [...TRAINING, ...(val ?? []), ...(rows ?? [])];

  test('that lack a value are left out of every split, and refused by a prediction', async () => {
    const { dataset, manifest, splits } = await importRows(
      all,
      recipeOf([{ kind: 'missing', columns: ['n'], strategy: 'drop-rows' }]),
    );
    const complete = (part: string) => all.filter((row) => row[6] === part && row[0] !== '').length;
    expect(dataset.rows).toEqual({
      train: complete('train'),
      val: complete('val'),
      test: complete('test'),
    });
    for (const split of SPLITS) {
      for (const row of splits[split].sourceRows) expect(all[row]?.[0]).not.toBe('');
    }
    const input = { kind: 'row', values: { skew: '1' } } as const;
    expect(await prepareInput(manifest, dataset, input)).toMatchObject({
      error: { code: 'run/input-invalid', place: 'n' },
    });
  });

  test('without a target are refused, or left out where the recipe says so', async () => {
    const gaps = all.map((row, at) => (at % 8 === 0 ? [...row.slice(0, -1), ''] : row));
    await expect(importRows(gaps, recipeOf([]))).rejects.toThrow('target-value-missing');
    const { dataset } = await importRows(
      gaps,
      recipeOf([{ kind: 'missing', columns: ['y'], strategy: 'drop-rows' }]),
    );
    const { train, val: validating, test: testing } = dataset.rows;
    expect(train + validating + testing).toBe(gaps.filter((row) => row[7] !== '').length);
  });

  const UNEVEN = all.map((row, at) =>
    row[6] === 'train' ? [...row.slice(0, -1), at < 6 ? '1' : '0'] : row,
  );

  test('of the smaller class are drawn again, of the larger left out, in training alone', async () => {
    const over = await importRows(UNEVEN, recipeOf([{ kind: 'balance', method: 'oversample' }]));
    await forget();
    expect(over.dataset.rows).toEqual({ train: 36, val: 6, test: 6 });
    expect([...over.splits.train.target].filter((label) => label === 1)).toHaveLength(18);
    const under = await importRows(UNEVEN, recipeOf([{ kind: 'balance', method: 'undersample' }]));
    expect(under.dataset.rows).toEqual({ train: 12, val: 6, test: 6 });
    expect([...under.splits.train.target].filter((label) => label === 1)).toHaveLength(6);
  });

  test('of the smaller class weigh more, in training alone', async () => {
    const { folder, manifest, splits } = await importRows(
      UNEVEN,
      recipeOf([{ kind: 'balance', method: 'class-weights' }]),
    );
    for (const split of SPLITS) {
      const { weight } = manifest.splits[split];
      if (weight === undefined) throw new Error(`${split} has no weights`);
      const expected = [...splits[split].target].map((label) =>
        split !== 'train' ? 1 : label === 1 ? 24 / (2 * 6) : Math.fround(24 / (2 * 18)),
      );
      expect([...unwrap(await readTensor(folder, weight))]).toEqual(expected);
    }
  });
});

describe('what is wrong with a recipe is named by its place', () => {
  const given = (recipe: Partial<Recipe>) => ({ ...recipeOf([]), ...recipe });
  test.each<[string, Recipe, object]>([
    [
      'an unknown column',
      recipeOf([{ kind: 'scale', columns: ['skew', 'm'], method: 'standard' }]),
      { place: 'steps[5].columns[1]', value: 'm', expected: 'column: n | skew' },
    ],
    [
      'a column of another type',
      recipeOf([{ kind: 'scale', columns: ['colour'], method: 'standard' }]),
      { place: 'steps[5].columns[0]', value: 'colour', expected: 'column: n | skew' },
    ],
    [
      'the target',
      recipeOf([{ kind: 'encode', columns: ['y'], method: 'one-hot' }]),
      { place: 'steps[5].columns[0]', value: 'y' },
    ],
    [
      'a column that went',
      recipeOf([
        { kind: 'drop', columns: ['n'] },
        { kind: 'drop', columns: ['n'] },
      ]),
      { place: 'steps[6].columns[0]', value: 'n' },
    ],
    [
      'a name that is taken',
      recipeOf([{ kind: 'rename', column: 'n', to: 'skew' }]),
      { place: 'steps[5].to', value: 'skew', expected: 'new name' },
    ],
    [
      'an argument of another method',
      recipeOf([{ kind: 'scale', columns: NUMBERS, method: 'standard', low: 1 }]),
      { place: 'steps[5].low', value: '1', expected: 'absent' },
    ],
    [
      'bounds the wrong way round',
      recipeOf([
        { kind: 'outliers', columns: NUMBERS, method: 'quantile', lower: 0.9, upper: 0.1 },
      ]),
      { place: 'steps[5].upper', value: '0.1', expected: 'number > 0.9' },
    ],
    [
      'a constant that is missing',
      recipeOf([{ kind: 'missing', columns: NUMBERS, strategy: 'constant' }]),
      { place: 'steps[5].value', value: '', expected: 'number | text' },
    ],
    [
      'tf–idf of hashed words',
      recipeOf([{ kind: 'bag-of-words', columns: ['note'], method: 'hash', weighting: 'tf-idf' }]),
      { place: 'steps[5].weighting', value: 'tf-idf', expected: 'binary | count' },
    ],
    [
      'a split by a column that is not there',
      given({ split: { kind: 'column', column: 'fold' } }),
      { place: 'split.column', value: 'fold' },
    ],
    [
      'a fold beyond the last',
      given({ split: { kind: 'k-fold', folds: 4, fold: 4, val: 0.2, seed: 1 } }),
      { place: 'split.fold', value: '4', expected: 'integer in [0, 3]' },
    ],
  ])('%s', async (_, recipe, error) => {
    const lines = [NAMES, ...TRAINING].map((row) => row.join(','));
    const text = `${lines.join('\n')}\n`.replace('train,0', 'val,0').replace('train,1', 'test,1');
    const path = await workspace.write('data.csv', text);
    expect(await workspace.importFile(path, { recipe })).toMatchObject({
      error: { code: 'recipe/invalid', ...error },
    });
    expect(await workspace.left()).toEqual([]);
  });
});
