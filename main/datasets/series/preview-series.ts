import type { SeriesPreview } from '../../../app/contract/family-previews.ts';
import { SPLITS } from '../../../app/dataset/dataset.ts';
import type { FittedInput } from '../../../app/dataset/recipes/fitted-table.ts';
import { countSplits, type SplitAssignment } from '../../../app/dataset/split.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { openScales } from '../../../app/series/series-scales.ts';
import { rowsOf, textCell } from '../delimited/cells.ts';
import { fitSeries, type SeriesWork } from './fit-series.ts';

/** Columns that are drawn, the target among them. */
const MOST_COLUMNS = 6;

/** The windows that a sample's rows make, and one of them before and after it is scaled. */
export async function previewSeries(
  work: SeriesWork,
  inputs: readonly FittedInput[],
  assignment: SplitAssignment,
): Promise<Result<SeriesPreview>> {
  const fit = await fitSeries(work, inputs, assignment);
  if (!fit.ok) return fit;
  const { series, rows, ordered, windows } = fit.value;
  const { window, horizon, values, target } = series;
  // The first window that trains is as good as any, and stays the same while others change.
  const first = windows.assignment.indexOf(0);
  const place = windows.placeOf[first] ?? 0;
  const scaleOf = openScales(series);
  const { means, stddevs } = scaleOf(rows.names[rows.ids[first] ?? 0] ?? null);
  const within = ordered.order.subarray(place - window, place + horizon);
  const columns = [target, ...values.filter((name) => name !== target)]
    .slice(0, MOST_COLUMNS)
    .map((name) => {
      const at = values.indexOf(name);
      const [mean, stddev] = [means[at] ?? 0, stddevs[at] ?? 1];
      const read = name === target ? within : within.subarray(0, window);
      const before = Array.from(read, (row) => rows.values[at]?.[row] ?? 0);
      return { name, mean, stddev, before, after: before.map((value) => (value - mean) / stddev) };
    });
  const told = await tellRows(work, [...within], [series.time.column, series.id]);
  return ok({
    kind: 'series',
    window,
    horizon,
    windows: countSplits(windows.assignment),
    series: ordered.begins.length - 1,
    of: series.id === null ? null : (told[0]?.[1] ?? ''),
    split: SPLITS[0],
    times: told.map(([time = '']) => time),
    columns,
  });
}

/** Cells of some rows as the source writes them, in the order of the rows that are asked for. */
async function tellRows(
  { session, table: { staged } }: SeriesWork,
  rows: readonly number[],
  columns: readonly (string | null)[],
): Promise<readonly (readonly string[])[]> {
  const named = columns.filter((column) => column !== null);
  const cells = named.map((column) => textCell(staged.names.indexOf(column)));
  const found = await session.rows(
    `${rowsOf(staged, cells)} WHERE list_contains([${rows.join(', ')}], row)`,
  );
  const byRow = new Map(found.map(([row, ...told]) => [Number(row), told.map(String)]));
  return rows.map((row) => byRow.get(row) ?? []);
}
