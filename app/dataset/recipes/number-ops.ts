import type { OpEntries } from './fitted-table.ts';
import { numbersOf, type Vector } from './frame.ts';
import { normalQuantile } from './normal-quantile.ts';

/** What an operation makes of one column, one vector for each of its outputs. */
export type Apply<Entry> = (vector: Vector, entry: Entry, rooms?: OpRooms) => readonly Vector[];

/** Room that operations put numbers into, for each of their entries, where frames are done with one after the other. */
export type OpRooms = WeakMap<object, Float64Array>;

function roomFor(rooms: OpRooms | undefined, entry: object, rows: number): Float64Array {
  const known = rooms?.get(entry);
  if (known !== undefined && known.length >= rows) return known.subarray(0, rows);
  const made = new Float64Array(rows);
  rooms?.set(entry, made);
  return made;
}

/** Numbers in, numbers out; missing stays missing. */
function elementwise<Entry>(prepare: (entry: Entry) => (value: number) => number): Apply<Entry> {
  return (vector, entry) => {
    const values = numbersOf(vector);
    const map = prepare(entry);
    const mapped = new Float64Array(values.length);
    for (let row = 0; row < values.length; row += 1) mapped[row] = map(values[row] ?? Number.NaN);
    return [{ kind: 'numbers', values: mapped }];
  };
}

export const clip = elementwise<OpEntries['clip']>(
  ({ low, high }) =>
    (value) =>
      value < low ? low : Math.min(value, high),
);

/** By itself, as most tables are scaled, and a call for each number takes longer than the number. */
export const scale: Apply<OpEntries['scale']> = (vector, entry, rooms) => {
  const { shift, factor } = entry;
  const values = numbersOf(vector);
  const scaled = roomFor(rooms, entry, values.length);
  for (let row = 0; row < values.length; row += 1) {
    scaled[row] = ((values[row] ?? Number.NaN) - shift) / factor;
  }
  return [{ kind: 'numbers', values: scaled }];
};

export const log1p = elementwise<OpEntries['log1p']>(
  () => (value) => Math.sign(value) * Math.log1p(Math.abs(value)),
);

export const quantiles = elementwise<OpEntries['quantiles']>(({ knots, output }) => {
  const place = (value: number) => (Number.isNaN(value) ? value : quantilePlace(knots, value));
  return output === 'uniform' ? place : (value) => normalQuantile(place(value));
});

/**
 * Where a value stands among evenly spaced quantiles, in [0, 1]; the middle of its knots where several
 * are alike.
 */
function quantilePlace(knots: readonly number[], value: number): number {
  const last = knots.length - 1;
  if (last < 1) return 0.5;
  const above = firstAt(knots, (knot) => knot > value);
  const from = firstAt(knots, (knot) => knot >= value);
  if (from < above) return (from + above - 1) / 2 / last;
  if (above === 0) return 0;
  if (above > last) return 1;
  const low = knots[above - 1] ?? 0;
  const high = knots[above] ?? 0;
  return (above - 1 + (value - low) / (high - low)) / last;
}

/** The first index whose knot passes; knots that fail come before those that pass. */
function firstAt(knots: readonly number[], passes: (knot: number) => boolean): number {
  let low = 0;
  let high = knots.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (passes(knots[middle] ?? Number.NaN)) high = middle;
    else low = middle + 1;
  }
  return low;
}
