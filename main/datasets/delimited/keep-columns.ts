import { join } from 'node:path';
import { isZeroLed } from '../../../app/dataset/column-type.ts';
import { parseNumber, presentText } from '../../../app/dataset/raw-value.ts';
import { keptNumber } from './cells.ts';
import { type ColumnKeeper, NumberKeeper, TextKeeper } from './column-keepers.ts';
import { ColumnStore } from './column-store.ts';
import { type KeptColumn, KeptColumns } from './kept-columns.ts';
import { zeroLedColumns } from './leading-zeros.ts';
import type { StagedTable } from './stage.ts';
import { streamRows } from './stream-rows.ts';
import { sqlText, type TableSession } from './table-session.ts';

/** Rows that show what a column holds. */
export const FIRST_ROWS = 256;
/** Of smaller tables every pass is short. */
export const FEWEST_ROWS = 20_000;
/** Each column has a file, and a block in memory. */
export const MOST_COLUMNS = 64;
/** Of larger tables the cells are read again by each pass. */
const MOST_BYTES = 8 * 1024 ** 3;

/**
 * Reads every cell of a staged table once, and keeps numbers and texts that repeat in the session's scratch
 * folder. Null where that would not pay or not fit: whoever reads the table then reads its cells.
 */
export async function keepColumns(
  session: TableSession,
  table: StagedTable,
  fewestRows = FEWEST_ROWS,
): Promise<KeptColumns | null> {
  const { names, rows, parquetPath } = table;
  const { scratch } = session;
  const bytes = rows * names.length * Float64Array.BYTES_PER_ELEMENT;
  const known = session.kept(parquetPath);
  if (known !== undefined) return known;
  if (scratch === null || rows < fewestRows || names.length > MOST_COLUMNS) return null;
  if (bytes > MOST_BYTES) return null;
  const numeric = await findNumeric(session, table);
  const stores = numeric.map((_, index) => newStore(scratch, index));
  try {
    for (const store of stores) await store.spill();
    const columns = await readColumns(session, table, numeric, stores);
    const kept = new KeptColumns(columns, rows, stores);
    session.keep(parquetPath, kept);
    return kept;
  } catch (cause) {
    for (const store of stores) await store.close();
    throw cause;
  }
}

async function readColumns(
  session: TableSession,
  table: StagedTable,
  numeric: readonly boolean[],
  stores: readonly ColumnStore[],
): Promise<ReadonlyMap<number, KeptColumn>> {
  const keepers = stores.map(
    (store, index): ColumnKeeper =>
      numeric[index] ? new NumberKeeper(store) : new TextKeeper(store),
  );
  const cells = numeric.map((isNumber, index) => (isNumber ? keptNumber(index) : `c${index}`));
  for await (const { chunk } of streamRows(session, table, cells)) {
    for (const [at, keeper] of keepers.entries()) {
      if (keeper.take(chunk.getColumnVector(at + 1), chunk.rowCount)) await keeper.flush();
    }
  }
  const columns = new Map<number, KeptColumn>();
  for (const [index, keeper] of keepers.entries()) {
    const column = await keeper.end();
    if (column !== null) columns.set(index, column);
  }
  return columns;
}

/** Makes the store of a column. */
export function newStore(scratch: string, index: number): ColumnStore {
  return new ColumnStore(join(scratch, `column-${index}.kept`));
}

/** Whether most of the first cells of each column are numbers, and none at all begins with a zero before a digit. */
async function findNumeric(session: TableSession, table: StagedTable) {
  const { names, parquetPath } = table;
  const rows = await session.rows(
    `SELECT ${names.map((_, index) => `c${index}`).join(', ')}
     FROM read_parquet(${sqlText(parquetPath)}) LIMIT ${FIRST_ROWS}`,
  );
  const first = names.map((_, index) =>
    mostlyNumbers(rows.map((row) => (typeof row[index] === 'string' ? row[index] : null))),
  );
  const numeric = [...first.keys()].filter((index) => first[index]);
  const zeroLed = await zeroLedColumns(session, table, numeric);
  return first.map((isNumber, index) => isNumber && !zeroLed.has(index));
}

/** Whether most of some cells that are present are numbers, and none is a code with zeros in front. */
export function mostlyNumbers(cells: readonly (string | null)[]): boolean {
  const present = cells.map(presentText).filter((text) => text !== null);
  if (present.some(isZeroLed)) return false;
  return 2 * present.filter((text) => parseNumber(text) !== null).length > present.length;
}
