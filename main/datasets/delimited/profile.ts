import type { DuckDBValue } from '@duckdb/node-api';
import { looksLikeIdentifier } from '../../../app/dataset/column-type.ts';
import { COLUMNS_AT_ONCE, cellsOf, trimmedCell } from './cells.ts';
import { profileCoded } from './coded-profile.ts';
import type { ColumnProfile } from './column-profile.ts';
import { withDateOrders } from './date-orders.ts';
import { countNumbers } from './distinct-numbers.ts';
import type { KeptColumn } from './kept-columns.ts';
import { byFrequency, countTexts, type KeptTexts, profileKept } from './kept-profile.ts';
import { withLeadingZeros } from './leading-zeros.ts';
import { BOOLEANS, cleanedCells, readCells, timeIn } from './profile-sql.ts';
import type { StagedTable } from './stage.ts';
import { sqlText, type TableSession } from './table-session.ts';

const TOP_VALUES = 20;
const LONGEST_TOP_VALUE = 200;

/** Up to so many rows, different values are counted; above, estimated first. */
const EXACT_ROWS = 100_000;
/** Columns with fewer different values are counted whatever their rows. */
const EXACT_DISTINCT = 4000;
const COLUMNS_PROFILED_AT_ONCE = 12;
/** DuckDB takes longer to plan expressions for each column than to read wider tables. */
const WIDE_COLUMNS = 64;

/**
 * Counts what each column holds over all rows, each cell read once. In tables of more than `exactRows`
 * rows, columns with thousands of different values have their number of those estimated, by some 2 %.
 */
export async function profileColumns(
  session: TableSession,
  table: StagedTable,
  exactRows = EXACT_ROWS,
): Promise<readonly ColumnProfile[]> {
  const { names, rows } = table;
  if (names.length > WIDE_COLUMNS) {
    return withLeadingZeros(session, table, await profileWide(session, table));
  }
  const exact = rows <= exactRows;
  const kept = session.kept(table.parquetPath);
  const known = names.map((name, index) => profileKept(name, rows, kept?.column(index)));
  const read = new Map<number, ColumnProfile>();
  for (const index of known.keys()) {
    const column = kept?.column(index);
    if (known[index] === null && column?.kind === 'texts') {
      read.set(index, await profileCoded(session, names[index] ?? '', rows, column));
    }
  }
  const unread = [...known.keys()].filter((index) => known[index] === null && !read.has(index));
  for (const [index, own] of await profileCells(session, table, unread, exact)) {
    read.set(index, own);
  }
  const profiles: ColumnProfile[] = [];
  for (const [index, own] of known.entries()) {
    const profile = own ?? read.get(index);
    if (profile === undefined) throw new Error(`Column ${names[index]} was not profiled`);
    const counted = isCounted(own, kept?.column(index)) ?? exact;
    const told = counted ? {} : await distinctOf(session, table, profile, exact);
    profiles.push({ ...profile, ...told });
  }
  return withLeadingZeros(session, table, await withDateOrders(session, table, profiles));
}

/** Whether a column's different values were counted rather than estimated; null where its cells were read. */
function isCounted(own: ColumnProfile | null, column: KeptColumn | undefined): boolean | null {
  if (column?.kind === 'texts') return true;
  return own && own.numbers === 0;
}

/** Counts what some columns hold from their cells. */
async function profileCells(
  session: TableSession,
  table: StagedTable,
  columns: readonly number[],
  exact: boolean,
): Promise<ReadonlyMap<number, ColumnProfile>> {
  const profiles = new Map<number, ColumnProfile>();
  for (let from = 0; from < columns.length; from += COLUMNS_PROFILED_AT_ONCE) {
    const some = columns.slice(from, from + COLUMNS_PROFILED_AT_ONCE);
    const [found = []] = await session.rows(
      `SELECT ${some.map((column) => aggregatesOfColumn(column, exact)).join(', ')}
       FROM (SELECT row, ${some.map(cleanedCells).join(', ')}
             FROM (SELECT row, ${some.map(readCells).join(', ')}
                   FROM read_parquet(${sqlText(table.parquetPath)})))`,
    );
    for (const [at, column] of some.entries()) {
      const values = found.slice(at * AGGREGATES, (at + 1) * AGGREGATES);
      profiles.set(column, readProfile(table.names[column] ?? '', table.rows, values));
    }
  }
  return profiles;
}

/** The same for a table of very many columns, one below the other: see `cellsOf`. */
async function profileWide(
  session: TableSession,
  table: StagedTable,
): Promise<readonly ColumnProfile[]> {
  const profiles: ColumnProfile[] = [];
  const text = 'CASE WHEN number IS NULL THEN text END';
  const aggregates = aggregatesOf(
    { present: 'text', number: 'number', text },
    'count(DISTINCT text)',
  );
  for (let from = 0; from < table.names.length; from += COLUMNS_AT_ONCE) {
    const names = table.names.slice(from, from + COLUMNS_AT_ONCE);
    const columns = names.map((_, at) => from + at);
    const found = await session.rows(
      `SELECT ${aggregates} FROM ${cellsOf(table, columns)} GROUP BY index ORDER BY index`,
    );
    for (const [at, name] of names.entries()) {
      profiles.push(readProfile(name, table.rows, found[at] ?? []));
    }
  }
  return profiles;
}

/** How many expressions `aggregatesOf` has. */
const AGGREGATES = 12;

/** The aggregates of one column's own cells. */
function aggregatesOfColumn(column: number, exact: boolean): string {
  const [raw, number, text] = [`c${column}`, `n${column}`, `t${column}`];
  const numeric = (cell: string) => `CASE WHEN ${number} IS NOT NULL THEN ${cell} END`;
  const present = `coalesce(${text}, ${numeric(raw)})`;
  const distinct = exact
    ? `count(DISTINCT coalesce(${text}, ${numeric(trimmedCell(raw))}))`
    : `approx_count_distinct(${present})`;
  return aggregatesOf({ present, number, text }, distinct);
}

/** @param cells of a row: what is present, its number, and its text where it has no number */
function aggregatesOf(
  { present, number, text }: Readonly<Record<'present' | 'number' | 'text', string>>,
  distinct: string,
): string {
  return `count(${number}) + count(${text}), ${distinct}, count(${number}),
    count(*) FILTER (${number} = trunc(${number})),
    count(*) FILTER (lower(${text}) IN (${BOOLEANS})), count(${timeIn(text)}),
    coalesce(avg(length(${present})), 0),
    coalesce(min(${number} - row) = max(${number} - row) AND min(${number}) IN (0, 1), false),
    min(${number}), max(${number}), avg(${number}), stddev_pop(${number})`;
}

/** Counts a column's different values (of kept numbers those, however they were written), unless an estimate will do: not where they are few, nor where it may be an identifier. */
async function distinctOf(
  session: TableSession,
  table: StagedTable,
  profile: ColumnProfile,
  exact: boolean,
): Promise<Pick<ColumnProfile, 'distinct' | 'distinctEstimated'>> {
  const distinct = Math.min(profile.distinct, profile.present);
  if (!exact) {
    if (profile.countsRows) return { distinct: profile.present };
    const identifier = looksLikeIdentifier({ ...profile, distinct: profile.rows });
    if (distinct > EXACT_DISTINCT && !identifier) return { distinct, distinctEstimated: true };
  }
  const column = table.names.indexOf(profile.name);
  const kept = session.kept(table.parquetPath);
  const whole = profile.numbers === profile.present;
  const counted = whole ? await countNumbers(kept, kept?.column(column)) : null;
  if (counted !== null) return { distinct: counted };
  const [found = []] = await session.rows(
    `SELECT count(DISTINCT text) FROM ${cellsOf(table, [column])}`,
  );
  return { distinct: Number(found[0]) };
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

type TopValues = readonly { readonly value: string; readonly count: number }[];

/** Most frequent values of each of some columns, most frequent first; long texts are cut. */
export async function topValues(
  session: TableSession,
  table: StagedTable,
  columns: readonly number[],
): Promise<ReadonlyMap<number, TopValues>> {
  const found = new Map<number, { value: string; count: number }[]>();
  const kept = session.kept(table.parquetPath);
  const read: number[] = [];
  for (const index of columns) {
    const column = kept?.column(index);
    if (column?.kind === 'texts') found.set(index, topKept(column));
    else read.push(index);
  }
  for (let from = 0; from < read.length; from += COLUMNS_AT_ONCE) {
    const some = read.slice(from, from + COLUMNS_AT_ONCE);
    const rows = await session.rows(
      `SELECT index, value, count FROM (
         SELECT index, left(text, ${LONGEST_TOP_VALUE}) AS value, count(*) AS count
         FROM ${cellsOf(table, some)} WHERE text IS NOT NULL GROUP BY index, value)
       QUALIFY row_number() OVER (PARTITION BY index ORDER BY count DESC, value) <= ${TOP_VALUES}
       ORDER BY index, count DESC, value`,
    );
    for (const [index, value, count] of rows) {
      const values = found.get(Number(index)) ?? [];
      values.push({ value: String(value), count: Number(count) });
      found.set(Number(index), values);
    }
  }
  return found;
}

function topKept(column: KeptTexts) {
  const cut = new Map<string, number>();
  for (const [text, count] of countTexts(column)) {
    const characters = text.length > LONGEST_TOP_VALUE ? Array.from(text) : [];
    const value =
      characters.length > LONGEST_TOP_VALUE
        ? characters.slice(0, LONGEST_TOP_VALUE).join('')
        : text;
    cut.set(value, (cut.get(value) ?? 0) + count);
  }
  const most = byFrequency(cut).slice(0, TOP_VALUES);
  return most.map(([value, count]) => ({ value, count }));
}

function optionalNumber(value: DuckDBValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
