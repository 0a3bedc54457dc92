import type { Figures } from './figure.ts';
import { INPUT_IDS, INPUT_INDEX, type InputId } from './inputs.ts';
import type { ResolvedInputs } from './resolved-inputs.ts';
import type { WorkBasis } from './terms.ts';
import type { TokenPriceBasis } from './token-price.ts';

/** The flat vector of base values, in catalogue order; what is absent is 0. */
export function baseVector(
  values: Readonly<Partial<Record<InputId, { readonly base: number }>>>,
): Float64Array {
  return Float64Array.from(INPUT_IDS, (id) => values[id]?.base ?? 0);
}

/** A copy of a vector with some figures in place of its own. */
export function withFigures(vector: Float64Array, figures: Figures): Float64Array {
  const copy = vector.slice();
  for (const [id, figure] of Object.entries(figures)) {
    if (figure !== undefined) copy[INPUT_INDEX[id as InputId]] = figure.base;
  }
  return copy;
}

/** Which branches of the arithmetic the resolved inputs take. */
export function workBasis({
  scenario,
  values,
}: Pick<ResolvedInputs, 'scenario' | 'values'>): WorkBasis {
  const has = (id: InputId): boolean => values[id] !== undefined;
  return {
    work: scenario.work,
    isMeasured:
      scenario.work === 'serving'
        ? has('measured.inputTokensPerSecond') && has('measured.outputTokensPerSecond')
        : has('measured.hoursPerRun') && has('measured.kwhPerRun'),
    hasMeasuredPower: has('measured.busyWatts'),
    ...priceBasis(values),
    hasTrainingPrice: has('api.trainingUsdPerMtok') && has('work.tokensPerRun'),
  };
}

/** What the price of tokens needs to know of its figures beside their values. */
export function priceBasis(values: Readonly<Partial<Record<InputId, unknown>>>): TokenPriceBasis {
  return {
    hasLongPromptPrice:
      values['api.longInputUsdPerMtok'] !== undefined &&
      values['api.longOutputUsdPerMtok'] !== undefined,
  };
}
