import type { FittedOp, FittedTable } from './fitted-table.ts';

/** A column as a row of features tells it: a number in the source's unit, or a category. */
export type UndoneValue = number | string;

/** A column on its way back, with the name that it has by now. */
interface Returning {
  readonly column: string;
  readonly value: UndoneValue;
}

/**
 * Columns of the source as features tell them, by the operations undone from the last to the first. Those that an
 * operation makes something else of for good, as hashing does, are left out.
 * @param features [width]
 */
export function undoTable(
  { inputs, ops, features: columns }: FittedTable,
  features: ArrayLike<number>,
): Readonly<Record<string, UndoneValue>> {
  const undone: Record<string, UndoneValue> = {};
  let from = 0;
  for (const { column, names } of columns) {
    const own = Array.from({ length: names.length }, (_, at) => features[from + at] ?? Number.NaN);
    from += names.length;
    const found = undoColumn(ops, column, own);
    if (found !== null && inputs.some((input) => input.column === found.column)) {
      undone[found.column] = found.value;
    }
  }
  return undone;
}

/** Null for what leads to no single column of the source. */
function undoColumn(
  ops: readonly FittedOp[],
  column: string,
  values: readonly number[],
): Returning | null {
  const [first = Number.NaN] = values;
  let returning: Returning | null = values.length === 1 ? { column, value: first } : null;
  for (const op of ops.toReversed()) {
    if (op.op === 'one-hot') {
      // What is encoded keeps its name up to the end.
      const entry = op.columns.find((each) => each.column === (returning?.column ?? column));
      if (entry === undefined) continue;
      const value = entry.categories[values.indexOf(Math.max(...values))];
      if (value === undefined) return null;
      returning = { column: entry.column, value };
    } else if (returning !== null) {
      returning = undoOne(op, returning);
      if (returning === null) return null;
    }
  }
  return returning;
}

function undoOne(op: FittedOp, returning: Returning): Returning | null {
  const { column, value } = returning;
  switch (op.op) {
    case 'rename': {
      const entry = op.columns.find(({ to }) => to === column);
      return entry === undefined ? returning : { column: entry.column, value };
    }
    case 'scale': {
      const entry = op.columns.find((each) => each.column === column);
      if (entry === undefined || typeof value !== 'number') return returning;
      return { column, value: value * entry.factor + entry.shift };
    }
    case 'log1p': {
      const isOwn = op.columns.some((each) => each.column === column);
      if (!isOwn || typeof value !== 'number') return returning;
      return { column, value: Math.sign(value) * Math.expm1(Math.abs(value)) };
    }
    case 'ordinal': {
      const entry = op.columns.find((each) => each.column === column);
      if (entry === undefined || typeof value !== 'number') return returning;
      const category = entry.categories[Math.round(value)];
      return category === undefined ? null : { column, value: category };
    }
    case 'quantiles':
    case 'target-means':
    case 'hash':
    case 'date-parts':
    case 'words':
      return op.columns.some((each) => each.column === column) ? null : returning;
    case 'drop':
    case 'require':
    case 'fill':
    case 'clip':
    case 'one-hot':
      return returning;
  }
}
