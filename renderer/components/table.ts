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

/** Rows further than this from view are not drawn. */
const OVERSCAN = 8;

/**
 * Which rows of a long table to draw.
 * @param scrollTop   pixels above the view
 * @param viewHeight  pixels of the view
 * @param rowHeight   pixels of one row
 * @returns `first` included, `last` excluded
 */
export function visibleRows(
  scrollTop: number,
  viewHeight: number,
  rowHeight: number,
  rowCount: number,
): { first: number; last: number } {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - OVERSCAN);
  const last = Math.min(rowCount, Math.ceil((scrollTop + viewHeight) / rowHeight) + OVERSCAN);
  return { first: Math.min(first, last), last };
}

/** The sort after pressing a column's header: its first press sorts ascending, the next turns it. */
export function nextSort<Id extends string>(sort: TableSort<Id> | null, column: Id): TableSort<Id> {
  return { column, descending: sort?.column === column && !sort.descending };
}
