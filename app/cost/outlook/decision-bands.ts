import {
  type DecisionModel,
  emptyEvaluation,
  evaluateInputs,
  isSplit,
} from '../decision/compile.ts';
import { OPTION_KINDS, type OptionKind } from '../decision/decision.ts';
import {
  apiCash,
  type CashFlow,
  cumulative,
  hybridCash,
  monthsOf,
  ownCash,
  rentedCash,
} from '../decision/months.ts';
import type { ResolvedInputs } from '../decision/resolved-inputs.ts';
import { curveBands } from '../uncertainty/bands.ts';
import type { Correlation } from '../uncertainty/input-draws.ts';
import type { OptionBand } from './outlook.ts';
import { uncertainInputs } from './uncertain-inputs.ts';

/** Enough for the edge of a band: its months are worked out one by one, which takes a while. */
const DRAWS = 1024;

/** What has been paid by each month, in the middle four fifths of all draws. */
export function decisionBands(
  model: DecisionModel,
  values: ResolvedInputs['values'],
  correlation: Correlation | null,
  seed: number,
): readonly OptionBand[] {
  const { basis, load, hybridMachines, allowed, base } = model;
  const evaluation = emptyEvaluation();
  evaluateInputs(basis, load, base, hybridMachines, evaluation);
  const hasSplit = isSplit(evaluation);
  const options = OPTION_KINDS.filter(
    (option) => allowed[option] && (option !== 'hybrid' || hasSplit),
  );
  const horizonMonths = values['work.horizonMonths']?.base ?? 0;
  const months = horizonMonths + 1;
  const bands = curveBands(
    {
      curves: options.length,
      months,
      evaluate(inputs, outputs) {
        evaluateInputs(basis, load, inputs, hybridMachines, evaluation);
        const { terms } = evaluation;
        const byMonth = monthsOf(basis.work, load, evaluation);
        const cashOf: Readonly<Record<OptionKind, () => CashFlow>> = {
          own: () => ownCash(terms, byMonth),
          rent: () => rentedCash(byMonth),
          api: () => apiCash(byMonth),
          hybrid: () => hybridCash(basis.work, terms, byMonth, hybridMachines),
        };
        for (const [curve, option] of options.entries()) {
          const { paid, residualUsd } = cashOf[option]();
          for (const [month, usd] of cumulative(paid).entries()) {
            outputs[curve * months + month] = month === horizonMonths ? usd - residualUsd : usd;
          }
        }
      },
    },
    { inputs: uncertainInputs(values), correlation, seed, draws: DRAWS },
  );
  return options.flatMap((option, curve) => {
    const band = bands[curve];
    return band === undefined ? [] : [{ option, ...band }];
  });
}
