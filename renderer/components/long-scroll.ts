import { ROW_HEIGHT_PX } from './table.ts';

/** Browsers draw no element higher than some 17 million pixels; 10 million rows would need 320 million. */
const HIGHEST_PX = 12_000_000;

/** How a scroll bar stands for more rows than an element can be high. */
export interface LongScroll {
  /** Height of what scrolls, pixels. */
  readonly spacePx: number;
  /** How far rows can be moved up, pixels. */
  readonly farthestPx: number;
  /** Pixels that rows move for each pixel of the scroll bar; 1 unless there are very many. */
  readonly factor: number;
}

/**
 * @param rowCount   rows of `ROW_HEIGHT_PX`, below a header of the same height
 * @param viewHeight pixels of the view, header included
 */
export function longScroll(rowCount: number, viewHeight: number): LongScroll {
  const contentPx = (rowCount + 1) * ROW_HEIGHT_PX;
  const spacePx = Math.min(contentPx, HIGHEST_PX);
  const farthestPx = Math.max(0, contentPx - viewHeight);
  const scrollable = spacePx - viewHeight;
  return { spacePx, farthestPx, factor: scrollable > 0 ? farthestPx / scrollable : 1 };
}

/**
 * The rows to draw at a position, with one more at the end for those cut through.
 * @returns `first` included, `last` excluded; `shiftPx`: how far the first one is above the header's edge
 */
export function rowsAt(
  positionPx: number,
  viewHeight: number,
  rowCount: number,
): { first: number; last: number; shiftPx: number } {
  const first = Math.min(Math.floor(positionPx / ROW_HEIGHT_PX), Math.max(0, rowCount - 1));
  const last = Math.min(rowCount, first + Math.ceil(viewHeight / ROW_HEIGHT_PX) + 1);
  return { first, last, shiftPx: positionPx - first * ROW_HEIGHT_PX };
}
