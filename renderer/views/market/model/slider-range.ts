import type { Bounds } from '../../../../app/bounds.ts';
import type { ParameterValue } from '../../../../app/market/market-parameters.ts';

const STEPS = 200;

/** What a slider goes over: a bit more than the likely range, within what is allowed. */
export function sliderRange(
  { low, base, high }: Pick<ParameterValue, 'low' | 'base' | 'high'>,
  bounds: Bounds,
): { readonly from: number; readonly to: number; readonly step: number } {
  const width = high > low ? high - low : Math.max(Math.abs(base), 0.01);
  const least = bounds.minimum ?? (bounds.above === undefined ? -Infinity : bounds.above);
  const most = bounds.maximum ?? Infinity;
  const step = 10 ** Math.floor(Math.log10((2 * width) / STEPS));
  const down = (value: number) => Math.floor(value / step + 1e-9) * step;
  const open = bounds.above === undefined ? 0 : step;
  const from = Math.max(down(low - width / 2), least + open);
  const to = Math.min(down(high + width / 2) + step, most);
  return { from: tidy(from), to: tidy(to), step: tidy(step) };
}

/** The limits of an amount in another unit, `perUnit` of which make one. */
export function scaledBounds(bounds: Bounds, perUnit: number): Bounds {
  const { minimum, maximum, above, below } = bounds;
  return {
    ...(minimum !== undefined && { minimum: tidy(minimum * perUnit) }),
    ...(maximum !== undefined && { maximum: tidy(maximum * perUnit) }),
    ...(above !== undefined && { above: tidy(above * perUnit) }),
    ...(below !== undefined && { below: tidy(below * perUnit) }),
  };
}

/** Without the dust of binary fractions. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
