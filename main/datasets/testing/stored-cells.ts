import { join } from 'node:path';
import { ROWS_FILE } from '../delimited/stage.ts';
import { sqlText, TableSession } from '../delimited/table-session.ts';

/** Raw cells of all rows that a dataset keeps, as they lie. */
export function readStoredCells(folder: string): Promise<readonly (readonly (string | null)[])[]> {
  return TableSession.with(null, undefined, async (session) => {
    const path = sqlText(join(folder, ROWS_FILE));
    const rows = await session.rows(`SELECT * EXCLUDE (row, line) FROM read_parquet(${path})`);
    return rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : null)));
  });
}
