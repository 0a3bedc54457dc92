import { LEFT_OUT } from '../dataset/recipes/assign-rows.ts';
import type { SplitAssignment } from '../dataset/split.ts';

/** Rows of a table as time goes by, series after series. */
export interface OrderedRows {
  /** Rows of the source. */
  readonly order: Uint32Array;
  /** Where in `order` each series begins, and last where the last one ends. */
  readonly begins: readonly number[];
}

/**
 * Orders rows by series, in the order these appear, and within one by time; rows of one time stay as they came.
 * @param ids   number of each row's series
 * @param times a number that grows with time
 */
export function orderRows(ids: ArrayLike<number>, times: ArrayLike<number>): OrderedRows {
  const order = Uint32Array.from({ length: times.length }, (_, row) => row).sort(
    (left, right) =>
      (ids[left] ?? 0) - (ids[right] ?? 0) ||
      (times[left] ?? 0) - (times[right] ?? 0) ||
      left - right,
  );
  const begins = [...order.keys()].filter(
    (at) => at === 0 || ids[order[at] ?? 0] !== ids[order[at - 1] ?? 0],
  );
  return { order, begins: [...begins, order.length] };
}

/** Windows by the row of the source that their target begins with. */
export interface Windows {
  /** Split of each row's window; rows without one are left out. */
  readonly assignment: SplitAssignment;
  /** Where in `order` each row stands. */
  readonly placeOf: Uint32Array;
}

/**
 * Finds the windows: a row's looks back on `window` rows of its series and ahead on `horizon`, itself the first of
 * these. It belongs to the split of what it is to foretell, and is left out where that lies in several.
 * @param splits split of each row of the source
 */
export function findWindows(
  { order, begins }: OrderedRows,
  splits: SplitAssignment,
  window: number,
  horizon: number,
): Windows {
  const assignment = new Uint8Array(order.length).fill(LEFT_OUT);
  const placeOf = new Uint32Array(order.length);
  for (const [at, row] of order.entries()) placeOf[row] = at;
  for (const [series, begin] of begins.slice(0, -1).entries()) {
    const last = (begins[series + 1] ?? 0) - horizon;
    for (let at = begin + window; at <= last; at += 1) {
      const row = order[at] ?? 0;
      const split = splits[row] ?? LEFT_OUT;
      const ahead = order.subarray(at, at + horizon);
      if (ahead.every((each) => splits[each] === split)) assignment[row] = split;
    }
  }
  return { assignment, placeOf };
}
