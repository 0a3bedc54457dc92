import { ok, type Result } from '../../errors.ts';
import { breakEvenDeclineOf } from '../decision/break-even.ts';
import { type CompiledDecision, compileDecision, type DecisionModel } from '../decision/compile.ts';
import { type BreakEvenDecline, OPTION_KINDS, type OptionKind } from '../decision/decision.ts';
import { INPUT_IDS, INPUT_INDEX, type InputId } from '../decision/inputs.ts';
import { prepareDecision } from '../decision/model.ts';
import type { ResolvedInputs } from '../decision/resolved-inputs.ts';
import type { Target } from '../uncertainty/compiled-function.ts';
import { elasticity } from '../uncertainty/elasticity.ts';
import { probabilityBelow, type UncertainInput } from '../uncertainty/law.ts';
import { type MonteCarlo, type MonteCarloPlan, monteCarlo } from '../uncertainty/monte-carlo.ts';
import { tornado } from '../uncertainty/tornado.ts';
import { decisionBands } from './decision-bands.ts';
import {
  type DecisionTornado,
  type OptionOutlook,
  type Outlook,
  optionAt,
  type PaybackOutlook,
} from './outlook.ts';
import { priceCorrelations } from './price-correlations.ts';
import { uncertainInputs } from './uncertain-inputs.ts';

/** How many draws, and when they are enough. */
export type DrawPlan = Pick<MonteCarloPlan, 'seed' | 'draws' | 'standardError'>;

/** Page and command line draw alike, so that their figures agree. @source COST_MODEL §7 */
export const DEFAULT_DRAWS: DrawPlan = { seed: 1, draws: 100_000, standardError: 0.005 };

/** How sure a decision is. The same scenario, sheets and seed give the same figures. */
export function decisionOutlook(
  resolved: ResolvedInputs,
  draws: DrawPlan = DEFAULT_DRAWS,
): Result<Outlook> {
  const { model } = prepareDecision(resolved);
  const inputs = uncertainInputs(resolved.values);
  const correlation = priceCorrelations(inputs);
  if (!correlation.ok) return correlation;
  const plan: MonteCarloPlan = { inputs, correlation: correlation.value, ...draws };
  const compiled = compileDecision(model);
  const costs = monteCarlo(compiled, plan);
  return ok({
    draws: costs.draws,
    seed: costs.seed,
    ended: costs.ended,
    options: optionOutlooks(costs, rankingOf(model, costs, plan)),
    differences: costs.differences.map(({ option, other, distribution }) => ({
      option: optionAt(option),
      other: optionAt(other),
      usd: distribution,
    })),
    payback: paybackOf(model, costs, inputs, breakEvenDeclineOf(resolved, model)),
    tornados: tornadosOf(model, compileDecision(model, { per: 'month' }), inputs),
    bands: decisionBands(model, resolved.values, correlation.value, draws.seed),
  });
}

/** The same draws with privacy and control charged on top, as the recommendation ranks options. */
function rankingOf(model: DecisionModel, costs: MonteCarlo, plan: MonteCarloPlan): MonteCarlo {
  const { privacy, control } = model.weights;
  if (privacy === 0 && control === 0) return costs;
  const weighted = compileDecision(model, { isWeighted: true });
  return monteCarlo(weighted, { ...plan, draws: costs.draws, standardError: null });
}

function optionOutlooks(costs: MonteCarlo, ranking: MonteCarlo): readonly OptionOutlook[] {
  return costs.options.map(({ possibleShare, cost }, index) => ({
    option: optionAt(index),
    cheapestShare: ranking.options[index]?.cheapestShare ?? 0,
    cheapestStandardError: ranking.options[index]?.cheapestStandardError ?? 0,
    possibleShare,
    usd: cost,
  }));
}

function paybackOf(
  model: DecisionModel,
  { measures: [saved] }: MonteCarlo,
  inputs: readonly UncertainInput[],
  decline: Pick<BreakEvenDecline, 'input' | 'exponent'>,
): PaybackOutlook | null {
  if (saved === undefined || model.rival === null || !model.allowed.own) return null;
  const law = inputs[INPUT_INDEX[decline.input]];
  return {
    probability: saved.reachedShare,
    standardError: saved.reachedStandardError,
    netPresentValueUsd: saved.distribution,
    fasterThanBreakEvenProbability:
      decline.exponent === null || law === undefined
        ? null
        : 1 - probabilityBelow(law, decline.exponent),
  };
}

/** What the API costs more than owning, then each option by itself, as far as they can do the work. */
function tornadosOf(
  model: DecisionModel,
  compiled: CompiledDecision,
  inputs: readonly UncertainInput[],
): readonly DecisionTornado[] {
  const outputs = new Float64Array(compiled.options + compiled.measures);
  const costOf = (option: OptionKind): Target => {
    const place = OPTION_KINDS.indexOf(option);
    return (vector) => {
      compiled.evaluate(vector, outputs);
      return outputs[place] ?? Infinity;
    };
  };
  const { base } = model;
  const own = costOf('own');
  const api = costOf('api');
  const tornados = [
    barsOf((vector) => api(vector) - own(vector), 'own', 'api', base, inputs),
    ...OPTION_KINDS.map((option) => barsOf(costOf(option), option, null, base, inputs)),
  ];
  // What cannot do the work at the base has no figure to move.
  return tornados.filter(({ baseUsd }) => Number.isFinite(baseUsd));
}

function barsOf(
  target: Target,
  option: OptionKind,
  against: OptionKind | null,
  base: Float64Array,
  inputs: readonly UncertainInput[],
): DecisionTornado {
  const bars = tornado(target, inputs).map(({ input, atLow, atHigh, swing }) => ({
    input: inputAt(input),
    low: inputs[input]?.low ?? 0,
    high: inputs[input]?.high ?? 0,
    usdAtLow: atLow,
    usdAtHigh: atHigh,
    swingUsd: swing,
    elasticity: against === null ? elasticity(target, base, input) : null,
  }));
  return { option, against, baseUsd: target(base), bars };
}

function inputAt(place: number): InputId {
  const id = INPUT_IDS[place];
  if (id === undefined) throw new Error(`There is no input ${place}`);
  return id;
}
