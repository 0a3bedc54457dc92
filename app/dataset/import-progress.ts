/** What an import counts: bytes while it reads, rows while it stores. */
export const PROGRESS_UNITS = ['bytes', 'rows'] as const;
export type ProgressUnit = (typeof PROGRESS_UNITS)[number];

/** How far an import is. */
export interface ImportProgress {
  readonly done: number;
  /** null while nobody knows. */
  readonly total: number | null;
  readonly unit: ProgressUnit;
}

/** One of several datasets that are prepared one after the other; counts from 0. */
export interface FoldPlace {
  readonly index: number;
  readonly folds: number;
}

/** Which share of all folds is done; of the first where nothing says which it is. */
export function doneOfAll(
  { done, total }: ImportProgress,
  { index, folds }: FoldPlace = { index: 0, folds: 1 },
): number {
  const share = total === null || total === 0 ? 0 : done / total;
  return (index + Math.min(1, share)) / folds;
}

/** How fast a phase of an import goes, from when it began; null in its first second. */
export function importPace(
  { done, total }: ImportProgress,
  elapsedMs: number,
): { readonly perSecond: number; readonly leftMs: number | null } | null {
  if (elapsedMs < 1000 || done <= 0) return null;
  const perSecond = (1000 * done) / elapsedMs;
  return {
    perSecond,
    leftMs: total === null ? null : (1000 * Math.max(0, total - done)) / perSecond,
  };
}
