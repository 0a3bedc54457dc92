import type {
  Column,
  ColumnRole,
  Recipe,
  SampleInput,
  SampleTarget,
} from '../../../app/dataset/dataset.ts';
import type { FittedRecipe, FittedTarget } from '../../../app/dataset/recipe.ts';
import { applyOps, featuresOf } from '../../../app/dataset/recipes/apply-table.ts';
import {
  type Balance,
  balanceRows,
  weightedByClass,
} from '../../../app/dataset/recipes/balance-rows.ts';
import { invalid } from '../../../app/dataset/recipes/corrections.ts';
import type { FittedSteps } from '../../../app/dataset/recipes/fit-recipe.ts';
import { type FittedInput, featureWidth } from '../../../app/dataset/recipes/fitted-table.ts';
import { type Frame, numbersOf } from '../../../app/dataset/recipes/frame.ts';
import type { OpRooms } from '../../../app/dataset/recipes/number-ops.ts';
import { readInputs } from '../../../app/dataset/recipes/read-inputs.ts';
import { READ_TYPES } from '../../../app/dataset/recipes/recipe-steps.ts';
import type { RowClasses, SplitAssignment } from '../../../app/dataset/split.ts';
import { predictsNumber } from '../../../app/dataset/tasks.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import type { AnalysedTable } from '../delimited/analysis.ts';
import { findBadValues, findObstacle, lineOf } from '../delimited/check.ts';
import type { TableSession } from '../delimited/table-session.ts';
import type { ImportedData } from '../importer.ts';
import { PreparedWriter } from '../prepared-writer.ts';
import { prepareRatings, type RatingWork } from '../ratings/prepare-ratings.ts';
import { withoutLeaving } from '../ratings/rating-fates.ts';
import { prepareSeries } from '../series/prepare-series.ts';
import { prepareTexts } from '../texts/prepare-texts.ts';
import { prepareTranslations, readGaps } from '../translations/prepare-translations.ts';
import { correctRows } from './correct-rows.ts';
import { assign } from './deal-rows.ts';
import { type FittedSource, fitTable } from './fit-table.ts';
import type { PrepareWork } from './prepare-work.ts';
import { readFrames } from './read-frames.ts';
import { type RowLabels, readLabels } from './row-facts.ts';

/** Deals the rows out, fits the recipe on those that train, and writes all rows through it. */
export async function prepareTable(work: RatingWork): Promise<Result<ImportedData>> {
  const { session, table, recipe } = work;
  const obstacle = await findObstacle(session, table, recipe);
  if (obstacle !== null) return fail(obstacle);
  const inputs = inputsOf(table, recipe);
  if (!inputs.ok) return inputs;
  const translates = table.plan.task === 'translation';
  const labels = await (translates ? readGaps(session, table) : readLabels(session, table));
  const chosen = await withoutLeaving(session, table, labels);
  if (!chosen.ok) return chosen;
  const assigned = await assign(work, inputs.value, chosen.value);
  if (!assigned.ok) return assigned;
  const corrected = await correctRows(work, assigned.value);
  if (!corrected.ok) return corrected;
  try {
    const changed = corrected.value.table;
    return await prepareDealt(
      { ...work, table: changed },
      inputs.value,
      corrected.value.assignment,
      changed === table ? labels : await readLabels(session, changed),
    );
  } finally {
    await corrected.value.close();
  }
}

/** Fits the recipe on the rows that train, and writes all rows through it. */
async function prepareDealt(
  work: RatingWork,
  inputs: readonly FittedInput[],
  assignment: SplitAssignment,
  labels: RowLabels,
): Promise<Result<ImportedData>> {
  const { session, table, recipe } = work;
  const { path } = table;
  if (table.plan.task === 'text-classification') {
    const balance = balanceOf(recipe, labels.labels, table.classCounts.length, assignment);
    return prepareTexts(work, assignment, labels.labels, balance);
  }
  if (table.plan.task === 'translation') return prepareTranslations(work, assignment);
  if (table.plan.task === 'recommendation') return prepareRatings(work, assignment);
  if (table.plan.task === 'forecasting') return prepareSeries(work, inputs, assignment);
  const fitted = await fitTable({
    session,
    table,
    recipe,
    inputs,
    assignment,
    labels: labels.labels,
  });
  if (!fitted.ok) return fitted;
  const { steps, target } = fitted.value;
  if (featureWidth(steps.table) === 0) return fail({ code: 'dataset/no-features', path });
  const bad = await findBadNumber(session, table, steps, target);
  if (bad !== null) return fail(bad);
  const at = recipe.steps.findIndex(({ kind }) => kind === 'balance');
  if (at >= 0 && target.kind !== 'label') {
    return fail(invalid(`steps[${at}].kind`, 'balance', 'absent'));
  }
  const classes = target.kind === 'label' ? target.classes.length : 0;
  return write({
    ...work,
    inputs,
    assignment,
    labels: labels.labels,
    fitted: fitted.value,
    balance: balanceOf(recipe, labels.labels, classes, assignment),
  });
}

/** How the columns are read, target and weights among them. */
export function inputsOf(
  { plan }: Pick<AnalysedTable, 'plan'>,
  { steps, target, weight, series }: Recipe,
): Result<readonly FittedInput[]> {
  const source = plan.columns.map(({ name, type, dateOrder }) => ({
    name,
    type: READ_TYPES.find((read) => read === type) ?? 'text',
    dateOrder,
  }));
  const reserved = [target, weight].filter((name) => name !== undefined);
  const inputs = readInputs(source, steps, reserved);
  if (!inputs.ok) return inputs;
  return ok(
    inputs.value.map((input) => {
      if (input.column === series?.time && series.dateOrder !== undefined) {
        return { ...input, type: 'datetime', dateOrder: series.dateOrder };
      }
      if (input.column === weight) return { ...input, type: 'number' };
      if (input.column === target) {
        return { ...input, type: predictsNumber(plan.task) ? 'number' : 'category' };
      }
      return input;
    }),
  );
}

/** The first value that a column of numbers cannot take, among the columns that are used. */
async function findBadNumber(
  session: TableSession,
  table: AnalysedTable,
  { table: { inputs } }: FittedSteps,
  target: FittedTarget,
): Promise<AppError | null> {
  const names = inputs
    .filter(({ type, lenient }) => type === 'number' && lenient !== true)
    .map(({ column }) => column);
  if (target.kind === 'standardize') names.push(target.column);
  const indexes = names.map((name) => table.staged.names.indexOf(name)).toSorted((a, b) => a - b);
  const [bad] = await findBadValues(session, table, indexes);
  if (bad === undefined) return null;
  return { code: 'dataset/bad-value', path: table.path, ...bad, expected: 'number' };
}

function balanceOf(
  { steps }: Recipe,
  labels: RowClasses,
  classes: number,
  assignment: SplitAssignment,
): Balance {
  const step = steps.find(({ kind }) => kind === 'balance');
  if (step?.kind !== 'balance') return { copies: null, classWeights: null };
  return balanceRows(step, labels, classes, assignment);
}

interface WriteWork extends PrepareWork {
  readonly inputs: readonly FittedInput[];
  readonly assignment: SplitAssignment;
  readonly labels: RowClasses;
  readonly fitted: FittedSource;
  readonly balance: Balance;
}

async function write(work: WriteWork): Promise<Result<ImportedData>> {
  const { session, table, recipe, inputs, assignment, labels, fitted, balance } = work;
  const { steps, target } = fitted;
  const regression = target.kind === 'standardize';
  const input: SampleInput = { kind: 'tabular', features: featureWidth(steps.table) };
  const { kind } = target;
  const sampleTarget: SampleTarget =
    kind === 'label' ? { kind: 'class' } : { kind: 'values', shape: [] };
  const weighted = recipe.weight !== undefined || balance.classWeights !== null;
  const { copies } = balance;
  const writer = new PreparedWriter(work.folder, assignment, input, sampleTarget, weighted, {
    copies,
    newSink: work.newSink,
  });
  const alsoRead = [recipe.weight, ...(regression ? [target.column] : [])];
  let features: Float32Array | null = null;
  const rooms: OpRooms = new WeakMap();
  const read = [...steps.table.inputs, ...inputs.filter(({ column }) => alsoRead.includes(column))];
  try {
    for await (const { frame, firstRow, bad } of readFrames(session, table.staged, read)) {
      if (bad !== null) {
        const place = await lineOf(session, table.staged, bad.column, bad.row);
        return fail({ code: 'dataset/bad-value', path: table.path, ...place, expected: 'date' });
      }
      const splits = assignment.subarray(firstRow, firstRow + frame.rows);
      const training = { firstRow, splits, outOfFold: steps.outOfFold, rooms };
      const classes = new Int32Array(labels.subarray(firstRow, firstRow + frame.rows));
      features = featuresOf(
        steps.table,
        applyOps(steps.table.ops, frame, training).frame,
        features,
      );
      await writer.append({
        features,
        target: targetsOf(frame, target, classes),
        weight: weighted ? weightsOf(frame, recipe.weight, classes, splits, balance) : null,
      });
      work.onProgress(firstRow + frame.rows, table.staged.rows);
    }
    const { decimal } = table.staged;
    const dressed = table.staged.dressed?.map(({ column }) => column);
    const fittedRecipe: FittedRecipe = {
      version: 2,
      recipe,
      table: steps.table,
      target,
      decimal,
      ...(dressed !== undefined && { dressed }),
    };
    return ok({
      columns: withRoles(table.columns, recipe, steps),
      target: target.column,
      classCounts: table.classCounts,
      rows: writer.rows(),
      split: recipe.split,
      manifest: await writer.finish(table.plan.task, fittedRecipe),
    });
  } finally {
    await writer.close();
  }
}

/** What rows are to answer; of those that are given back, nothing else. */
function targetsOf(
  frame: Frame,
  target: FittedTarget,
  classes: Int32Array,
): Float32Array | Int32Array {
  if (target.kind === 'standardize') return scaledTargets(frame, target);
  return target.kind === 'label' ? classes : new Float32Array(frame.rows);
}

function scaledTargets(
  frame: Frame,
  { column, mean, stddev }: Extract<FittedTarget, { kind: 'standardize' }>,
): Float32Array {
  const vector = frame.columns.get(column);
  if (vector === undefined) throw new Error(`The target ${column} was not read`);
  return Float32Array.from(numbersOf(vector), (value) => (value - mean) / stddev);
}

/** A column of weights, times the class's weight for rows that train. */
function weightsOf(
  frame: Frame,
  column: string | undefined,
  classes: Int32Array,
  splits: Uint8Array,
  { classWeights }: Balance,
): Float32Array {
  const vector = column === undefined ? undefined : frame.columns.get(column);
  const own = vector === undefined ? null : numbersOf(vector);
  return weightedByClass(own, classes, splits, classWeights);
}

/** What each column of the source turned out to be for. */
function withRoles(
  columns: readonly Column[],
  { target, weight }: Recipe,
  { table }: FittedSteps,
): readonly Column[] {
  const used = new Set(table.inputs.map(({ column }) => column));
  const roleOf = (name: string): ColumnRole => {
    if (name === target) return 'target';
    if (name === weight) return 'weight';
    return used.has(name) ? 'feature' : 'ignored';
  };
  return columns.map((column) => ({ ...column, role: roleOf(column.name) }));
}
