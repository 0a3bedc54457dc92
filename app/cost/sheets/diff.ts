import type { SheetName } from '../fact-sheets.ts';
import { cellOf } from './current-sheet.ts';
import type { CellValue } from './price-change.ts';
import { type AnyRow, definitionOf, rowKey } from './read-row.ts';

/** A cell that differs. */
export interface CellChange {
  readonly column: string;
  readonly before: CellValue;
  readonly after: CellValue;
  /** 0.25 for a price that rose by a quarter; null where it is no number, or rose from 0. */
  readonly fraction: number | null;
}

/** What stands differently in two states of a sheet. Rows are named by their keys. */
export interface SheetDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly { readonly row: string; readonly cells: readonly CellChange[] }[];
  readonly unchanged: number;
}

/** Rows added, removed and changed, in the order of `after`, those removed in the order of `before`. */
export function diffRows(
  sheet: SheetName,
  before: readonly AnyRow[],
  after: readonly AnyRow[],
): SheetDiff {
  const old = new Map(before.map((row) => [rowKey(sheet, row), row]));
  const kept = new Set(after.map((row) => rowKey(sheet, row)));
  const columns = Object.keys(definitionOf(sheet).columns);
  const added: string[] = [];
  const changed: SheetDiff['changed'][number][] = [];
  for (const row of after) {
    const key = rowKey(sheet, row);
    const earlier = old.get(key);
    if (earlier === undefined) {
      added.push(key);
      continue;
    }
    const cells = columns.flatMap((column) => changeOf(column, earlier, row));
    if (cells.length > 0) changed.push({ row: key, cells });
  }
  const removed = [...old.keys()].filter((key) => !kept.has(key));
  return { added, removed, changed, unchanged: after.length - added.length - changed.length };
}

/** Whether two values of cells are the same, whatever the order of their names. */
export function isSameCell(left: CellValue, right: CellValue): boolean {
  return left === right || canonical(left) === canonical(right);
}

function changeOf(column: string, before: AnyRow, after: AnyRow): readonly CellChange[] {
  const [left, right] = [cellOf(before, column), cellOf(after, column)];
  if (isSameCell(left, right)) return [];
  const numbers = typeof left === 'number' && typeof right === 'number' && left !== 0;
  return [{ column, before: left, after: right, fraction: numbers ? right / left - 1 : null }];
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
