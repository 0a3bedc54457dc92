import type { ColumnType, Split } from '../dataset.ts';

/** Columns that every browsed table has beside its own: number in the source, from 1, and split. */
export const ROW_COLUMN = '#';
export const SPLIT_COLUMN = '#split';

/** Cells are cut to so many characters where rows are shown. */
export const SHOWN_CHARACTERS = 1000;

/** Which rows of a table to show, in which order. */
export interface RowsQuery {
  readonly split: Split | null;
  /** An SQL expression that is true for the rows wanted. */
  readonly where: string | null;
  /** SQL expressions, each with ASC or DESC if wanted; rows that tie, or all, stay in the source's order. */
  readonly order: string | null;
}

export interface BrowsedColumn {
  /** As expressions name it: the dataset's, with a number behind it where another differs only in case. */
  readonly name: string;
  readonly type: ColumnType;
}

export interface BrowsedRow {
  /** In the source, from 0. */
  readonly row: number;
  /** Null for rows that no split has. */
  readonly split: Split | null;
  /** As they are read, in the columns' order: null where missing or unreadable; long texts are cut. */
  readonly cells: readonly (string | number | null)[];
}

/** A page of the rows asked for. */
export interface RowsPage {
  readonly columns: readonly BrowsedColumn[];
  /** Rows that the query has. */
  readonly total: number;
  readonly rows: readonly BrowsedRow[];
}

/** Names by which expressions know the columns: SQL takes those that differ only in case for the same. */
export function browsedNames(names: readonly string[]): readonly string[] {
  const taken = new Set([ROW_COLUMN, SPLIT_COLUMN]);
  return names.map((name) => {
    let free = name;
    for (let number = 2; taken.has(free.toLowerCase()); number += 1) free = `${name}_${number}`;
    taken.add(free.toLowerCase());
    return free;
  });
}

/** A name as an SQL identifier. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
