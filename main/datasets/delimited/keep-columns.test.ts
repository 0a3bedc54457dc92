import { mkdir, rm } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Recipe } from '../../../app/dataset/dataset.ts';
import { wholeRecipe } from '../../../app/dataset/recipes/default-recipe.ts';
import { RECIPE_VERSION } from '../../../app/dataset/recipes/recipe-spec.ts';
import { inputsOf, prepareTable } from '../recipes/prepare-table.ts';
import { readFrames } from '../recipes/read-frames.ts';
import { csvOf, type Rows } from '../testing/table-files.ts';
import { unwrap, useWorkspace } from '../testing/workspace.ts';
import { analyseStaged, analyseTable } from './analysis.ts';
import { keepColumns } from './keep-columns.ts';
import { TableSession } from './table-session.ts';

const workspace = useWorkspace();

/** What a table comes to, with its cells read by every pass or kept from the first. */
async function prepare(rows: Rows, recipe: Recipe | undefined, kept: boolean) {
  const path = await workspace.write('t.csv', csvOf(rows));
  const scratch = workspace.path('scratch');
  const folder = workspace.path('folder');
  for (const one of [scratch, folder]) {
    await rm(one, { recursive: true, force: true });
    await mkdir(one);
  }
  return TableSession.with(scratch, undefined, async (session) => {
    const options = { target: 'y', recipe };
    const folders = { output: folder, scratch };
    const read = await analyseTable(session, path, { ...options, format: 'csv' }, folders);
    if (!read.ok) return read.error;
    if (kept) expect(await keepColumns(session, read.value.staged, 1)).not.toBeNull();
    const analysed = await analyseStaged(session, path, read.value.staged, options);
    if (!analysed.ok) return analysed.error;
    const table = analysed.value;
    // A table of one column that holds words is one of texts, which takes no steps of numbers.
    const recipeRead = wholeRecipe(table.plan, options);
    if (!recipeRead.ok) return recipeRead.error;
    const { value: whole } = recipeRead;
    const inputs = unwrap(inputsOf(table, whole));
    const frames = new Map<string, unknown[]>();
    for (const input of inputs) {
      for await (const { frame, bad } of readFrames(session, table.staged, [input])) {
        const vector = frame.columns.get(input.column);
        const values = vector !== undefined && 'values' in vector ? [...vector.values] : [];
        frames.set(input.column, [...(frames.get(input.column) ?? []), ...values, bad]);
      }
    }
    const onProgress = () => undefined;
    const prepared = await prepareTable({ session, table, recipe: whole, folder, onProgress });
    return {
      // Sums in another order differ in their last digits.
      profiles: table.profiles.map(({ mean, stddev, meanLength, distinct, ...profile }) => ({
        ...profile,
        // 1.5 and 1.50 are one number, and two cells.
        ...(profile.numbers < profile.present && { distinct }),
        mean: mean?.toPrecision(10),
        stddev: stddev?.toFixed(6),
        ...(profile.numbers === 0 && { meanLength }),
      })),
      columns: table.columns.map((column) => ('top' in column ? column.top : null)),
      classes: table.classCounts,
      frames: [...frames],
      prepared: prepared.ok ? prepared.value.manifest : prepared.error,
    };
  });
}

const number = fc.oneof(
  fc.integer({ min: -50, max: 50 }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map(String),
  fc.constantFrom('1.50', '-0', '+3', '1e3', ' 7 ', '\u30008', '.5', '5.', '007'),
);
const odd = fc.constantFrom('', 'NA', '?', 'nan', 'Nan', 'inf', '1_000', '1e200', 'x', '0x1', '-');
const word = fc.constantFrom(
  'red',
  'Blue ',
  '\u2003green',
  '绿',
  'yes',
  'no',
  'true',
  'T',
  '😀',
  '',
);
const time = fc.constantFrom('2024-01-02', '2023-12-31 10:00', 'epoch', 'infinity', 'NULL', 'zoe');

/** A column's cells: of one kind, with a few of another. */
const column = fc.constantFrom(number, word, time).chain((usual) =>
  fc.array(fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd }), {
    minLength: 40,
    maxLength: 40,
  }),
);
const clean = fc.array(number, { minLength: 40, maxLength: 40 });
const recipes = fc.constantFrom<readonly Recipe['steps'][number][]>(
  [],
  [{ kind: 'scale', columns: { type: 'number' }, method: 'robust' }],
  [{ kind: 'missing', columns: { type: 'number' }, strategy: 'mean', indicator: 'auto' }],
  [
    { kind: 'outliers', columns: { type: 'number' }, method: 'quantile', lower: 0.1, upper: 0.8 },
    { kind: 'scale', columns: { type: 'number' }, method: 'quantile', knots: 9, output: 'normal' },
  ],
  [{ kind: 'encode', columns: { type: 'category' }, method: 'target' }],
);

test('columns that are kept make the same of a table as its cells do', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(column, clean), { minLength: 1, maxLength: 4 }),
      fc.option(recipes, { nil: undefined }),
      async (columns, steps) => {
        const names = columns.map((_, at) => `c ${at}`);
        const rows: Rows = [
          [...names, 'y'],
          ...Array.from({ length: 40 }, (_, row) => [
            ...columns.map((cells) => cells[row] ?? ''),
            ['a', 'b', 'c'][row % 3] ?? '',
          ]),
        ];
        const recipe: Recipe | undefined = steps && { version: RECIPE_VERSION, steps };
        const read = await prepare(rows, recipe, false);
        expect(await prepare(rows, recipe, true)).toEqual(read);
      },
    ),
    { numRuns: 25 },
  );
});
