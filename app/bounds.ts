/** Limits of a number: `minimum` and `maximum` belong to the range, `above` and `below` do not. */
export interface Bounds {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly above?: number;
  readonly below?: number;
}

export function isWithin(value: number, bounds: Bounds): boolean {
  return (
    Number.isFinite(value) &&
    value >= (bounds.minimum ?? -Infinity) &&
    value <= (bounds.maximum ?? Infinity) &&
    value > (bounds.above ?? -Infinity) &&
    value < (bounds.below ?? Infinity)
  );
}

/** Behind what is bounded: ` in [1, 64)`, ` ≥ 1`; nothing without limits. */
export function boundsText(bounds: Bounds): string {
  const low = bounds.minimum ?? bounds.above;
  const high = bounds.maximum ?? bounds.below;
  const opening = bounds.minimum === undefined ? '(' : '[';
  const closing = bounds.maximum === undefined ? ')' : ']';
  if (low !== undefined && high !== undefined) return ` in ${opening}${low}, ${high}${closing}`;
  if (low !== undefined) return ` ${opening === '[' ? '≥' : '>'} ${low}`;
  if (high !== undefined) return ` ${closing === ']' ? '≤' : '<'} ${high}`;
  return '';
}
