import type { AuditColumn } from '../../../app/dataset/audit/audit-table.ts';
import type { Column, Dataset } from '../../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { COLUMNS_AT_ONCE, numberCell, textCell } from '../delimited/cells.ts';
import { sqlText, TableSession } from '../delimited/table-session.ts';
import { openStored } from '../recipes/stored-rows.ts';
import type { SampledRows } from './read-sample.ts';

/** The raw columns of some rows that a dataset keeps. Fails with `dataset/damaged`. */
export function readColumns(
  folder: string,
  dataset: Dataset,
  { sourceRows }: SampledRows,
): Promise<Result<readonly AuditColumn[]>> {
  return TableSession.with(null, undefined, async (session) => {
    const stored = await openStored(session, folder, dataset);
    if (!stored.ok) return stored;
    const { parquetPath } = stored.value;
    const sample = await session.newTable(['wanted UINTEGER', 'place UINTEGER']);
    for (const [place, row] of sourceRows.entries()) {
      sample.appender.appendUInteger(row);
      sample.appender.appendUInteger(place);
      sample.appender.endRow();
    }
    sample.appender.closeSync();
    const columns: AuditColumn[] = [];
    for (let from = 0; from < dataset.columns.length; from += COLUMNS_AT_ONCE) {
      const some = dataset.columns.slice(from, from + COLUMNS_AT_ONCE);
      const cells = some.map(({ type }, at) =>
        type === 'number' ? numberCell(from + at) : textCell(from + at),
      );
      const rows = await session.rows(
        `SELECT ${cells.join(', ')} FROM read_parquet(${sqlText(parquetPath)})
         JOIN ${sample.name} ON row = wanted ORDER BY place`,
      );
      if (rows.length !== sourceRows.length) {
        return fail({ code: 'dataset/damaged', name: dataset.name, path: parquetPath });
      }
      for (const [at, column] of some.entries()) {
        columns.push(
          columnOf(
            column,
            rows.map((row) => row[at]),
          ),
        );
      }
    }
    return ok(columns);
  });
}

function columnOf({ name, role, type }: Column, cells: readonly unknown[]): AuditColumn {
  return type === 'number'
    ? { name, role, kind: 'number', values: Float64Array.from(cells, Number) }
    : { name, role, kind: 'text', values: cells.map(String) };
}
