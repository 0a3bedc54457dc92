import { INPUT_IDS, INPUTS } from '../decision/inputs.ts';
import type { ResolvedInputs } from '../decision/resolved-inputs.ts';
import type { UncertainInput } from '../uncertainty/law.ts';

/**
 * The flat vector of a decision as laws, in catalogue order; what is absent is 0.
 * A lognormal law needs values above 0: a free price, or a range that reaches it, is drawn as a triangle.
 */
export function uncertainInputs(values: ResolvedInputs['values']): readonly UncertainInput[] {
  return INPUT_IDS.map((id): UncertainInput => {
    const input = values[id];
    if (input === undefined) return { law: 'fixed', low: 0, base: 0, high: 0 };
    const { low, base, high, law } = input;
    const { minimum, maximum } = INPUTS[id].bounds;
    return {
      law: law === 'lognormal' && low <= 0 ? 'triangular' : law,
      low,
      base,
      high,
      ...(minimum === undefined ? {} : { minimum }),
      ...(maximum === undefined ? {} : { maximum }),
    };
  });
}
