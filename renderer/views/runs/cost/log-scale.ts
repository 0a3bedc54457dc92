/** Where amounts stand on a logarithmic axis, and the powers of ten along it. */
export interface LogScale {
  /** 0 at the axis' start, 1 at its end; an amount of zero stands at the start. */
  readonly place: (amount: number) => number;
  readonly decades: readonly number[];
}

/** Room beyond the outermost amounts, as a factor. */
const ROOM = 1.6;

/** A scale that holds all amounts; null where none is above zero. */
export function logScale(amounts: readonly number[]): LogScale | null {
  const positive = amounts.filter((amount) => amount > 0 && Number.isFinite(amount));
  if (positive.length === 0) return null;
  const from = Math.log10(Math.min(...positive) / ROOM);
  const to = Math.log10(Math.max(...positive) * ROOM);
  const first = Math.ceil(from);
  const decades = Array.from(
    { length: Math.max(0, Math.floor(to) - first + 1) },
    (_, index) => 10 ** (first + index),
  );
  return {
    place: (amount) =>
      amount > 0 ? Math.max(0, Math.min(1, (Math.log10(amount) - from) / (to - from))) : 0,
    decades,
  };
}
