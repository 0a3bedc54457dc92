import { INPUT_IDS, INPUTS, type InputId } from '../decision/inputs.ts';
import type { ResolvedInputs } from '../decision/resolved-inputs.ts';
import type { UncertainInput } from '../uncertainty/law.ts';

/**
 * The flat vector of a decision as laws, in catalogue order; what is absent is 0.
 * A lognormal law needs values above 0: a free price, or a range that reaches it, is drawn as a triangle.
 */
export function uncertainInputs(values: ResolvedInputs['values']): readonly UncertainInput[] {
  const unreached = !reachesLongPrompts(values);
  return INPUT_IDS.map((id): UncertainInput => {
    const input = values[id];
    if (input === undefined) return fixedAt(0);
    if (unreached && LONG_PROMPT_PRICES.includes(id)) return fixedAt(input.base);
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

const LONG_PROMPT_PRICES: readonly InputId[] = [
  'api.longInputUsdPerMtok',
  'api.longCachedUsdPerMtok',
  'api.longOutputUsdPerMtok',
  'api.longWholeShare',
];
/** `high` is 1.6 standard deviations above the middle of a lognormal law: four times as far none of a billion draws gets. */
const FARTHEST = 4;

/** Whether any draw may have a prompt at the prices of long ones: drawing those for nothing would take a fifth longer. */
function reachesLongPrompts(values: ResolvedInputs['values']): boolean {
  const threshold = values['api.longPromptTokens']?.base;
  const prompt = values['work.inputTokens'];
  if (threshold === undefined || prompt === undefined) return false;
  return prompt.base * (prompt.high / prompt.base) ** FARTHEST > threshold;
}

function fixedAt(value: number): UncertainInput {
  return { law: 'fixed', low: value, base: value, high: value };
}
