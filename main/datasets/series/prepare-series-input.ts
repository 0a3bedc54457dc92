import type { DecimalMark } from '../../../app/dataset/decimal-mark.ts';
import type { RawInput } from '../../../app/dataset/raw-input.ts';
import type { FittedSeries } from '../../../app/dataset/recipe.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { openScales, UNIT_NUMBERS } from '../../../app/series/series-scales.ts';
import { orderRows } from '../../../app/series/windows.ts';
import { lineOf } from '../delimited/check.ts';
import { TableSession } from '../delimited/table-session.ts';
import { formatOf } from '../detect-format.ts';
import type { PreparedInput } from '../prepared-input.ts';
import { readFrames } from '../recipes/read-frames.ts';
import { isTableFormat, stageTable } from '../tables/stage-table.ts';
import { SeriesReader, seriesInputs, writeWindow } from './series-rows.ts';

const MOST_ROWS = 1_000_000;

/**
 * The latest window of each series in a file, in the order these appear in it. The file's columns are found by the
 * names of its header.
 * @param usual how numbers are written where the input does not say it; found out where left out
 * @returns `run/input-invalid`, or the errors of the file
 */
export async function prepareSeriesInput(
  series: FittedSeries,
  input: RawInput,
  scratch: string,
  usual?: DecimalMark,
): Promise<Result<PreparedInput>> {
  if (input.kind !== 'file') return invalid('input', input.kind, `file, rows ≥ ${series.window}`);
  const { path } = input;
  const recognised = await formatOf(path, undefined);
  const found = recognised.ok ? recognised.value.format : 'csv';
  const format = isTableFormat(found) ? found : 'csv';
  return TableSession.with(scratch, undefined, async (session) => {
    const folders = { output: scratch, scratch };
    const decimal = input.decimal ?? usual;
    const options = { format, ...(decimal !== undefined && { dialect: { decimal } }) };
    const work = { session, path, options, folders, signal: undefined };
    const staged = await stageTable(work);
    if (!staged.ok) return staged;
    const { names, rows } = staged.value;
    if (rows > MOST_ROWS) return invalid('rows', String(rows), `integer ≤ ${MOST_ROWS}`);
    const inputs = seriesInputs(series);
    const missing = inputs.find(({ column }) => !names.includes(column));
    if (missing !== undefined) {
      return invalid('columns', names.join(', '), `column: ${missing.column}`);
    }
    const reader = new SeriesReader(series, rows);
    for await (const { frame } of readFrames(session, staged.value, inputs)) {
      const bad = reader.add(frame);
      if (bad === null) continue;
      const { row, value } = await lineOf(session, staged.value, bad.column, bad.row);
      return invalid(`${row}: ${bad.column}`, value, bad.expected);
    }
    return latestWindows(series, reader);
  });
}

function latestWindows(series: FittedSeries, { rows }: SeriesReader): Result<PreparedInput> {
  const { window, values, id } = series;
  const scaleOf = openScales(series);
  const own = values.indexOf(series.target);
  const { order, begins } = orderRows(rows.ids, rows.times);
  const count = begins.length - 1;
  const size = window * values.length;
  const features = new Float32Array(count * size);
  const units = new Float32Array(count * UNIT_NUMBERS);
  for (let at = 0; at < count; at += 1) {
    const [begin = 0, end = 0] = begins.slice(at, at + 2);
    const name = rows.names[at] ?? null;
    if (end - begin < window) {
      const place = id === null ? 'rows' : `${id} ${name ?? ''}: rows`;
      return invalid(place, String(end - begin), `integer ≥ ${window}`);
    }
    const scale = scaleOf(name);
    writeWindow(features, at * size, scale, rows.values, order.subarray(end - window, end));
    units.set([scale.means[own] ?? 0, scale.stddevs[own] ?? 1], at * UNIT_NUMBERS);
  }
  const named = id === null ? {} : { series: rows.names };
  return ok({ rows: count, features, ...named, ...(series.each !== undefined && { units }) });
}

function invalid(place: string, value: string, expected: string) {
  return fail({ code: 'run/input-invalid', place, value, expected });
}
