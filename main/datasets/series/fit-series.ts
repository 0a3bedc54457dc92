import { SPLITS } from '../../../app/dataset/dataset.ts';
import type { FittedSeries } from '../../../app/dataset/recipe.ts';
import type { FittedInput } from '../../../app/dataset/recipes/fitted-table.ts';
import { countSplits, type SplitAssignment } from '../../../app/dataset/split.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import {
  DEFAULT_HORIZON,
  DEFAULT_WINDOW,
  type SeriesScaling,
} from '../../../app/series/series-options.ts';
import type { SeriesScale, SeriesScales } from '../../../app/series/series-scales.ts';
import {
  findWindows,
  type OrderedRows,
  orderRows,
  type Windows,
} from '../../../app/series/windows.ts';
import { lineOf } from '../delimited/check.ts';
import type { PrepareWork } from '../recipes/prepare-work.ts';
import { readFrames } from '../recipes/read-frames.ts';
import { withUnclearDate } from '../recipes/row-facts.ts';
import { type SeriesColumns, SeriesReader, type SeriesRows, seriesInputs } from './series-rows.ts';

const TRAIN = 0;

/** What fitting a series takes. */
export type SeriesWork = Pick<PrepareWork, 'session' | 'table' | 'recipe'>;

/** A series' rows and the windows that they make. */
export interface SeriesFit {
  readonly series: FittedSeries;
  readonly rows: SeriesRows;
  readonly ordered: OrderedRows;
  readonly windows: Windows;
}

/**
 * Reads a series, finds its windows, and fits means and deviations on rows of the training split.
 * @param inputs     how the columns are read
 * @param assignment split of every row
 */
export async function fitSeries(
  work: SeriesWork,
  inputs: readonly FittedInput[],
  assignment: SplitAssignment,
): Promise<Result<SeriesFit>> {
  const { table, recipe } = work;
  const fault = faultOf(work);
  if (fault !== null) return fail(fault);
  const { id = null, values: beside = [], time: timeName } = recipe.series ?? {};
  const {
    window = DEFAULT_WINDOW,
    horizon = DEFAULT_HORIZON,
    scaling = 'standard',
    scaleEach = false,
  } = recipe.series ?? {};
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
  const together = scaleOf(rows.values, (row) => assignment[row] === TRAIN, scaling);
  const isEach = scaleEach && scaling !== 'none';
  const series: FittedSeries = {
    ...columns,
    target,
    window,
    horizon,
    ...together,
    ...(isEach && { each: scalesOfEach(rows, ordered, assignment, scaling, together) }),
  };
  return ok({ series, rows, ordered, windows });
}

/** What a recipe asks that windows cannot have: steps that change columns, or a split that lets them see what comes. */
function faultOf({ table, recipe: { steps, split, series } }: SeriesWork) {
  const at = steps.findIndex(({ kind }) => kind !== 'type');
  const step = steps[at];
  if (step !== undefined) {
    const place = `steps[${at}].kind`;
    return { code: 'recipe/invalid', place, value: step.kind, expected: 'type' } as const;
  }
  if (series?.scaleEach === true && series.id === undefined) {
    const expected = table.plan.columns.map(({ name }) => name).join(' | ');
    return { code: 'recipe/invalid', place: 'series.id', value: '', expected } as const;
  }
  if (split === undefined || split.kind === 'time' || split.kind === 'column') return null;
  const expected = 'time | column';
  return { code: 'recipe/invalid', place: 'split.kind', value: split.kind, expected } as const;
}

function timeType({ type }: FittedInput): 'number' | 'datetime' {
  return type === 'number' ? 'number' : 'datetime';
}

async function readSeries(
  { session, table }: SeriesWork,
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
    const { expected } = bad;
    const error = { code: 'dataset/bad-value', path, ...place, expected } as const;
    return fail(withUnclearDate(error, columns.time));
  }
  return ok(reader.rows);
}

/** What every column is shifted and divided by, from some rows; a constant one is only shifted. */
function scaleOf(
  values: SeriesRows['values'],
  isFitted: (row: number) => boolean,
  scaling: SeriesScaling,
): SeriesScale {
  const moments = values.map((column) => {
    const [shift, factor] = MOMENTS[scaling](column.filter((_, row) => isFitted(row)));
    return { shift, factor: factor || 1 };
  });
  return {
    means: moments.map(({ shift }) => shift),
    stddevs: moments.map(({ factor }) => factor),
  };
}

/**
 * The scale of each series, from its own training rows; series that have none are left out. What is constant in a
 * series is divided by what all series together are.
 */
function scalesOfEach(
  { values, names }: SeriesRows,
  { order, begins }: OrderedRows,
  assignment: SplitAssignment,
  scaling: SeriesScaling,
  together: SeriesScale,
): SeriesScales {
  const found = names.flatMap((name, at) => {
    const training = order
      .subarray(begins[at], begins[at + 1])
      .filter((row) => assignment[row] === TRAIN);
    if (name === null || training.length === 0) return [];
    const moments = values.map((column, channel) => {
      const [shift, factor] = MOMENTS[scaling](
        Float64Array.from(training, (row) => column[row] ?? 0),
      );
      return { shift, factor: factor || (together.stddevs[channel] ?? 1) };
    });
    return [{ name, moments }];
  });
  return {
    ids: found.map(({ name }) => name),
    means: found.map(({ moments }) => moments.map(({ shift }) => shift)),
    stddevs: found.map(({ moments }) => moments.map(({ factor }) => factor)),
  };
}

type Moments = (training: Float64Array) => readonly [shift: number, factor: number];

const MOMENTS: Readonly<Record<SeriesScaling, Moments>> = {
  standard: (training) => {
    const mean = training.reduce((sum, value) => sum + value, 0) / training.length;
    const squares = training.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return [mean, Math.sqrt(squares / training.length)];
  },
  'min-max': (training) => {
    const sorted = training.toSorted();
    const [least, most] = [sorted.at(0) ?? 0, sorted.at(-1) ?? 0];
    return [least, most - least];
  },
  robust: (training) => {
    const sorted = training.toSorted();
    return [quantile(sorted, 0.5), quantile(sorted, 0.75) - quantile(sorted, 0.25)];
  },
  none: () => [0, 1],
};

/** Between two values as far along as it lies between them. @source Hyndman, Fan 1996, type 7 */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return below + (above - below) * (at - Math.floor(at));
}
