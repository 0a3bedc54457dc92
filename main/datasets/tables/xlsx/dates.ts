/** Formats of numbers that stand for dates and times. @source ECMA-376 part 1, §18.8.30 */
const DATE_FORMATS: ReadonlySet<number> = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51,
  52, 53, 54, 55, 56, 57, 58,
]);
const MS_PER_DAY = 86_400_000;
/** Day 0: Excel counts 29 February 1900, which never was, so days before March 1900 are off by one. */
const EPOCH_1900_MS = Date.UTC(1899, 11, 30);
const EPOCH_1904_MS = Date.UTC(1904, 0, 1);
/** The end of the year 9999. */
const LAST_DAY = 2_958_466;

/** Whether numbers in this format are dates; `code` is that of formats of the workbook's own. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return DATE_FORMATS.has(id);
  const bare = code.replace(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  return /[ymdhs]/i.test(bare) && !/[#0?]/.test(bare.replace(/\.0+/g, ''));
}

/** A day number as an ISO date, with the time where there is one; null where it is none. */
export function dateText(value: string, from1904: boolean): string | null {
  const days = Number(value);
  if (!Number.isFinite(days) || days < 0 || days >= LAST_DAY) return null;
  const epoch = from1904 ? EPOCH_1904_MS : EPOCH_1900_MS;
  const iso = new Date(epoch + Math.round(days * MS_PER_DAY)).toISOString();
  const time = iso.slice(11, 19);
  if (days < 1 && !from1904) return time;
  return time === '00:00:00' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${time}`;
}
