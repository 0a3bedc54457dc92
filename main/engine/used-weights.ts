import { AVERAGE } from '../../app/compiler/weight-update.ts';
import type { Tensor, Tensors } from './runtimes/runtime.ts';

const SUFFIX = `@${AVERAGE}`;

/**
 * A state as its model is used: with the averages of weights in their place, where the run follows
 * them and has taken a step. So validation, evaluation, prediction and branches see what Keras'
 * `SwapEMAWeights` shows them, while training itself goes on with the weights.
 */
export function usedWeights(state: Tensors): Tensors {
  if (!hasSteps(state)) return state;
  const averages: Record<string, Tensor> = {};
  for (const [name, tensor] of Object.entries(state)) {
    if (name.endsWith(SUFFIX)) averages[name.slice(0, -SUFFIX.length)] = tensor;
  }
  return { ...state, ...averages };
}

function hasSteps({ '@step': step }: Tensors): boolean {
  return step?.data instanceof BigInt64Array && (step.data[0] ?? 0n) > 0n;
}
