import {
  type BrowsedColumn,
  type BrowsedRow,
  ROW_COLUMN,
  SPLIT_COLUMN,
  sqlName,
} from '../../../../app/dataset/explore/rows-query.ts';
import type { TableSort } from '../../../components/table.ts';

const CHARACTER_PX = 8;
const WIDE_CHARACTER_PX = 14;
const PADDING_PX = 40;
const [NARROWEST_PX, WIDEST_PX] = [80, 320];

/** A width that shows a column's name and most of the cells given; it stays while rows scroll by. */
export function columnWidth(name: string, cells: readonly (string | number | null)[]): number {
  const widest = Math.max(textPx(name), ...cells.map((cell) => textPx(String(cell ?? ''))));
  return Math.max(NARROWEST_PX, Math.min(WIDEST_PX, widest + PADDING_PX));
}

function textPx(text: string): number {
  let px = 0;
  // From here on characters are as wide as high.
  for (const character of text) px += character >= '\u2e80' ? WIDE_CHARACTER_PX : CHARACTER_PX;
  return px;
}

/** Widths of columns, from the first rows. */
export function columnWidths(
  columns: readonly BrowsedColumn[],
  rows: readonly BrowsedRow[],
): readonly number[] {
  return columns.map(({ name }, at) =>
    columnWidth(
      name,
      rows.map(({ cells }) => cells[at] ?? null),
    ),
  );
}

/** The order that a press on a header asks for; null for that of the source. */
export function orderOf({ column, descending }: TableSort): string | null {
  if (column === ROW_COLUMN && !descending) return null;
  return `${sqlName(column)}${descending ? ' DESC' : ''}`;
}

/** The header that an order is of, or null where it is something else. */
export function sortOf(order: string | null, names: readonly string[]): TableSort | null {
  if (order === null) return null;
  const all = [ROW_COLUMN, SPLIT_COLUMN, ...names];
  for (const descending of [false, true]) {
    const column = all.find((name) => orderOf({ column: name, descending }) === order.trim());
    if (column !== undefined) return { column, descending };
  }
  return null;
}
