import type { Target } from './compiled-function.ts';
import { type UncertainInput, varies } from './law.ts';

/** What one input does to a figure, all others at their base. */
export interface TornadoBar {
  /** Place in the vector of inputs. */
  readonly input: number;
  /** The figure with the input at its low and its high value; null where it does not exist. */
  readonly atLow: number | null;
  readonly atHigh: number | null;
  /** Distance between the two; null where one does not exist. */
  readonly swing: number | null;
}

/** One input at a time, the widest swing first; inputs that do not vary or do nothing are left out. */
export function tornado(target: Target, inputs: readonly UncertainInput[]): readonly TornadoBar[] {
  const vector = Float64Array.from(inputs, ({ base }) => base);
  const bars = inputs.flatMap((input, place): readonly TornadoBar[] => {
    if (!varies(input)) return [];
    const atLow = finiteAt(target, vector, place, input.low);
    const atHigh = finiteAt(target, vector, place, input.high);
    vector[place] = input.base;
    const swing = atLow === null || atHigh === null ? null : Math.abs(atHigh - atLow);
    return swing === 0 || (atLow === null && atHigh === null)
      ? []
      : [{ input: place, atLow, atHigh, swing }];
  });
  // A bar that breaks off matters more than any that is whole.
  return bars.sort(
    (left, right) => compareSwings(right.swing, left.swing) || left.input - right.input,
  );
}

function finiteAt(target: Target, vector: Float64Array, place: number, value: number) {
  vector[place] = value;
  const figure = target(vector);
  return Number.isFinite(figure) ? figure : null;
}

function compareSwings(left: number | null, right: number | null): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return left - right;
}
