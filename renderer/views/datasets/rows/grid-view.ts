/** Where the cells of a grid of any number of images lie. */
export interface GridView {
  readonly columns: number;
  /** Of all cells, pixels. */
  readonly heightPx: number;
  /** Cells to draw, the last excluded. */
  readonly first: number;
  readonly last: number;
}

/** Rows of cells further than this from view are not drawn. */
const OVERSCAN_ROWS = 2;

/**
 * @param cellPx     width of a cell at least, and its height
 * @param scrollTop  pixels above the view
 */
export function gridView(
  count: number,
  cellPx: { readonly width: number; readonly height: number },
  view: { readonly width: number; readonly height: number; readonly scrollTop: number },
): GridView {
  const columns = Math.max(1, Math.floor(view.width / cellPx.width));
  const rows = Math.ceil(count / columns);
  const firstRow = Math.max(0, Math.floor(view.scrollTop / cellPx.height) - OVERSCAN_ROWS);
  const lastRow = Math.ceil((view.scrollTop + view.height) / cellPx.height) + OVERSCAN_ROWS;
  const first = Math.min(count, firstRow * columns);
  const last = Math.max(first, Math.min(count, lastRow * columns));
  return { columns, heightPx: rows * cellPx.height, first, last };
}

/** The cell that a key leads to from another; null for keys that do not walk. */
export function walkGrid(
  key: string,
  from: number,
  count: number,
  { columns, pageRows }: { readonly columns: number; readonly pageRows: number },
): number | null {
  const targets: Readonly<Record<string, number>> = {
    ArrowRight: from + 1,
    ArrowLeft: from - 1,
    ArrowDown: from + columns,
    ArrowUp: from - columns,
    PageDown: from + columns * pageRows,
    PageUp: from - columns * pageRows,
    Home: 0,
    End: count - 1,
  };
  const target = targets[key];
  return target === undefined ? null : Math.max(0, Math.min(count - 1, target));
}
