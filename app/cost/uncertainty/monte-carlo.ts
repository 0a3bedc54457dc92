import { type CompiledFunction, cheapestOption } from './compiled-function.ts';
import { type Distribution, distributionOf, shareStandardError } from './distribution.ts';
import { type Correlation, inputDraws, type SourceOf } from './input-draws.ts';
import type { UncertainInput } from './law.ts';
import { scrambledSobol } from './sobol.ts';

/** How one option fares. */
export interface OptionUncertainty {
  /** Share of all draws in which it costs least. */
  readonly cheapestShare: number;
  readonly cheapestStandardError: number;
  /** Share of all draws whose inputs allow it; its costs are those of these draws. */
  readonly possibleShare: number;
  readonly cost: Distribution | null;
}

/** What `other` costs more than `option`, over the draws that allow both. */
export interface CostDifference {
  readonly option: number;
  readonly other: number;
  readonly distribution: Distribution | null;
}

export interface MeasureUncertainty {
  /** Share of all draws in which it is zero or more. */
  readonly reachedShare: number;
  readonly reachedStandardError: number;
  readonly distribution: Distribution | null;
}

export interface MonteCarlo {
  readonly draws: number;
  readonly seed: number;
  /** Why it ended: every share is known well enough, or the draws were used up. */
  readonly ended: 'standard-error' | 'draws';
  readonly options: readonly OptionUncertainty[];
  /** Every pair, the lower option first. */
  readonly differences: readonly CostDifference[];
  readonly measures: readonly MeasureUncertainty[];
}

export interface MonteCarloPlan {
  readonly inputs: readonly UncertainInput[];
  readonly correlation: Correlation | null;
  readonly seed: number;
  /** At most so many. */
  readonly draws: number;
  /** Ends once the standard error of every share is below this; null draws all. */
  readonly standardError: number | null;
  /** Scrambled Sobol' points of the seed unless another source is given. */
  readonly sourceOf?: SourceOf;
}

/** Draws per block: its columns stay in a processor's cache. */
const BLOCK = 128;
/** Looked at after so many draws and after each doubling, where quasi-random points are most even. */
const FIRST_LOOK = 4096;

/**
 * Costs of all options over the same draws of their inputs.
 * @source Sobol' points: see `sobol.ts`; stop rule: the binomial standard error √(P (1 − P) / n) of every share
 */
export function monteCarlo(compiled: CompiledFunction, plan: MonteCarloPlan): MonteCarlo {
  const { seed, draws: most } = plan;
  const { options, measures } = compiled;
  const width = options + measures;
  const sourceOf = plan.sourceOf ?? ((dimensions) => scrambledSobol(dimensions, seed));
  const draws = inputDraws(plan.inputs, plan.correlation, sourceOf);
  const columns = Int32Array.from(draws.varying);
  const inputs = Float64Array.from(plan.inputs, ({ base }) => base);
  const outputs = new Float64Array(width);
  const results = Array.from({ length: width }, () => new Float64Array(most));
  const cheapest = new Float64Array(options);
  const reached = new Float64Array(measures);

  let made = 0;
  let look = FIRST_LOOK;
  let ended: MonteCarlo['ended'] = 'draws';
  while (made < most) {
    const count = Math.min(BLOCK, most - made);
    const block = draws.next(count);
    for (let draw = 0; draw < count; draw += 1) {
      for (let column = 0; column < columns.length; column += 1) {
        inputs[columns[column] ?? 0] = block[column * count + draw] ?? 0;
      }
      compiled.evaluate(inputs, outputs);
      for (let output = 0; output < width; output += 1) {
        const values = results[output];
        if (values !== undefined) values[made + draw] = outputs[output] ?? Infinity;
      }
      const winner = cheapestOption(outputs, options);
      if (winner >= 0) cheapest[winner] = (cheapest[winner] ?? 0) + 1;
      for (let measure = 0; measure < measures; measure += 1) {
        if ((outputs[options + measure] ?? -1) >= 0) {
          reached[measure] = (reached[measure] ?? 0) + 1;
        }
      }
    }
    made += count;
    if (plan.standardError !== null && made === look) {
      if (worstStandardError([cheapest, reached], made) < plan.standardError) {
        ended = 'standard-error';
        break;
      }
      look *= 2;
    }
  }

  const drawn = results.map((values) => values.subarray(0, made));
  // Quantiles reorder what they are taken of: one copy serves all figures in turn.
  const copy = new Float64Array(made);
  const costs = drawn.slice(0, options);
  return {
    draws: made,
    seed,
    ended,
    options: costs.map((values, option) => {
      const share = (cheapest[option] ?? 0) / made;
      const possible = finiteOf(values, copy);
      return {
        cheapestShare: share,
        cheapestStandardError: shareStandardError(share, made),
        possibleShare: possible.length / made,
        cost: distributionOf(possible),
      };
    }),
    differences: differencesOf(costs, copy),
    measures: drawn.slice(options).map((values, measure) => {
      const share = (reached[measure] ?? 0) / made;
      return {
        reachedShare: share,
        reachedStandardError: shareStandardError(share, made),
        distribution: distributionOf(finiteOf(values, copy)),
      };
    }),
  };
}

function worstStandardError(counts: readonly Float64Array[], draws: number): number {
  let worst = 0;
  for (const column of counts) {
    for (const count of column) worst = Math.max(worst, shareStandardError(count / draws, draws));
  }
  return worst;
}

function differencesOf(
  costs: readonly Float64Array[],
  copy: Float64Array,
): readonly CostDifference[] {
  return costs.flatMap((own, option) =>
    costs.slice(option + 1).map((others, behind) => ({
      option,
      other: option + 1 + behind,
      distribution: distributionOf(differenceOf(own, others, copy)),
    })),
  );
}

/** Second minus first, where both are finite. */
function differenceOf(first: Float64Array, second: Float64Array, copy: Float64Array): Float64Array {
  let kept = 0;
  for (let draw = 0; draw < first.length; draw += 1) {
    const difference = (second[draw] ?? 0) - (first[draw] ?? 0);
    if (!Number.isFinite(difference)) continue;
    copy[kept] = difference;
    kept += 1;
  }
  return copy.subarray(0, kept);
}

function finiteOf(values: Float64Array, copy: Float64Array): Float64Array {
  let kept = 0;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    if (!Number.isFinite(value)) continue;
    copy[kept] = value;
    kept += 1;
  }
  return copy.subarray(0, kept);
}
