import type { DuckDBValue } from '@duckdb/node-api';
import { type Dataset, SPLITS } from '../../../app/dataset/dataset.ts';
import {
  type BrowsedColumn,
  type BrowsedRow,
  browsedNames,
  ROW_COLUMN,
  type RowsPage,
  type RowsQuery,
  SHOWN_CHARACTERS,
  SPLIT_COLUMN,
  sqlName,
} from '../../../app/dataset/explore/rows-query.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { sqlText } from '../delimited/table-session.ts';
import type { BrowseSession } from './browse-session.ts';
import { BROWSED, browse } from './browse-table.ts';
import { checkExpression, expressionFailure } from './check-expression.ts';
import type { RowOrders } from './row-orders.ts';

/** Rows from here on are looked up in the whole order, which is then kept. */
const DIRECT_ROWS = 1000;
const ROW = sqlName(ROW_COLUMN);

interface Browsed {
  readonly session: BrowseSession;
  readonly columns: readonly BrowsedColumn[];
  readonly query: RowsQuery;
  /** Names this order of rows. */
  readonly key: string;
}

/**
 * A page of a dataset's rows, filtered and sorted by DuckDB.
 * Fails with `dataset/expression-invalid` at the field at fault, `recipe/no-table` or `dataset/damaged`.
 */
export async function queryRows(
  orders: RowOrders,
  folder: string,
  dataset: Dataset,
  query: RowsQuery,
  offset: number,
  limit: number,
): Promise<Result<RowsPage>> {
  const names = browsedNames(dataset.columns.map(({ name }) => name));
  const columns = dataset.columns.map(({ type }, at) => ({ name: names[at] ?? '', type }));
  const asked = { split: query.split, where: said(query.where), order: said(query.order) };
  const key = JSON.stringify([dataset.id, asked]);
  return browse(folder, dataset, async (session) => {
    if (!orders.knows(key)) {
      for (const field of ['where', 'order'] as const) {
        const expression = asked[field];
        if (expression === null) continue;
        const all = [...names, ROW_COLUMN, SPLIT_COLUMN];
        const checked = await checkExpression(session, field, expression, all);
        if (!checked.ok) return checked;
      }
    }
    const browsed = { session, columns, query: asked, key };
    const plain = asked.split === null && asked.where === null && asked.order === null;
    if (plain) return readAll(browsed, offset, limit);
    if (offset + limit <= DIRECT_ROWS) return readFirst(orders, browsed, offset, limit);
    return readOrdered(orders, browsed, offset, limit);
  });
}

/** An expression that says something, or null. */
function said(expression: string | null): string | null {
  return expression === null || expression.trim() === '' ? null : expression;
}

/** All rows as they came. */
async function readAll(
  { session, columns }: Browsed,
  offset: number,
  limit: number,
): Promise<Result<RowsPage>> {
  const [counted] = await session.rows(`SELECT count(*) FROM ${BROWSED}`);
  const range = `WHERE ${ROW} BETWEEN ${offset + 1} AND ${offset + limit} ORDER BY ${ROW}`;
  const rows = await readRows(session, columns, range);
  return ok({ columns, total: Number(counted?.[0]), rows });
}

/** Rows near the beginning of an order, without sorting all of them. */
async function readFirst(
  orders: RowOrders,
  { session, columns, query, key }: Browsed,
  offset: number,
  limit: number,
): Promise<Result<RowsPage>> {
  const rest = `${conditions(query)} ${ordering(query)} LIMIT ${limit} OFFSET ${offset}`;
  const count = `SELECT count(*) FROM ${BROWSED} ${conditions(query)}`;
  let sql = count;
  try {
    const total =
      orders.total(key) ?? orders.keepTotal(key, Number((await session.rows(count))[0]?.[0]));
    sql = selection(columns, rest);
    const rows = (await session.rows(sql)).map((row) => rowOf(row));
    return ok({ columns, total, rows });
  } catch (cause) {
    return fail(expressionFailure(cause, sql, query));
  }
}

/** Rows anywhere in an order, which is worked out once. */
async function readOrdered(
  orders: RowOrders,
  { session, columns, query, key }: Browsed,
  offset: number,
  limit: number,
): Promise<Result<RowsPage>> {
  const sql = `SELECT ${ROW} FROM ${BROWSED} ${conditions(query)} ${ordering(query)}`;
  try {
    const order = await orders.order(key, async (append) => {
      await session.each(sql, (chunk) => {
        const numbers = chunk.getColumnVector(0);
        append(
          Uint32Array.from({ length: chunk.rowCount }, (_, at) => Number(numbers.getItem(at))),
        );
      });
    });
    const wanted = order.subarray(offset, offset + limit);
    const total = order.length;
    if (wanted.length === 0) return ok({ columns, total, rows: [] });
    const found = await readRows(session, columns, `WHERE ${ROW} IN (${wanted.join(', ')})`);
    const byRow = new Map(found.map((row) => [row.row + 1, row]));
    return ok({ columns, total, rows: Array.from(wanted, (row) => rowIn(byRow, row)) });
  } catch (cause) {
    return fail(expressionFailure(cause, sql, query));
  }
}

function rowIn(rows: ReadonlyMap<number, BrowsedRow>, row: number): BrowsedRow {
  const found = rows.get(row);
  if (found === undefined) throw new Error(`Row ${row} was not read`);
  return found;
}

/** Each expression on lines of its own, so that a comment in it ends there. */
function conditions({ split, where }: RowsQuery): string {
  const parts = [
    ...(split === null ? [] : [`${sqlName(SPLIT_COLUMN)} = ${sqlText(split)}`]),
    ...(where === null ? [] : [`(\n${where}\n)`]),
  ];
  return parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`;
}

function ordering({ order }: RowsQuery): string {
  return order === null ? `ORDER BY ${ROW}` : `ORDER BY\n${order}\n, ${ROW}`;
}

async function readRows(
  session: BrowseSession,
  columns: readonly BrowsedColumn[],
  rest: string,
): Promise<readonly BrowsedRow[]> {
  return (await session.rows(selection(columns, rest))).map((row) => rowOf(row));
}

function selection(columns: readonly BrowsedColumn[], rest: string): string {
  const cells = columns.map(({ name, type }) => {
    const column = sqlName(name);
    if (type === 'number') return column;
    if (type === 'datetime') return shownTime(column);
    return `CASE WHEN length(${column}) > ${SHOWN_CHARACTERS}
      THEN left(${column}, ${SHOWN_CHARACTERS}) || '…' ELSE ${column} END`;
  });
  return `SELECT ${[ROW, sqlName(SPLIT_COLUMN), ...cells].join(', ')} FROM ${BROWSED} ${rest}`;
}

/** A day that has no time of its own is shown without one. */
function shownTime(column: string): string {
  return `CASE WHEN ${column} = date_trunc('day', ${column}) THEN ${column}::DATE::VARCHAR
    ELSE ${column}::VARCHAR END`;
}

function rowOf([row, split, ...cells]: readonly DuckDBValue[]): BrowsedRow {
  return {
    row: Number(row) - 1,
    split: SPLITS.find((name) => name === split) ?? null,
    cells: cells.map((cell) =>
      typeof cell === 'number' || typeof cell === 'string' ? cell : null,
    ),
  };
}
