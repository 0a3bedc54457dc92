import type { DuckDBDataChunk } from '@duckdb/node-api';
import { rowsOf } from './cells.ts';
import type { StagedTable } from './stage.ts';
import type { TableSession } from './table-session.ts';

/** Some rows of a staged table; its first column is their number. */
export interface RowsChunk {
  readonly chunk: DuckDBDataChunk;
  /** Number in the source of the first row; the others follow. */
  readonly firstRow: number;
}

/**
 * Expressions over whole rows, piece by piece, in the order of the source. Rows are known by their place
 * from here on: in any other order, labels would go to other rows, so one ends the work as a bug.
 */
export async function* streamRows(
  session: TableSession,
  table: StagedTable,
  cells: readonly string[],
): AsyncGenerator<RowsChunk> {
  let firstRow = 0;
  for await (const chunk of session.stream(rowsOf(table, cells))) {
    const numbers = chunk.getColumnVector(0);
    const last = chunk.rowCount - 1;
    if (numbers.getItem(0) !== firstRow || numbers.getItem(last) !== firstRow + last) {
      throw new Error(`Row ${numbers.getItem(0)} came in place of row ${firstRow}`);
    }
    yield { chunk, firstRow };
    firstRow += chunk.rowCount;
  }
}
