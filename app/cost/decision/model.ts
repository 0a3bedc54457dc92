import type { CostBasis } from '../run-cost.ts';
import { type DecisionModel, emptyEvaluation, evaluateInputs, isSplit } from './compile.ts';
import { OPTION_KINDS, type OptionKind } from './decision.ts';
import { type Feasibility, feasibilityOf } from './feasibility.ts';
import type { ResolvedInputs } from './resolved-inputs.ts';
import { baseVector, workBasis } from './vector.ts';

/** A decision ready to be worked out, and what was found of each option on the way. */
export interface PreparedDecision {
  readonly model: DecisionModel;
  readonly feasibility: Readonly<Record<OptionKind, Feasibility>>;
}

/** Settles at the base what is decided before anything varies: which options can do the work, the split, the rival. */
export function prepareDecision(resolved: ResolvedInputs): PreparedDecision {
  const base = baseVector(resolved.values);
  const basis = workBasis(resolved);
  const found = feasibilityOf(resolved, base);
  const evaluation = emptyEvaluation();
  evaluateInputs(basis, resolved.levels, base, 0, evaluation);
  const feasibility = {
    ...found,
    hybrid: {
      feasible: found.hybrid.feasible && isSplit(evaluation),
      reasons: isSplit(evaluation) ? found.hybrid.reasons : [...found.hybrid.reasons, NO_SPLIT],
    },
  };
  const value = (option: OptionKind): number =>
    evaluation.presentValues[OPTION_KINDS.indexOf(option)] ?? Number.POSITIVE_INFINITY;
  // Whether a hybrid is one of its own depends on the inputs: the compiled function looks each time.
  const allowed = Object.fromEntries(
    OPTION_KINDS.map((option) => [
      option,
      found[option].feasible && Number.isFinite(value(option)),
    ]),
  ) as Record<OptionKind, boolean>;
  const rivals = (['rent', 'api'] as const).filter((option) => allowed[option]);
  const [rival = null] = rivals.sort((left, right) => value(left) - value(right));
  return {
    model: {
      basis,
      load: resolved.levels,
      allowed,
      base,
      weights: resolved.scenario.weights,
      rival,
      hybridMachines: evaluation.hybridMachines,
    },
    feasibility,
  };
}

const NO_SPLIT: CostBasis = { key: 'cost.fault.no-split', values: {}, source: null };
