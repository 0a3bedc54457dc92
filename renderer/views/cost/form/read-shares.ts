/** Shares as they were typed, or how many numbers were found where they will not do. */
export type SharesReading =
  | { readonly ok: true; readonly shares: readonly number[] }
  | { readonly ok: false; readonly found: number };

/** Numbers apart by spaces, commas or semicolons, of this or the Chinese width; none below 0, not all of them 0. */
export function readShares(text: string, count: number): SharesReading {
  const parts = text.split(/[\s,;，；、]+/).filter((part) => part !== '');
  const shares = parts.map((part) => (/^\d*\.?\d+$/.test(part) ? Number(part) : Number.NaN));
  const numbers = shares.filter((share) => Number.isFinite(share));
  const isWhole = parts.length === count && numbers.length === count;
  return isWhole && numbers.some((share) => share > 0)
    ? { ok: true, shares: numbers }
    : { ok: false, found: numbers.length };
}

/** The same as they are shown; of work that is the same all the time, ones. */
export function sharesText(shares: readonly number[] | null, count: number): string {
  return (shares ?? Array.from({ length: count }, () => 1)).join(' ');
}
