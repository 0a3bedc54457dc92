import { LARGEST_NUMBER, MISSING_TEXTS } from '../../../app/dataset/raw-value.ts';
import type { StagedTable } from './stage.ts';
import { sqlText } from './table-session.ts';

/** What JavaScript's `trim` takes away, so that both clean cells alike. */
const SPACE = sqlText(
  ' \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff',
);
/**
 * Not `IN`: of so many texts DuckDB makes a join, and what two threads join comes in no certain order,
 * while labels and features are matched by the order of rows.
 */
const isMissing = (trimmed: string) =>
  `list_contains([${MISSING_TEXTS.map(sqlText).join(', ')}], ${trimmed})`;

/** Columns worked on in one query: each may take a hash table for its distinct values. */
export const COLUMNS_AT_ONCE = 32;

/**
 * A subquery over some columns of a staged table, one below the other: `index`, `row`, `line`,
 * `text` (cleaned) and `number`, NULL where the cell has none.
 *
 * One below the other because DuckDB plans a few expressions over thousands of cells at once, but
 * takes time in the square of their number to plan thousands of expressions.
 */
export function cellsOf(table: StagedTable, columns: readonly number[]): string {
  return `(${columns.map((column) => cellsOfOne(table, column)).join(' UNION ALL ')})`;
}

/** DuckDB reads 1_000 as a number; people and `parseNumber` do not. */
function cellsOfOne(table: StagedTable, column: number): string {
  return `SELECT ${column} AS index, row, line,
      ${presentIn('trimmed')} AS text,
      CASE WHEN abs(${numberIn('trimmed')}) <= ${LARGEST_NUMBER} AND NOT contains(trimmed, '_')
        THEN ${numberIn('trimmed')} END AS number
    FROM (SELECT row, line, ${trimmedCell(`c${column}`)} AS trimmed
          FROM read_parquet(${sqlText(table.parquetPath)}))`;
}

/** A cell without the space around it. Most cells begin and end with what is none: those are let be. */
export function trimmedCell(cell: string): string {
  return `CASE WHEN ${cell} > '!' AND ${cell} < '~' AND right(${cell}, 1) BETWEEN '!' AND '~'
    THEN ${cell} ELSE trim(${cell}, ${SPACE}) END`;
}

/** The present text in a trimmed cell, or NULL. */
export function presentIn(trimmed: string): string {
  return `CASE WHEN NOT ${isMissing(trimmed)} THEN ${trimmed} END`;
}

function numberIn(text: string): string {
  return `TRY_CAST(${text} AS DOUBLE)`;
}

/** A cell's number, NaN where it has none: no null, so that a chunk is read without looking for some. */
export function numberCell(column: number): string {
  const cell = `c${column}`;
  return `CASE WHEN contains(${cell}, '_') THEN ${NAN} ELSE
    coalesce(${numberIn(cell)}, ${numberIn(`trim(${cell}, ${SPACE})`)}, ${NAN}) END`;
}

/**
 * Whether to try a cell as a number. Those that begin as none does are let be, since DuckDB takes long to fail;
 * space that is not ASCII may stand before one. DuckDB reads 1_000 as a number; people do not.
 */
export function mayBeNumber(cell: string): string {
  return `(${cell} < ':' OR ${cell} > '~') AND NOT contains(${cell}, '_')`;
}

/** A cell's number, NaN where it is missing, infinite where it holds something else. */
export function keptNumber(column: number): string {
  const cell = `c${column}`;
  const trimmed = `trim(${cell}, ${SPACE})`;
  const number = (text: string) => `nullif(${numberIn(text)}, ${NAN})`;
  const tried = `CASE WHEN ${mayBeNumber(cell)}
    THEN coalesce(${number(cell)}, ${number(trimmed)}) END`;
  return `coalesce(${tried},
    CASE WHEN coalesce(${isMissing(trimmed)}, true) THEN ${NAN} ELSE 'Infinity'::DOUBLE END)`;
}

/** A cell's cleaned text, empty where it has none. */
export function textCell(column: number): string {
  const trimmed = `trim(c${column}, ${SPACE})`;
  return `CASE WHEN ${isMissing(trimmed)} THEN '' ELSE coalesce(${trimmed}, '') END`;
}

const NAN = "'NaN'::DOUBLE";

/** A cell as a sentence: whatever stands in it, `none` and `n/a` too, without the space around it; empty where nothing does. */
export function sentenceCell(column: number): string {
  return `coalesce(trim(c${column}, ${SPACE}), '')`;
}

/** Expressions over whole rows, in the order of the source, with the row's number first. */
export function rowsOf(table: StagedTable, cells: readonly string[]): string {
  return `SELECT ${['row', ...cells].join(', ')} FROM read_parquet(${sqlText(table.parquetPath)})`;
}
