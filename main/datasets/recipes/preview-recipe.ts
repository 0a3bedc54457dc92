import type { PreviewColumn, PreviewSide, RecipePreview } from '../../../app/contract/recipes.ts';
import type { Recipe } from '../../../app/dataset/dataset.ts';
import { applyOps } from '../../../app/dataset/recipes/apply-table.ts';
import { wholeRecipe } from '../../../app/dataset/recipes/default-recipe.ts';
import type { TracedColumn } from '../../../app/dataset/recipes/fit-recipe.ts';
import { featureWidth } from '../../../app/dataset/recipes/fitted-table.ts';
import type { Frame, Vector } from '../../../app/dataset/recipes/frame.ts';
import { countSplits, type SplitAssignment } from '../../../app/dataset/split.ts';
import { hasClasses } from '../../../app/dataset/tasks.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { type AnalysedTable, readClasses } from '../delimited/analysis.ts';
import { TableSession } from '../delimited/table-session.ts';
import { fitTable } from './fit-table.ts';
import { assign, inputsOf } from './prepare-table.ts';
import { readFrames } from './read-frames.ts';
import { readLabels } from './row-facts.ts';
import { inScratch, type TableSample, unpackSample } from './table-sample.ts';

const SHOWN_ROWS = 8;
/** Features of one encoding that are shown. */
const MOST_FEATURES = 12;

/**
 * Fits a recipe on a sample. Fails with `recipe/invalid`.
 * @param upTo steps to go through; null: all
 */
export function previewRecipe(
  sample: TableSample,
  given: Recipe | null,
  upTo: number | null,
): Promise<Result<RecipePreview>> {
  return inScratch((scratch) =>
    TableSession.with(scratch, undefined, async (session) => {
      const table = await unpackSample(sample, scratch);
      const options = given === null ? {} : { recipe: given };
      const recipe = wholeRecipe(table.plan, options);
      const steps = recipe.steps.slice(0, upTo ?? recipe.steps.length);
      return tryRecipe(session, table, { ...recipe, steps }, recipe);
    }),
  );
}

async function tryRecipe(
  session: TableSession,
  whole: AnalysedTable,
  recipe: Recipe,
  told: Recipe,
): Promise<Result<RecipePreview>> {
  const { staged, plan } = whole;
  const classCounts = hasClasses(plan.task)
    ? await readClasses(session, staged, plan.targetIndex)
    : [];
  const table = { ...whole, classCounts };
  const inputs = inputsOf(table, recipe);
  if (!inputs.ok) return inputs;
  const labels = await readLabels(session, table);
  const assigned = await assignSample(session, table, recipe, inputs.value, labels);
  if (!assigned.ok) return assigned;
  const assignment = assigned.value;
  const fitted = await fitTable({
    session,
    table,
    recipe,
    inputs: inputs.value,
    assignment,
    labels: labels.labels,
  });
  if (!fitted.ok) return fitted;
  const { steps } = fitted.value;
  const before: SideSum = sideOf(inputs.value.map(({ column, type }) => traced(column, type)));
  const after: SideSum = sideOf(steps.columns);
  for await (const { frame, firstRow } of readFrames(session, staged, inputs.value)) {
    const splits = assignment.subarray(firstRow, firstRow + frame.rows);
    const training = { firstRow, splits, outOfFold: steps.outOfFold };
    before.add(frame);
    after.add(applyOps(steps.table.ops, frame, training).frame);
  }
  return ok({
    recipe: told,
    rows: staged.rows,
    splits: countSplits(assignment),
    before: before.side(),
    after: after.side(),
    features: featureWidth(steps.table),
  });
}

function traced(name: string, type: TracedColumn['type']): TracedColumn {
  return { name, type, source: name, features: [name] };
}

/** A sample may lack rows of a class or a group that all rows have: then it is dealt out at random. */
async function assignSample(
  session: TableSession,
  table: AnalysedTable,
  recipe: Recipe,
  inputs: Parameters<typeof assign>[1],
  labels: Parameters<typeof assign>[2],
): Promise<Result<SplitAssignment>> {
  const assigned = await assign({ session, table, recipe }, inputs, labels);
  if (assigned.ok || assigned.error.code === 'recipe/invalid') return assigned;
  const { code } = assigned.error;
  if (code === 'dataset/bad-value' || code === 'dataset/value-missing') return assigned;
  const split = {
    kind: 'random',
    fractions: { train: 0.7, val: 0.15, test: 0.15 },
    seed: 1,
  } as const;
  return assign({ session, table, recipe: { ...recipe, split } }, inputs, labels);
}

interface SideSum {
  readonly add: (frame: Frame) => void;
  readonly side: () => PreviewSide;
}

/** Sums a side up, frame by frame. */
function sideOf(columns: readonly TracedColumn[]): SideSum {
  const shown = columns.flatMap((column) =>
    column.features.length > 1
      ? column.features
          .slice(0, MOST_FEATURES)
          .map((name, place) => ({ name, from: column.name, place, type: column.type }))
      : [
          {
            name: column.features[0] ?? column.name,
            from: column.name,
            place: 0,
            type: column.type,
          },
        ],
  );
  const cells = shown.map((): (number | string | null)[] => []);
  return {
    add: (frame) => {
      for (const [at, { from, place }] of shown.entries()) {
        const vector = frame.columns.get(from);
        for (let row = 0; row < frame.rows; row += 1) {
          cells[at]?.push(vector === undefined ? null : cellOf(vector, row, place));
        }
      }
    },
    side: () => ({
      columns: shown.map(({ name, type }, at) => summarise(name, type, cells[at] ?? [])),
      rows: Array.from({ length: Math.min(SHOWN_ROWS, cells[0]?.length ?? 0) }, (_, row) =>
        shown.map(({ type }, at) => told(type, cells[at]?.[row] ?? null)),
      ),
    }),
  };
}

/** Dates as people read them. */
function told(type: TracedColumn['type'], cell: number | string | null): number | string | null {
  if (type !== 'datetime' || typeof cell !== 'number') return cell;
  return new Date(cell).toISOString().replace('T', ' ').replace('.000Z', '');
}

function cellOf(vector: Vector, row: number, place: number): number | string | null {
  switch (vector.kind) {
    case 'numbers': {
      const value = vector.values[row] ?? Number.NaN;
      return Number.isNaN(value) ? null : value;
    }
    case 'texts':
      return vector.values[row] ?? null;
    case 'switches':
      return vector.codes[row] === place ? 1 : 0;
    case 'sparse': {
      const { starts, at, values } = vector;
      for (let index = starts[row] ?? 0; index < (starts[row + 1] ?? 0); index += 1) {
        if (at[index] === place) return values[index] ?? 0;
      }
      return 0;
    }
  }
}

function summarise(
  name: string,
  type: TracedColumn['type'],
  cells: readonly (number | string | null)[],
): PreviewColumn {
  const present = cells.filter((cell) => cell !== null);
  const missing = cells.length - present.length;
  const numbers = present.filter((cell) => typeof cell === 'number');
  if (type === 'datetime' || numbers.length < present.length || numbers.length === 0) {
    return { name, type, missing, distinct: new Set(present).size };
  }
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    name,
    type,
    missing,
    minimum: numbers.reduce((least, value) => Math.min(least, value)),
    maximum: numbers.reduce((most, value) => Math.max(most, value)),
    mean,
    stddev: Math.sqrt(squares / numbers.length),
  };
}
