import type { FittedSeries } from '../../../app/dataset/recipe.ts';
import type { FittedInput } from '../../../app/dataset/recipes/fitted-table.ts';
import { type Frame, isMissing, numbersOf } from '../../../app/dataset/recipes/frame.ts';
import type { SeriesScale } from '../../../app/series/series-scales.ts';

/** Columns that windows are made of. */
export type SeriesColumns = Pick<FittedSeries, 'time' | 'id' | 'values'>;

/** What windows are made of, in the order of the source. */
export interface SeriesRows {
  /** A number that grows with time. */
  readonly times: Float64Array;
  /** Number of each row's series, in order of appearance. */
  readonly ids: Uint32Array;
  /** [rows] of each column of `values`, in its own unit. */
  readonly values: readonly Float64Array[];
  /** What each series is called; null where all rows are of one. */
  readonly names: readonly (string | null)[];
}

/** A cell without which a row has no place in a series. */
export interface BadSeriesCell {
  readonly row: number;
  readonly column: string;
  readonly expected: string;
}

/** How the columns are read: what is none of its type is found here, not by the reader. */
export function seriesInputs({ time, id, values }: SeriesColumns): readonly FittedInput[] {
  return [
    { ...time, lenient: true },
    ...(id === null ? [] : [{ column: id, type: 'text' } as const]),
    ...values.map((column) => ({ column, type: 'number', lenient: true }) as const),
  ];
}

/** Collects the rows of a series, piece by piece. */
export class SeriesReader {
  readonly #columns: SeriesColumns;
  readonly #ids = new Map<string, number>();
  readonly #rows: Omit<SeriesRows, 'names'>;
  #row = 0;

  constructor(columns: SeriesColumns, rows: number) {
    this.#columns = columns;
    this.#rows = {
      times: new Float64Array(rows),
      ids: new Uint32Array(rows),
      values: columns.values.map(() => new Float64Array(rows)),
    };
  }

  /** What was read so far. */
  get rows(): SeriesRows {
    return { ...this.#rows, names: this.#columns.id === null ? [null] : [...this.#ids.keys()] };
  }

  /** Takes the next rows; the first cell that is missing or none of its column's type stops it. */
  add(frame: Frame): BadSeriesCell | null {
    const { time, id, values } = this.#columns;
    const bad =
      firstMissing(frame, time.column, 'date | number') ??
      (id === null ? null : firstMissing(frame, id, 'text, not empty')) ??
      values.reduce<BadSeriesCell | null>(
        (found, column) => found ?? firstMissing(frame, column, 'number'),
        null,
      );
    if (bad !== null) return { ...bad, row: bad.row + this.#row };
    this.#rows.times.set(numbersOf(vectorOf(frame, time.column)), this.#row);
    for (const [at, column] of values.entries()) {
      this.#rows.values[at]?.set(numbersOf(vectorOf(frame, column)), this.#row);
    }
    if (id !== null) this.#addIds(frame, id);
    this.#row += frame.rows;
    return null;
  }

  #addIds(frame: Frame, column: string): void {
    const vector = vectorOf(frame, column);
    if (vector.kind !== 'texts') throw new Error('Names of series are read as texts');
    for (const [row, text] of vector.values.entries()) {
      const name = text ?? '';
      const number = this.#ids.get(name) ?? this.#ids.size;
      this.#ids.set(name, number);
      this.#rows.ids[this.#row + row] = number;
    }
  }
}

function firstMissing(frame: Frame, column: string, expected: string): BadSeriesCell | null {
  const vector = vectorOf(frame, column);
  for (let row = 0; row < frame.rows; row += 1) {
    if (isMissing(vector, row)) return { row, column, expected };
  }
  return null;
}

function vectorOf(frame: Frame, column: string) {
  const vector = frame.columns.get(column);
  if (vector === undefined) throw new Error(`${column} was not read`);
  return vector;
}

/**
 * Writes one window, scaled, [window, values].
 * @param rows    rows of the source, as time goes by
 * @param columns numbers of each of `values`, in their own unit
 */
export function writeWindow(
  into: Float32Array,
  at: number,
  { means, stddevs }: SeriesScale,
  columns: readonly Float64Array[],
  rows: Uint32Array,
): void {
  for (const [step, row] of rows.entries()) {
    for (const [channel, values] of columns.entries()) {
      const value = ((values[row] ?? 0) - (means[channel] ?? 0)) / (stddevs[channel] ?? 1);
      into[at + step * columns.length + channel] = value;
    }
  }
}
