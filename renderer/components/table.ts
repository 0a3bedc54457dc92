/** One column of a `Table`. */
export interface TableColumn<Id extends string = string> {
  readonly id: Id;
  readonly label: string;
  /** Numbers stand at the end, so that their digits line up. */
  readonly align?: 'start' | 'end' | undefined;
  readonly sortable?: boolean | undefined;
  /** CSS width; a column without one takes what its content needs. */
  readonly width?: string | undefined;
  /** Takes the width that is left, and cuts its text short rather than scroll. */
  readonly stretch?: boolean | undefined;
  /** Explains the column on hover. */
  readonly explanation?: string | undefined;
}

export interface TableSort<Id extends string = string> {
  readonly column: Id;
  readonly descending: boolean;
}

/** As `--row` in tokens.css. */
export const ROW_HEIGHT_PX = 32;
/** Rows further than this from view are not drawn. */
const OVERSCAN = 8;
const PAGE_ROWS = 10;

/**
 * Which rows of a long table to draw.
 * @param scrollTop   pixels above the view
 * @param viewHeight  pixels of the view
 * @returns `first` included, `last` excluded
 */
export function visibleRows(
  scrollTop: number,
  viewHeight: number,
  rowCount: number,
): { first: number; last: number } {
  const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT_PX) - OVERSCAN);
  const last = Math.min(rowCount, Math.ceil((scrollTop + viewHeight) / ROW_HEIGHT_PX) + OVERSCAN);
  return { first: Math.min(first, last), last };
}

/** The sort after pressing a column's header: its first press sorts ascending, the next turns it. */
export function nextSort<Id extends string>(sort: TableSort<Id> | null, column: Id): TableSort<Id> {
  return { column, descending: sort?.column === column && !sort.descending };
}

/** The row that a key leads to from another; null for keys that do not walk. */
export function walkTo(key: string, from: number, rowCount: number): number | null {
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + PAGE_ROWS,
    PageUp: from - PAGE_ROWS,
    Home: 0,
    End: rowCount - 1,
  };
  const target = targets[key];
  return target === undefined ? null : Math.max(0, Math.min(rowCount - 1, target));
}

/** The scroll position that shows a row below the sticky headers with the least movement, in pixels. */
export function scrollThatShows(index: number, scrollTop: number, viewHeight: number): number {
  const top = index * ROW_HEIGHT_PX;
  const lowest = viewHeight - 2 * ROW_HEIGHT_PX;
  return Math.min(Math.max(scrollTop, top - lowest), top);
}
