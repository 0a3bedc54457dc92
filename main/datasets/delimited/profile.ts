import type { DuckDBValue } from '@duckdb/node-api';
import type { ColumnFacts } from '../../../app/dataset/column-type.ts';
import { FALSE_TEXTS, TRUE_TEXTS } from '../../../app/dataset/raw-value.ts';
import { COLUMNS_AT_ONCE, cellsOf } from './cells.ts';
import type { StagedTable } from './stage.ts';
import { sqlText, type TableSession } from './table-session.ts';

const TOP_VALUES = 20;
const LONGEST_TOP_VALUE = 200;

/** A column's facts with the statistics of its numbers; null where it has none. */
export interface ColumnProfile extends ColumnFacts {
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly mean: number | null;
  readonly stddev: number | null;
}

/** Counts what each column holds over all rows. */
export async function profileColumns(
  session: TableSession,
  table: StagedTable,
): Promise<readonly ColumnProfile[]> {
  const profiles: ColumnProfile[] = [];
  for (let from = 0; from < table.names.length; from += COLUMNS_AT_ONCE) {
    const names = table.names.slice(from, from + COLUMNS_AT_ONCE);
    const columns = names.map((_, at) => from + at);
    const found = await session.rows(
      `SELECT ${AGGREGATES} FROM ${cellsOf(table, columns)} GROUP BY index ORDER BY index`,
    );
    for (const [at, name] of names.entries()) {
      profiles.push(readProfile(name, table.rows, found[at] ?? []));
    }
  }
  return profiles;
}

const BOOLEANS = [...TRUE_TEXTS, ...FALSE_TEXTS].map(sqlText).join(', ');
const AGGREGATES = `
  count(text), count(DISTINCT text), count(number), count(*) FILTER (number = trunc(number)),
  count(*) FILTER (lower(text) IN (${BOOLEANS})), count(TRY_CAST(text AS TIMESTAMP)),
  coalesce(avg(length(text)), 0),
  coalesce(min(number - row) = max(number - row) AND min(number) IN (0, 1), false),
  min(number), max(number), avg(number), stddev_pop(number)`;

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
  table: StagedTable,
  column: number,
): Promise<readonly { readonly value: string; readonly count: number }[]> {
  const rows = await session.rows(
    `SELECT left(text, ${LONGEST_TOP_VALUE}) AS value, count(*) AS count
     FROM ${cellsOf(table, [column])} WHERE text IS NOT NULL
     GROUP BY value ORDER BY count DESC, value LIMIT ${TOP_VALUES}`,
  );
  return rows.map(([value, count]) => ({ value: String(value), count: Number(count) }));
}

function optionalNumber(value: DuckDBValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
