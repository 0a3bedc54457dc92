import type { PriceList, PriceRow } from '../../../app/contract/prices.ts';
import type { SheetDiff } from '../../../app/cost/sheets/diff.ts';
import type { CellValue } from '../../../app/cost/sheets/price-change.ts';
import type { TableSort } from '../../components/table.ts';

/** Rows that hold all words in their texts, and are stale if only such are wanted. */
export function matchingRows(
  rows: readonly PriceRow[],
  search: string,
  staleOnly: boolean,
): readonly PriceRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (staleOnly && !row.isStale) return false;
    if (words.length === 0) return true;
    const texts = Object.values(row.cells).filter((value) => typeof value === 'string');
    const text = `${row.key} ${texts.join(' ')}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Rows in the order of a column; what has no value stands last either way. */
export function sortedRows(rows: readonly PriceRow[], sort: TableSort | null): readonly PriceRow[] {
  if (sort === null) return rows;
  const direction = sort.descending ? -1 : 1;
  return rows.toSorted((left, right) => {
    const [a, b] = [left.cells[sort.column], right.cells[sort.column]];
    if (a === b) return 0;
    if (a === null || a === undefined) return 1;
    if (b === null || b === undefined) return -1;
    if (typeof a === 'number' && typeof b === 'number') return direction * (a - b);
    return direction * String(a).localeCompare(String(b), 'en', { numeric: true });
  });
}

/** The columns of a table: what a row is known by first, then the figures. */
export function tableColumns({ columns }: PriceList) {
  const shown = columns.filter(({ isShown }) => isShown);
  return [...shown.filter(({ isKey }) => isKey), ...shown.filter(({ isKey }) => !isKey)];
}

/** A difference as a row of a table. */
export interface DiffRow {
  readonly id: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly row: string;
  readonly column: string | null;
  readonly before: CellValue;
  readonly after: CellValue;
  readonly fraction: number | null;
}

/**
 * What people look for first, first: figures that changed, the largest change on top; then rows that
 * go and come; last, where figures come from.
 */
export function diffTable({ added, removed, changed }: SheetDiff): readonly DiffRow[] {
  const whole = (kind: 'added' | 'removed') => (row: string) => ({
    id: `${kind} ${row}`,
    kind,
    row,
    column: null,
    before: null,
    after: null,
    fraction: null,
  });
  const cells = changed.flatMap(({ row, cells }) =>
    cells.map((cell) => ({ id: `${row} ${cell.column}`, kind: 'changed' as const, row, ...cell })),
  );
  const isFigure = ({ before, after }: DiffRow) =>
    typeof before === 'number' || typeof after === 'number';
  // A figure that came or went counts for more than any that changed.
  const size = ({ fraction }: DiffRow) => Math.abs(fraction ?? Number.MAX_VALUE);
  return [
    ...cells.filter(isFigure).sort((left, right) => size(right) - size(left)),
    ...removed.map(whole('removed')),
    ...added.map(whole('added')),
    ...cells.filter((cell) => !isFigure(cell)),
  ];
}

/** Units in the width of a table's header; what is counted needs none beside its name. */
const SHORT_UNITS: Readonly<Record<string, string>> = {
  'USD/Mtok': '$/M',
  'USD/h': '$/h',
  'USD/GPU-h': '$/h',
  'USD/kWh': '$/kWh',
  USD: '$',
  cards: '',
  points: '',
  year: '',
  vCPU: '',
};

/** A unit as a table's header has room for it. */
export function shortUnit(unit: string | null): string {
  return unit === null ? '' : (SHORT_UNITS[unit] ?? unit);
}
