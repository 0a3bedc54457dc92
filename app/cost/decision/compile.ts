import { OPTION_KINDS, type OptionKind } from './decision.ts';
import type { Work } from './input-rule.ts';
import type { LoadLevels } from './load-profile.ts';
import {
  API_EXPOSURE,
  apiPresentValue,
  bestSplit,
  hybridPresentValue,
  ownPresentValue,
  RENTED_EXPOSURE,
  rentPresentValue,
} from './present-values.ts';
import type { ScenarioWeights } from './scenario.ts';
import { addMonths, emptySplit, emptySums, type SplitSums, type Sums } from './sums.ts';
import { emptyTerms, fillTerms, type Terms, type WorkBasis } from './terms.ts';

/** What a decision follows from once its inputs are resolved: a base vector and a few choices. */
export interface DecisionModel {
  readonly basis: WorkBasis;
  readonly load: LoadLevels;
  /** Options that can do the work at all. */
  readonly allowed: Readonly<Record<OptionKind, boolean>>;
  /** Values in catalogue order. */
  readonly base: Float64Array;
  readonly weights: ScenarioWeights;
  /** What owning is compared with: the cheapest at the base that is not owned at all. */
  readonly rival: 'rent' | 'api' | null;
  /** Own machines of the hybrid: the split that is best at the base. */
  readonly hybridMachines: number;
}

/** Figures of one vector of inputs, before they are told apart by option. */
export interface Evaluation {
  readonly terms: Terms;
  readonly sums: Sums;
  readonly split: SplitSums;
  /** Present values in the order of `OPTION_KINDS`, USD; of options that are not allowed, too. */
  readonly presentValues: Float64Array;
  hybridMachines: number;
}

export function emptyEvaluation(): Evaluation {
  return {
    terms: emptyTerms(),
    sums: emptySums(),
    split: emptySplit(),
    presentValues: new Float64Array(OPTION_KINDS.length),
    hybridMachines: 0,
  };
}

/**
 * Works all options out for one vector of inputs.
 * @param hybridMachines 0: the best split for these inputs
 */
export function evaluateInputs(
  basis: WorkBasis,
  load: LoadLevels,
  inputs: Float64Array,
  hybridMachines: number,
  into: Evaluation,
): void {
  const { terms, sums, split, presentValues } = into;
  const { work } = basis;
  fillTerms(basis, inputs, terms);
  addMonths(terms, load, work === 'serving', sums);
  into.hybridMachines =
    hybridMachines > 0 ? hybridMachines : bestSplit(work, terms, load, sums.months, split);
  presentValues[0] = ownPresentValue(terms, sums);
  presentValues[1] = rentPresentValue(terms, sums);
  presentValues[2] = apiPresentValue(terms, sums);
  presentValues[3] = hybridPresentValue(work, terms, load, sums.months, into.hybridMachines, split);
}

/** Share of an option's work that leaves the house, which is also how far it depends on others. */
export function exposureOf(option: OptionKind, work: Work, { split }: Evaluation): number {
  if (option === 'own') return 0;
  if (option === 'rent') return RENTED_EXPOSURE;
  if (option === 'api') return API_EXPOSURE;
  const all = split.servedUnits + split.burstUnits;
  const elsewhere = work === 'serving' ? API_EXPOSURE : RENTED_EXPOSURE;
  return all > 0 ? (split.burstUnits / all) * elsewhere : 0;
}

/** What an option's cost is multiplied by for the privacy and control that it takes. */
export function weightFactor(weights: ScenarioWeights, exposure: number): number {
  return 1 + (weights.privacy + weights.control) * exposure;
}

/** Shares of the work below which it counts as not being split. */
const LEAST_SPLIT = 1e-9;

/**
 * Whether a hybrid is an option of its own: some work is done at home and some elsewhere. Otherwise it is
 * owning, or the other option with idle machines beside it.
 */
export function isSplit({ split }: Evaluation): boolean {
  const all = split.servedUnits + split.burstUnits;
  return split.servedUnits > LEAST_SPLIT * all && split.burstUnits > LEAST_SPLIT * all;
}

export interface CompileOptions {
  /** `kept`: the split decided on at the base. `optimised`: the best one for each vector of inputs. */
  readonly split: 'kept' | 'optimised';
  /** Whether privacy and control are charged on top, as the recommendation ranks options. */
  readonly isWeighted: boolean;
  /** What a cost is: the present value over the horizon, or the level month that has it. */
  readonly per: 'horizon' | 'month';
}

const AS_DECIDED: CompileOptions = { split: 'kept', isWeighted: false, per: 'horizon' };

/** A decision as a pure function of its inputs, for loops over many draws. */
export interface CompiledDecision {
  readonly options: number;
  readonly measures: number;
  /**
   * @param inputs  a value for each input, in catalogue order
   * @param outputs costs in the order of `OPTION_KINDS`, USD, `Infinity` of an option that cannot do
   *                the work; then what owning saves against its rival
   */
  evaluate(inputs: Float64Array, outputs: Float64Array): void;
}

/** Compiles a decision: what the function needs is kept, so that a call allocates nothing that stays. */
export function compileDecision(
  model: DecisionModel,
  options: Partial<CompileOptions> = {},
): CompiledDecision {
  const { split, isWeighted, per } = { ...AS_DECIDED, ...options };
  const { basis, load, weights } = model;
  const evaluation = emptyEvaluation();
  const machines = split === 'kept' ? model.hybridMachines : 0;
  const allowed = OPTION_KINDS.map((option) => model.allowed[option]);
  const rival = model.rival === null ? -1 : OPTION_KINDS.indexOf(model.rival);
  const count = OPTION_KINDS.length;
  return {
    options: count,
    measures: 1,
    evaluate(inputs, outputs) {
      evaluateInputs(basis, load, inputs, machines, evaluation);
      const { presentValues } = evaluation;
      const months = per === 'month' ? evaluation.sums.months : 1;
      for (let index = 0; index < count; index++) {
        const option = OPTION_KINDS[index] ?? 'own';
        const value = presentValues[index] ?? 0;
        const factor = isWeighted
          ? weightFactor(weights, exposureOf(option, basis.work, evaluation))
          : 1;
        const isOption = allowed[index] && (option !== 'hybrid' || isSplit(evaluation));
        outputs[index] = isOption && Number.isFinite(value) ? (value * factor) / months : Infinity;
      }
      const saved = rival < 0 ? 0 : (outputs[rival] ?? 0) - (outputs[0] ?? 0);
      outputs[count] = Number.isFinite(saved) ? saved : 0;
    },
  };
}
