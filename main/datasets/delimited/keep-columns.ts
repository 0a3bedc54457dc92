import type { FileHandle } from 'node:fs/promises';
import { parseNumber, presentText } from '../../../app/dataset/raw-value.ts';
import { keptNumber } from './cells.ts';
import { type ColumnKeeper, NumberKeeper, TextKeeper } from './column-keepers.ts';
import { type KeptColumn, KeptColumns, openKept } from './kept-columns.ts';
import type { StagedTable } from './stage.ts';
import { streamRows } from './stream-rows.ts';
import { sqlText, type TableSession } from './table-session.ts';

/** Rows that show what a column holds. */
const FIRST_ROWS = 256;
/** Of smaller tables every pass is short. */
const FEWEST_ROWS = 20_000;
/** Each column has a file, and a block in memory. */
const MOST_COLUMNS = 64;
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
  if (scratch === null || rows < fewestRows || names.length > MOST_COLUMNS) return null;
  if (bytes > MOST_BYTES) return null;
  const known = session.kept(parquetPath);
  if (known !== undefined) return known;
  const numeric = await findNumeric(session, table);
  const files: FileHandle[] = [];
  try {
    for (const index of numeric.keys()) files.push(await openKept(scratch, index));
    const columns = await readColumns(session, table, numeric, files);
    const kept = new KeptColumns(columns, rows, files);
    session.keep(parquetPath, kept);
    return kept;
  } catch (cause) {
    for (const file of files) await file.close();
    throw cause;
  }
}

async function readColumns(
  session: TableSession,
  table: StagedTable,
  numeric: readonly boolean[],
  files: readonly FileHandle[],
): Promise<ReadonlyMap<number, KeptColumn>> {
  const keepers = files.map(
    (file, index): ColumnKeeper => (numeric[index] ? new NumberKeeper(file) : new TextKeeper(file)),
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

/** Whether most of the first cells of each column are numbers. */
async function findNumeric(session: TableSession, { names, parquetPath }: StagedTable) {
  const rows = await session.rows(
    `SELECT ${names.map((_, index) => `c${index}`).join(', ')}
     FROM read_parquet(${sqlText(parquetPath)}) LIMIT ${FIRST_ROWS}`,
  );
  return names.map((_, index) => {
    const cells = rows.map((row) => row[index]);
    const texts = cells.map((cell) => presentText(typeof cell === 'string' ? cell : null));
    const present = texts.filter((text) => text !== null);
    return 2 * present.filter((text) => parseNumber(text) !== null).length > present.length;
  });
}
