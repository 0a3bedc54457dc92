import type { RecipePoint, TracedColumn } from '../../../app/dataset/recipes/fit-recipe.ts';
import type { FittedInput, FittedOp } from '../../../app/dataset/recipes/fitted-table.ts';
import { numbersOf, textsOf } from '../../../app/dataset/recipes/frame.ts';
import { cellsOf } from '../delimited/cells.ts';
import type { StagedTable } from '../delimited/stage.ts';
import { sqlText, type TableSession } from '../delimited/table-session.ts';
import type { TrainingFrame } from './training-sums.ts';

/** A column of training rows as a query: `value`, NULL where missing. */
export interface SqlColumn {
  readonly select: string;
  /** Table made for it, to be dropped. */
  readonly table: string | null;
}

/**
 * A column after some operations, worked out by DuckDB from the staged table: where the operations on it
 * are few and exact in floating point. Null where they are not.
 */
export function sqlColumn(
  staged: StagedTable,
  inputs: readonly FittedInput[],
  column: string,
  { ops, columns }: Pick<RecipePoint, 'ops' | 'columns'>,
): SqlColumn | null {
  const traced = columns.find(({ name }) => name === column);
  const input = inputs.find((one) => one.column === traced?.source);
  if (traced === undefined || input === undefined || input.type === 'datetime') return null;
  let name = input.column;
  let value = input.type === 'number' ? 'number' : 'text';
  for (const op of ops) {
    const next = sqlStep(op, name, value);
    if (next === null) return null;
    ({ name, value } = next);
  }
  if (name !== column) return null;
  const cells = cellsOf(staged, [staged.names.indexOf(input.column)]);
  const select = `SELECT ${value} AS value FROM ${cells} AS cells
    JOIN assignment ON cells.row = assignment.rowid WHERE assignment.value = 0`;
  return { select, table: null };
}

interface SqlValue {
  readonly name: string;
  readonly value: string;
}

/** The column after one operation; null where SQL does not do it, or does it otherwise. */
function sqlStep(op: FittedOp, name: string, value: string): SqlValue | null {
  switch (op.op) {
    case 'rename': {
      const entry = op.columns.find(({ column }) => column === name);
      return { name: entry?.to ?? name, value };
    }
    case 'require':
      return { name, value };
    case 'scale': {
      const entry = op.columns.find(({ column }) => column === name);
      if (entry === undefined) return { name, value };
      return {
        name,
        value: `((${value} - ${sqlNumber(entry.shift)}) / ${sqlNumber(entry.factor)})`,
      };
    }
    case 'clip': {
      const entry = op.columns.find(({ column }) => column === name);
      if (entry === undefined) return { name, value };
      const [low, high] = [sqlNumber(entry.low), sqlNumber(entry.high)];
      const clipped = `CASE WHEN ${value} < ${low} THEN ${low} WHEN ${value} > ${high} THEN ${high} ELSE ${value} END`;
      return { name, value: `(${clipped})` };
    }
    case 'fill': {
      const entry = op.columns.find(({ column }) => column === name);
      if (entry === undefined) return { name, value };
      const fill = typeof entry.value === 'number' ? sqlNumber(entry.value) : sqlText(entry.value);
      return { name, value: `coalesce(${value}, ${fill})` };
    }
    default:
      return op.columns.some(({ column }) => column === name) ? null : { name, value };
  }
}

/** JavaScript writes the shortest text that reads back as the same number, and DuckDB reads it so. */
function sqlNumber(value: number): string {
  return `'${value}'::DOUBLE`;
}

/** Keeps columns of training rows in a table of the session, one query for each. */
export async function keepValues(
  session: TableSession,
  columns: readonly string[],
  frames: AsyncIterable<TrainingFrame>,
  traced: readonly TracedColumn[],
): Promise<SqlColumn[]> {
  if (columns.length === 0) return [];
  const numeric = columns.map((column) => {
    const type = traced.find(({ name }) => name === column)?.type;
    return type === 'number' || type === 'datetime' || type === 'encoded';
  });
  const { name: table, appender } = await session.newTable(
    numeric.map((number, at) => `v${at} ${number ? 'DOUBLE' : 'VARCHAR'}`),
  );
  try {
    for await (const { frame, rows } of frames) {
      const vectors = columns.map((column) => frame.columns.get(column));
      for (const row of rows) {
        for (const [at, vector] of vectors.entries()) {
          if (vector === undefined) throw new Error(`${columns[at]} went missing`);
          if (numeric[at]) {
            const value = numbersOf(vector)[row] ?? Number.NaN;
            if (Number.isNaN(value)) appender.appendNull();
            else appender.appendDouble(value);
          } else {
            const text = textsOf(vector)[row] ?? null;
            if (text === null) appender.appendNull();
            else appender.appendVarchar(text);
          }
        }
        appender.endRow();
      }
    }
  } finally {
    appender.closeSync();
  }
  return columns.map((_, at) => ({ select: `SELECT v${at} AS value FROM ${table}`, table }));
}
