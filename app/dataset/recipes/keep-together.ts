import type { RowClasses, SplitAssignment } from '../split.ts';

/** Rows that are to stand in one split, whichever. */
export type RowGroup = readonly number[];

/**
 * Brings each group of rows into one of the splits (or folds) that its rows were dealt to, and leaves all other rows
 * where they are. The largest groups go first, each to where rows of its classes are wanted most, so that every split
 * keeps its size and its share of each class as nearly as whole groups let it.
 * @param assignment split of every row; rows of `leftOut` stay in none
 * @param labels     class of every row
 */
export function keepTogether(
  assignment: SplitAssignment,
  groups: readonly RowGroup[],
  labels: RowClasses,
  leftOut: number,
): SplitAssignment {
  const splitOf = (row: number) => assignment[row] ?? leftOut;
  const apart = joinGroups(groups)
    .map((rows) => rows.filter((row) => splitOf(row) !== leftOut))
    .filter((rows) => new Set(rows.map(splitOf)).size > 1)
    .sort((left, right) => right.length - left.length || (left[0] ?? 0) - (right[0] ?? 0));
  const wanted = new Map<string, number>();
  const totals = new Map<number, number>();
  const key = (split: number, row: number) => `${split}/${labels[row] ?? 0}`;
  const move = (split: number, rows: RowGroup, by: number) => {
    for (const row of rows) {
      const place = key(split, row);
      wanted.set(place, (wanted.get(place) ?? 0) + by);
      totals.set(split, (totals.get(split) ?? 0) + by);
    }
  };
  for (const rows of apart) for (const row of rows) move(splitOf(row), [row], 1);
  const together = assignment.slice();
  for (const rows of apart) {
    const best = [...new Set(rows.map(splitOf))]
      .map((split) => ({ split, off: excess(split), lack: totals.get(split) ?? 0 }))
      .sort(
        (left, right) => left.off - right.off || right.lack - left.lack || left.split - right.split,
      )[0];
    if (best === undefined) continue;
    move(best.split, rows, -1);
    for (const row of rows) together[row] = best.split;

    /** How much further from what is wanted a split is with these rows. */
    function excess(split: number): number {
      const counts = new Map<string, number>();
      for (const row of rows) counts.set(key(split, row), (counts.get(key(split, row)) ?? 0) + 1);
      return [...counts].reduce((sum, [place, count]) => {
        const lack = wanted.get(place) ?? 0;
        return sum + Math.abs(lack - count) - Math.abs(lack);
      }, 0);
    }
  }
  return together;
}

/** Groups that share a row are one. Rows ascend; groups stand in the order of their first rows. */
export function joinGroups(groups: readonly RowGroup[]): readonly RowGroup[] {
  const above = new Map<number, number>();
  const rootOf = (row: number): number => {
    let root = row;
    for (let up = above.get(root); up !== undefined && up !== root; up = above.get(root)) root = up;
    above.set(row, root);
    return root;
  };
  for (const [first, ...others] of groups) {
    if (first === undefined) continue;
    const root = rootOf(first);
    for (const row of others) above.set(rootOf(row), root);
  }
  const joined = new Map<number, number[]>();
  for (const row of [...above.keys()].sort((left, right) => left - right)) {
    const root = rootOf(row);
    const rows = joined.get(root);
    if (rows === undefined) joined.set(root, [row]);
    else rows.push(row);
  }
  return [...joined.values()];
}

/**
 * Groups that take in whole groups of a column, for splits that keep these in one piece as well.
 * @param columnGroups group of every row by the column, numbered from 0
 */
export function widenGroups(
  groups: readonly RowGroup[],
  columnGroups: Int32Array,
): readonly RowGroup[] {
  if (groups.length === 0) return groups;
  const numbers = joinGroups(groups.map((rows) => rows.map((row) => columnGroups[row] ?? 0)));
  const joinedOf = new Map<number, number>();
  for (const [joined, ofOne] of numbers.entries()) {
    for (const number of ofOne) joinedOf.set(number, joined);
  }
  const widened = numbers.map((): number[] => []);
  for (const [row, number] of columnGroups.entries()) {
    const joined = joinedOf.get(number);
    if (joined !== undefined) widened[joined]?.push(row);
  }
  return widened;
}
