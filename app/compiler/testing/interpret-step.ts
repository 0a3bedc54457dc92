import { addMeasures, finishMeasures, NO_SUMS } from '../../metrics/measures.ts';
import { elementCount } from '../../shape.ts';
import type { StateTensor } from '../compiled.ts';
import { initialState } from '../initial-state.ts';
import { interpret } from '../interpret.ts';
import { simplify } from '../passes/simplify.ts';
import type { TrainingStep } from '../training-step.ts';

export type Numbers = Readonly<Record<string, ArrayLike<number>>>;

/** What a run starts from, as plain numbers. */
export function startingNumbers(state: readonly StateTensor[], seed: number): Numbers {
  return Object.fromEntries(
    [...initialState(state, seed)].map(([name, data]) => [name, Array.from(data, Number)]),
  );
}

/** One step in the interpreter: from state, features and target to the next state and metrics. */
export function interpretStep(
  step: TrainingStep,
  feeds: Numbers,
): { readonly state: Numbers; readonly metrics: Readonly<Record<string, number>> } {
  const joined = step.carried.map(({ name, parts }) => {
    const numbers = parts.flatMap((part) => Array.from(feeds[part.name] ?? []));
    const count = elementCount(step.graph.inputs.get(name)?.shape ?? []);
    return [name, [...numbers, ...Array<number>(count - numbers.length).fill(0)]];
  });
  const results = interpret(simplify(step.graph), { ...feeds, ...Object.fromEntries(joined) });
  const state: Record<string, ArrayLike<number>> = {};
  for (const { name, parts } of step.carried) {
    const next = results.get(`${name}:next`)?.data ?? new Float64Array();
    let start = 0;
    for (const part of parts) {
      const count = elementCount(part.shape);
      state[part.name] = next.slice(start, start + count);
      start += count;
    }
  }
  const values = step.measured.flatMap((name) => [...(results.get(name)?.data ?? [])]);
  const sums = addMeasures(step.measures, NO_SUMS, Float64Array.from(values));
  return { state, metrics: finishMeasures(step.measures, sums) };
}
