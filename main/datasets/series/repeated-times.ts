import type { PreviewWarning } from '../../../app/dataset/preview-warning.ts';
import type { AnalysedTable } from '../delimited/analysis.ts';
import { textCell } from '../delimited/cells.ts';
import { sqlText, type TableSession } from '../delimited/table-session.ts';

/**
 * Rows of a series whose time stands in it already, as it is written; none of other tables. They are windowed in the
 * order of the file, which is right for a clock that was put back and wrong for several series in one.
 */
export async function repeatedTimes(
  session: TableSession,
  { plan: { time }, staged }: AnalysedTable,
  id: string | undefined,
): Promise<readonly PreviewWarning[]> {
  const cellOf = (name: string) => {
    const index = staged.names.indexOf(name);
    return index < 0 ? null : textCell(index);
  };
  const cell = time === null ? null : cellOf(time);
  if (time === null || cell === null) return [];
  const series = (id === undefined ? null : cellOf(id)) ?? "''";
  const [[count, row, value] = []] = await session.rows(
    `SELECT count(*), min_by(line, row), min_by(time, row) FROM (
       SELECT row, line, ${cell} AS time,
         row_number() OVER (PARTITION BY ${cell}, ${series} ORDER BY row) AS turn
       FROM read_parquet(${sqlText(staged.parquetPath)}))
     WHERE turn > 1 AND time <> ''`,
  );
  if (Number(count) === 0) return [];
  const place = { row: Number(row), column: time, value: String(value) };
  return [{ kind: 'times-repeat', ...place, count: Number(count) }];
}
