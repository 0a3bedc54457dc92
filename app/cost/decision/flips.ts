import type { CostBasis } from '../run-cost.ts';
import { cheapestOption } from '../uncertainty/compiled-function.ts';
import { flipsAround } from '../uncertainty/flips.ts';
import { compileDecision, type DecisionModel } from './compile.ts';
import { type Flip, OPTION_KINDS, type OptionKind } from './decision.ts';
import { INPUT_INDEX, INPUTS, type InputId, inputsOf } from './inputs.ts';
import type { ResolvedInputs } from './resolved-inputs.ts';

/** How far from its base an amount is looked through, as a factor. */
const REACH = 100;
/** Rates per year, as exponents, that are looked through: prices that rise 3-fold and fall 50-fold a year. */
const RATE_RANGE = [-1.1, 4] as const;
/** Two costs that differ by less are the same. */
const SAME_COST = 1e-9;
/** Distance past a flip at which the other side is looked at, of the value. */
const PAST = 1e-12;

/**
 * At which value of each single input, all others as they are, another option would be recommended. A
 * hybrid is split anew at each value.
 * @param winner the option recommended at the base
 * @returns nearest first
 */
export function flipsOf(
  resolved: ResolvedInputs,
  model: DecisionModel,
  winner: OptionKind,
): readonly Flip[] {
  const compiled = compileDecision(model, { split: 'optimised', isWeighted: true });
  const vector = model.base.slice();
  const outputs = new Float64Array(compiled.options + compiled.measures);
  const place = OPTION_KINDS.indexOf(winner);
  const found: { readonly flip: Flip; readonly distance: number }[] = [];
  for (const id of inputsOf(resolved.scenario.work)) {
    const input = resolved.values[id];
    if (INPUTS[id].flips !== true || input === undefined) continue;
    const index = INPUT_INDEX[id];
    const cheapestAt = (value: number): number => {
      vector[index] = value;
      compiled.evaluate(vector, outputs);
      return cheapestOption(outputs, compiled.options);
    };
    const [low, high] = rangeOf(id, input.base);
    const sides = flipsAround((value) => cheapestAt(value) === place, input.base, low, high);
    for (const side of ['below', 'above'] as const) {
      const value = sides[side];
      if (value === null) continue;
      const end = side === 'below' ? low : high;
      const other = OPTION_KINDS[cheapestAt(past(value, end))];
      if (other === undefined || other === winner) continue;
      cheapestAt(value);
      const [kept, rival] = [outputs[place] ?? 0, outputs[OPTION_KINDS.indexOf(other)] ?? 0];
      const isEqual = Math.abs(kept - rival) <= SAME_COST * Math.abs(kept);
      found.push({
        flip: {
          input: id,
          base: input.base,
          value,
          side,
          winner: other,
          kind: isEqual ? 'equal' : 'step',
          words: flipWords(id, side, value, other, resolved),
        },
        distance: Math.abs(value - input.base) / (Math.abs(input.base) || 1),
      });
    }
    vector[index] = input.base;
  }
  return found.sort((left, right) => left.distance - right.distance).map(({ flip }) => flip);
}

function past(value: number, end: number): number {
  const step = Math.max(Math.abs(value), 1e-3) * PAST;
  return end < value ? Math.max(end, value - step) : Math.min(end, value + step);
}

/** Where an input is looked through: its bounds, and of an amount not further than a hundredfold. */
function rangeOf(id: InputId, base: number): readonly [number, number] {
  const { bounds, unit } = INPUTS[id];
  const least = bounds.minimum ?? bounds.above ?? Number.NEGATIVE_INFINITY;
  const most = bounds.maximum ?? bounds.below ?? Number.POSITIVE_INFINITY;
  if (unit === '1/year') {
    return [
      Math.min(base, Math.max(least, RATE_RANGE[0])),
      Math.max(base, Math.min(most, RATE_RANGE[1])),
    ];
  }
  if (unit === 'share') return [Math.max(least, 0.01), Math.min(most, 1)];
  const low = base > 0 ? base / REACH : least;
  const high = base > 0 ? base * REACH : Math.min(most, REACH);
  return [Math.max(least, low), Math.min(most, high)];
}

function flipWords(
  id: InputId,
  side: Flip['side'],
  value: number,
  winner: OptionKind,
  { values, scenario }: ResolvedInputs,
): CostBasis {
  const tokens = (values['work.inputTokens']?.base ?? 0) + (values['work.outputTokens']?.base ?? 0);
  return {
    key: `cost.flip.${side}`,
    values: {
      input: id,
      value,
      winner,
      ...(id === 'work.requestsPerDay' && scenario.work === 'serving'
        ? { tokensPerDay: value * tokens }
        : {}),
    },
    source: null,
  };
}
