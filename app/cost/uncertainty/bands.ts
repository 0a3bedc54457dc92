import { type Correlation, inputDraws, type SourceOf } from './input-draws.ts';
import type { UncertainInput } from './law.ts';
import { takeQuantiles } from './quantile.ts';
import { scrambledSobol } from './sobol.ts';

/** Curves of the inputs, for instance the cumulative cost of each option by month. */
export interface CompiledCurves {
  readonly curves: number;
  readonly months: number;
  /** @param outputs `[curve · months + month]`; not finite where the inputs do not allow it */
  evaluate(inputs: Float64Array, outputs: Float64Array): void;
}

/** Quantiles of one curve, a number for each month; null in months that no draw has. */
export interface Band {
  readonly p10: readonly (number | null)[];
  readonly p50: readonly (number | null)[];
  readonly p90: readonly (number | null)[];
}

export interface BandsPlan {
  readonly inputs: readonly UncertainInput[];
  readonly correlation: Correlation | null;
  readonly seed: number;
  /** A few thousand are plenty for a line of a chart. */
  readonly draws: number;
  readonly sourceOf?: SourceOf;
}

const LEVELS = [0.1, 0.5, 0.9] as const;

/** Bands around curves, month by month, over the same draws for all curves. */
export function curveBands(compiled: CompiledCurves, plan: BandsPlan): readonly Band[] {
  const { curves, months } = compiled;
  const { draws, seed } = plan;
  const sourceOf = plan.sourceOf ?? ((dimensions) => scrambledSobol(dimensions, seed));
  const source = inputDraws(plan.inputs, plan.correlation, sourceOf);
  const block = source.next(draws);
  const inputs = Float64Array.from(plan.inputs, ({ base }) => base);
  const outputs = new Float64Array(curves * months);
  const points = outputs.length;
  const results = new Float64Array(points * draws);
  for (let draw = 0; draw < draws; draw += 1) {
    for (const [column, place] of source.varying.entries()) {
      inputs[place] = block[column * draws + draw] ?? 0;
    }
    compiled.evaluate(inputs, outputs);
    for (let point = 0; point < points; point += 1) {
      results[point * draws + draw] = outputs[point] ?? Infinity;
    }
  }
  return Array.from({ length: curves }, (_, curve) => {
    const quantiles = Array.from({ length: months }, (_unused, month) => {
      const start = (curve * months + month) * draws;
      const values = results.subarray(start, start + draws);
      return takeQuantiles(values.filter(Number.isFinite), LEVELS);
    });
    const line = (level: number) => quantiles.map((month) => month[level] ?? null);
    return { p10: line(0), p50: line(1), p90: line(2) };
  });
}
