/** Days of a year in all rates of the market lab. @source COST_MODEL.md §10, example 4 */
export const DAYS_PER_YEAR = 365.25;

const MS_PER_DAY = 86_400_000;

/** Days since 1970-01-01 of a date; a month or a year alone counts from its first day. */
export function dayNumber(iso: string): number {
  const [year = 1970, month = 1, day = 1] = iso.slice(0, 10).split('-').map(Number);
  return Date.UTC(year, month - 1, day) / MS_PER_DAY;
}

/** Years from one date to another, negative backwards. */
export function yearsBetween(from: string, to: string): number {
  return (dayNumber(to) - dayNumber(from)) / DAYS_PER_YEAR;
}

/** The date so many years after another, to the day. */
export function dateAfter(from: string, years: number): string {
  const days = Math.round(dayNumber(from) + years * DAYS_PER_YEAR);
  return new Date(days * MS_PER_DAY).toISOString().slice(0, 10);
}
