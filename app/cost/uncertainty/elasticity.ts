import type { Target } from './compiled-function.ts';

/** Relative step: the error of a central difference and of rounding are both about 1e-8 here. */
const STEP = 1e-4;

/**
 * Local elasticity d ln y / d ln x: by how many per cent the figure changes when the input changes by one.
 * @returns null where the input or the figure is not positive, or the figure does not exist beside the base
 */
export function elasticity(target: Target, base: Float64Array, place: number): number | null {
  const value = base[place] ?? 0;
  if (value <= 0) return null;
  const vector = base.slice();
  vector[place] = value * (1 + STEP);
  const above = target(vector);
  vector[place] = value * (1 - STEP);
  const below = target(vector);
  const slope = Math.log(above / below) / Math.log((1 + STEP) / (1 - STEP));
  return above > 0 && below > 0 && Number.isFinite(slope) ? slope : null;
}
