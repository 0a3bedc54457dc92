import type { DuckDBValue } from '@duckdb/node-api';
import type { ColumnFacts } from '../../../app/dataset/column-type.ts';
import {
  FALSE_TEXTS,
  LARGEST_NUMBER,
  MISSING_TEXTS,
  TRUE_TEXTS,
} from '../../../app/dataset/raw-value.ts';
import type { StagedTable } from './stage.ts';
import { sqlText, type TableSession } from './table-session.ts';

/** What JavaScript's `trim` takes away, so that both clean cells alike. */
const SPACE = ' \t\n\v\f\r\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff';
/** Columns profiled in one query: each takes a hash table for its distinct values. */
const COLUMNS_AT_ONCE = 32;
const TOP_VALUES = 20;
const LONGEST_TOP_VALUE = 200;

/** A column's facts with the statistics of its numbers; null where it has none. */
export interface ColumnProfile extends ColumnFacts {
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly mean: number | null;
  readonly stddev: number | null;
}

/**
 * Makes the view `cells` (`row`, `line`, cleaned texts `c0` …, NULL where missing) over a staged
 * table, and the macro `number(text)`: NULL unless the text is a number that can be computed with.
 */
export async function openCells(session: TableSession, table: StagedTable): Promise<void> {
  const missing = MISSING_TEXTS.map(sqlText).join(', ');
  const columns = table.names.map(
    (_, column) =>
      `CASE WHEN clean(c${column}) NOT IN (${missing}) THEN clean(c${column}) END AS c${column}`,
  );
  await session.run(`CREATE MACRO clean(cell) AS trim(cell, ${sqlText(SPACE)})`);
  await session.run(`CREATE MACRO number(cell) AS
    CASE WHEN abs(TRY_CAST(cell AS DOUBLE)) <= ${LARGEST_NUMBER} AND NOT contains(cell, '_')
    THEN TRY_CAST(cell AS DOUBLE) END`);
  await session.run(`CREATE VIEW cells AS
    SELECT row, line, ${columns.join(', ')} FROM read_parquet(${sqlText(table.parquetPath)})`);
}

/** Counts what each column holds over all rows. */
export async function profileColumns(
  session: TableSession,
  table: StagedTable,
): Promise<readonly ColumnProfile[]> {
  const profiles: ColumnProfile[] = [];
  for (let from = 0; from < table.names.length; from += COLUMNS_AT_ONCE) {
    const names = table.names.slice(from, from + COLUMNS_AT_ONCE);
    const columns = names.map((_, column) => `c${from + column}`);
    const [row = []] = await session.rows(
      `SELECT ${columns.map(columnAggregates).join(', ')}
       FROM (SELECT row, ${columns.map((c) => `${c}, number(${c}) AS n_${c}`).join(', ')} FROM cells)`,
    );
    for (const [at, name] of names.entries()) {
      const values = row.slice(at * AGGREGATES, (at + 1) * AGGREGATES);
      profiles.push(readProfile(name, table.rows, values));
    }
  }
  return profiles;
}

const AGGREGATES = 12;
const BOOLEANS = [...TRUE_TEXTS, ...FALSE_TEXTS].map(sqlText).join(', ');

function columnAggregates(c: string): string {
  const n = `n_${c}`;
  return `
    count(${c}), count(DISTINCT ${c}), count(${n}), count(*) FILTER (${n} = trunc(${n})),
    count(*) FILTER (lower(${c}) IN (${BOOLEANS})), count(TRY_CAST(${c} AS TIMESTAMP)),
    coalesce(avg(length(${c})), 0), coalesce(min(${n} - row) = max(${n} - row) AND min(${n}) IN (0, 1), false),
    min(${n}), max(${n}), avg(${n}), stddev_pop(${n})`;
}

function readProfile(name: string, rows: number, values: readonly DuckDBValue[]): ColumnProfile {
  const [present, distinct, numbers, integers, booleans, datetimes, meanLength, countsRows] =
    values;
  const [minimum, maximum, mean, stddev] = values.slice(8).map(optionalNumber);
  return {
    name,
    rows,
    present: Number(present),
    distinct: Number(distinct),
    numbers: Number(numbers),
    integers: Number(integers),
    booleans: Number(booleans),
    datetimes: Number(datetimes),
    meanLength: Number(meanLength),
    countsRows: countsRows === true,
    minimum: minimum ?? null,
    maximum: maximum ?? null,
    mean: mean ?? null,
    stddev: stddev ?? null,
  };
}

/** Most frequent values of a column, most frequent first; long texts are cut. */
export async function topValues(
  session: TableSession,
  column: number,
): Promise<readonly { readonly value: string; readonly count: number }[]> {
  const rows = await session.rows(
    `SELECT left(c${column}, ${LONGEST_TOP_VALUE}) AS value, count(*) AS count FROM cells
     WHERE c${column} IS NOT NULL GROUP BY value ORDER BY count DESC, value LIMIT ${TOP_VALUES}`,
  );
  return rows.map(([value, count]) => ({ value: String(value), count: Number(count) }));
}

function optionalNumber(value: DuckDBValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
