import type { ColumnProfile } from './column-profile.ts';
import { countTexts, type KeptTexts } from './kept-profile.ts';
import { BOOLEANS, cleanedCells, readCells, timeIn } from './profile-sql.ts';
import type { TableSession } from './table-session.ts';

/**
 * Facts of a column of which many cells are alike, where some may be numbers or times: DuckDB interprets each
 * different cell once, and they count as often as they stand there.
 */
export async function profileCoded(
  session: TableSession,
  name: string,
  rows: number,
  column: KeptTexts,
): Promise<ColumnProfile> {
  const { name: table, appender } = await session.newTable(['c0 VARCHAR', 'times UINTEGER']);
  for (const [code, cell] of column.cells.entries()) {
    appender.appendVarchar(cell);
    appender.appendUInteger(column.counts[code] ?? 0);
    appender.endRow();
  }
  appender.closeSync();
  const times = (condition: string) => `coalesce(sum(times) FILTER (${condition}), 0)`;
  const [found = []] = await session.rows(
    `SELECT ${times('n0 IS NOT NULL OR t0 IS NOT NULL')}, ${times('n0 IS NOT NULL')},
       ${times('n0 = trunc(n0)')}, ${times(`lower(t0) IN (${BOOLEANS})`)},
       ${times(timeIn('t0'))},
       coalesce(sum(times * length(coalesce(t0, CASE WHEN n0 IS NOT NULL THEN c0 END))), 0),
       min(n0), max(n0), sum(n0 * times) FILTER (n0 IS NOT NULL)
     FROM (SELECT times, ${cleanedCells(0)} FROM (SELECT times, ${readCells(0)} FROM ${table}))`,
  );
  const [present = 0, numbers = 0, integers = 0, booleans = 0, datetimes = 0, characters = 0] =
    found.slice(0, 6).map(Number);
  const [minimum, maximum, sum] = found
    .slice(6)
    .map((value) => (value === null ? null : Number(value)));
  const mean = sum == null ? null : sum / numbers;
  const [spread = []] = await session.rows(
    `SELECT sum(times * (n0 - ${mean ?? 0}) ** 2) FROM (
       SELECT times, ${cleanedCells(0)} FROM (SELECT times, ${readCells(0)} FROM ${table}))
     WHERE n0 IS NOT NULL`,
  );
  await session.run(`DROP TABLE ${table}`);
  return {
    name,
    rows,
    present,
    distinct: countTexts(column).size,
    numbers,
    integers,
    booleans,
    datetimes,
    meanLength: present > 0 ? characters / present : 0,
    countsRows: false,
    minimum: minimum ?? null,
    maximum: maximum ?? null,
    mean,
    stddev: mean === null ? null : Math.sqrt(Number(spread[0]) / numbers),
  };
}
