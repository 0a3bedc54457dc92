import type { SampleInput, SampleTarget } from '../../../app/dataset/dataset.ts';
import { SPLITS } from '../../../app/dataset/dataset.ts';
import type { FittedRecipe } from '../../../app/dataset/recipe.ts';
import type { FittedInput } from '../../../app/dataset/recipes/fitted-table.ts';
import { numbersOf } from '../../../app/dataset/recipes/frame.ts';
import type { SplitAssignment } from '../../../app/dataset/split.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { openScales, UNIT_NUMBERS } from '../../../app/series/series-scales.ts';
import type { ImportedData } from '../importer.ts';
import { PreparedWriter } from '../prepared-writer.ts';
import type { PrepareWork } from '../recipes/prepare-work.ts';
import { readFrames } from '../recipes/read-frames.ts';
import { fitSeries } from './fit-series.ts';
import { writeWindow } from './series-rows.ts';

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
  const fit = await fitSeries(work, inputs, assignment);
  if (!fit.ok) return fit;
  const { series, rows, ordered, windows } = fit.value;
  const { window, horizon, values, target } = series;
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
    { hasUnits: series.each !== undefined },
  );
  const own = values.indexOf(target);
  const scales = rows.names.map(openScales(series));
  try {
    const size = window * values.length;
    const atOnce = Math.max(1, Math.floor(NUMBERS_AT_ONCE / size));
    for (let first = 0; first < table.staged.rows; first += atOnce) {
      const end = Math.min(first + atOnce, table.staged.rows);
      const features = new Float32Array((end - first) * size);
      const targets = new Float32Array((end - first) * horizon);
      const units = new Float32Array((end - first) * UNIT_NUMBERS);
      for (let row = first; row < end; row += 1) {
        if ((windows.assignment[row] ?? SPLITS.length) >= SPLITS.length) continue;
        const place = windows.placeOf[row] ?? 0;
        const before = ordered.order.subarray(place - window, place);
        const scale = scales[rows.ids[row] ?? 0] ?? series;
        const [mean, stddev] = [scale.means[own] ?? 0, scale.stddevs[own] ?? 1];
        writeWindow(features, (row - first) * size, scale, rows.values, before);
        units.set([mean, stddev], (row - first) * UNIT_NUMBERS);
        for (const [step, each] of ordered.order.subarray(place, place + horizon).entries()) {
          const value = rows.values[own]?.[each] ?? 0;
          targets[(row - first) * horizon + step] = (value - mean) / stddev;
        }
      }
      await writer.append({
        features,
        target: targets,
        weight: weights?.slice(first, end) ?? null,
        ...(series.each !== undefined && { units }),
      });
      work.onProgress(end, table.staged.rows);
    }
    // With a unit of its own beside each row, what is told of one is in that unit already.
    const [mean, stddev] =
      series.each === undefined ? [series.means[own] ?? 0, series.stddevs[own] ?? 1] : [0, 1];
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
