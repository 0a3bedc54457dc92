import { type SampleInput, type SampleTarget, SPLITS } from '../../../app/dataset/dataset.ts';
import type { FittedRecipe, FittedSeries } from '../../../app/dataset/recipe.ts';
import type { FittedInput } from '../../../app/dataset/recipes/fitted-table.ts';
import { numbersOf } from '../../../app/dataset/recipes/frame.ts';
import { countSplits, type SplitAssignment } from '../../../app/dataset/split.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { DEFAULT_HORIZON, DEFAULT_WINDOW } from '../../../app/series/series-options.ts';
import { findWindows, orderRows } from '../../../app/series/windows.ts';
import { lineOf } from '../delimited/check.ts';
import type { ImportedData } from '../importer.ts';
import { PreparedWriter } from '../prepared-writer.ts';
import type { PrepareWork } from '../recipes/prepare-work.ts';
import { readFrames } from '../recipes/read-frames.ts';
import {
  type SeriesColumns,
  SeriesReader,
  type SeriesRows,
  seriesInputs,
  writeWindow,
} from './series-rows.ts';

const TRAIN = 0;
/** Numbers of one piece at the most, whatever the window. */
const NUMBERS_AT_ONCE = 1 << 20;

/**
 * Prepares a table's rows as windows of time series, each with what comes behind it: [rows, window, values] and
 * [rows, horizon]. A window stands at the row that its target begins with; means and deviations come from rows of the
 * training split only.
 * @param inputs     how the columns are read
 * @param assignment split of every row
 */
export async function prepareSeries(
  work: PrepareWork,
  inputs: readonly FittedInput[],
  assignment: SplitAssignment,
): Promise<Result<ImportedData>> {
  const { table, recipe } = work;
  const fault = faultOf(work);
  if (fault !== null) return fail(fault);
  const { id = null, values: beside = [], time: timeName } = recipe.series ?? {};
  const { window = DEFAULT_WINDOW, horizon = DEFAULT_HORIZON } = recipe.series ?? {};
  const time = inputs.find(({ column }) => column === timeName);
  const target = recipe.target ?? '';
  if (time === undefined) throw new Error('A whole recipe names the time');
  const values = inputs
    .map(({ column }) => column)
    .filter((column) => column === target || beside.includes(column));
  const columns = { time: { ...time, type: timeType(time) }, id, values };
  const read = await readSeries(work, columns);
  if (!read.ok) return read;
  const rows = read.value;
  const ordered = orderRows(rows.ids, rows.times);
  const windows = findWindows(ordered, assignment, window, horizon);
  const counts = countSplits(windows.assignment);
  const empty = SPLITS.find((split) => counts[split] === 0);
  if (empty !== undefined) {
    const { path } = table;
    return fail({ code: 'dataset/series-too-short', path, split: empty, window, horizon });
  }
  const series: FittedSeries = {
    ...columns,
    target,
    window,
    horizon,
    ...momentsOf(rows, assignment),
  };
  const weights = await readWeights(work);
  const sampleTarget: SampleTarget = { kind: 'values', shape: [horizon] };
  const input: SampleInput = { kind: 'series', length: window, channels: values.length };
  const { folder } = work;
  const writer = new PreparedWriter(
    folder,
    windows.assignment,
    input,
    sampleTarget,
    weights !== null,
  );
  const own = values.indexOf(target);
  const [mean, stddev] = [series.means[own] ?? 0, series.stddevs[own] ?? 1];
  try {
    const size = window * values.length;
    const atOnce = Math.max(1, Math.floor(NUMBERS_AT_ONCE / size));
    for (let first = 0; first < table.staged.rows; first += atOnce) {
      const end = Math.min(first + atOnce, table.staged.rows);
      const features = new Float32Array((end - first) * size);
      const targets = new Float32Array((end - first) * horizon);
      for (let row = first; row < end; row += 1) {
        if ((windows.assignment[row] ?? SPLITS.length) >= SPLITS.length) continue;
        const place = windows.placeOf[row] ?? 0;
        const before = ordered.order.subarray(place - window, place);
        writeWindow(features, (row - first) * size, series, rows.values, before);
        for (const [step, each] of ordered.order.subarray(place, place + horizon).entries()) {
          const value = rows.values[own]?.[each] ?? 0;
          targets[(row - first) * horizon + step] = (value - mean) / stddev;
        }
      }
      await writer.append({
        features,
        target: targets,
        weight: weights?.slice(first, end) ?? null,
      });
      work.onProgress(end, table.staged.rows);
    }
    const fitted: FittedRecipe = {
      version: 2,
      recipe,
      table: null,
      series,
      target: { kind: 'standardize', column: target, mean, stddev },
      decimal: table.staged.decimal,
    };
    return ok({
      columns: table.columns,
      target,
      classCounts: [],
      rows: writer.rows(),
      split: recipe.split,
      manifest: await writer.finish('forecasting', fitted),
    });
  } finally {
    await writer.close();
  }
}

/** What a recipe asks that windows cannot have: steps that change columns, or a split that lets them see what comes. */
function faultOf({ recipe: { steps, split } }: PrepareWork) {
  const at = steps.findIndex(({ kind }) => kind !== 'type');
  const step = steps[at];
  if (step !== undefined) {
    const place = `steps[${at}].kind`;
    return { code: 'recipe/invalid', place, value: step.kind, expected: 'type' } as const;
  }
  if (split === undefined || split.kind === 'time' || split.kind === 'column') return null;
  const expected = 'time | column';
  return { code: 'recipe/invalid', place: 'split.kind', value: split.kind, expected } as const;
}

function timeType({ type }: FittedInput): 'number' | 'datetime' {
  return type === 'number' ? 'number' : 'datetime';
}

async function readSeries(
  { session, table }: PrepareWork,
  columns: SeriesColumns,
): Promise<Result<SeriesRows>> {
  const reader = new SeriesReader(columns, table.staged.rows);
  for await (const { frame } of readFrames(session, table.staged, seriesInputs(columns))) {
    const bad = reader.add(frame);
    if (bad === null) continue;
    const place = await lineOf(session, table.staged, bad.column, bad.row);
    const { path } = table;
    const { row, column } = place;
    if (place.value === '') return fail({ code: 'dataset/value-missing', path, row, column });
    return fail({ code: 'dataset/bad-value', path, ...place, expected: bad.expected });
  }
  return ok(reader.rows);
}

async function readWeights({ session, table, recipe }: PrepareWork): Promise<Float32Array | null> {
  const { weight } = recipe;
  if (weight === undefined) return null;
  const weights = new Float32Array(table.staged.rows);
  const input: FittedInput = { column: weight, type: 'number' };
  for await (const { frame, firstRow } of readFrames(session, table.staged, [input])) {
    const vector = frame.columns.get(weight);
    if (vector !== undefined) weights.set(numbersOf(vector), firstRow);
  }
  return weights;
}

/** Mean and standard deviation of every column over the training rows; a constant one is only shifted. */
function momentsOf({ values }: SeriesRows, assignment: SplitAssignment) {
  const moments = values.map((column) => {
    const training = column.filter((_, row) => assignment[row] === TRAIN);
    const mean = training.reduce((sum, value) => sum + value, 0) / training.length;
    const squares = training.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { mean, stddev: Math.sqrt(squares / training.length) || 1 };
  });
  return {
    means: moments.map(({ mean }) => mean),
    stddevs: moments.map(({ stddev }) => stddev),
  };
}
