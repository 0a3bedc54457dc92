/** Where amounts stand on a logarithmic axis, pixels. */
export interface LogScale {
  readonly place: (value: number) => number;
  /** Powers of ten within it. */
  readonly ticks: readonly number[];
}

/** A scale from the power of ten below all values to the one above. Values are above 0. */
export function logScale(values: readonly number[], left: number, right: number): LogScale {
  const known = values.filter((value) => value > 0 && Number.isFinite(value));
  const from = Math.floor(Math.log10(known.reduce((least, value) => Math.min(least, value), 1)));
  const to = Math.max(
    from + 1,
    Math.ceil(Math.log10(known.reduce((most, value) => Math.max(most, value), 1e-12))),
  );
  const width = Math.max(1, right - left);
  return {
    place: (value) =>
      left +
      Math.min(1, Math.max(0, (Math.log10(Math.max(value, 1e-300)) - from) / (to - from))) * width,
    ticks: Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index)),
  };
}
