import type { SheetName } from '../fact-sheets.ts';
import { type AnyRow, definitionOf } from './read-row.ts';

/**
 * Whole months from a date to today; a date without its day or month counts from its first day.
 * Null for what is no date.
 * @param asOf  `2026`, `2026-08` or `2026-08-21`
 * @param today `2026-11-26`
 */
export function ageMonths(asOf: string, today: string): number | null {
  const [from, to] = [calendarDay(asOf), calendarDay(today)];
  if (from === null || to === null) return null;
  return (to.year - from.year) * 12 + to.month - from.month - (to.day < from.day ? 1 : 0);
}

/** Whether a row's figures are older than such figures hold. */
export function isStale(sheet: SheetName, row: AnyRow, today: string): boolean {
  const { staleAfterMonths } = definitionOf(sheet);
  if (staleAfterMonths === null || typeof row.as_of !== 'string') return false;
  const age = ageMonths(row.as_of, today);
  return age !== null && age >= staleAfterMonths;
}

function calendarDay(iso: string) {
  const parts = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?/.exec(iso);
  if (parts === null) return null;
  const [year = 0, month = 1, day = 1] = parts.slice(1).map((part) => Number(part ?? 1));
  return { year, month, day };
}
