import { NEXT } from '../../../../app/compiler/onnx/edges.ts';
import type { Held } from './operations/operation.ts';
import type { TensorFlow, TfTensor } from './tensorflow-types.ts';

/** What the parts of a step share while it runs. */
export interface StepMemory {
  /** Steps done before. */
  step: number;
  /** Values of statistics behind the step, by full name; kept until the step has ended. */
  readonly statistics: Map<string, TfTensor>;
}

/** Remembers the statistics among a graph's outputs, which go by `<name>:next`. */
export function keepStatistics(
  tf: TensorFlow,
  results: ReadonlyMap<string, Held>,
  { statistics }: StepMemory,
): void {
  for (const [output, held] of results) {
    if (!output.endsWith(NEXT) || typeof held === 'number') continue;
    const name = output.slice(0, -NEXT.length);
    // A layer that a loss looks into may be computed twice, to the same.
    statistics.get(name)?.dispose();
    statistics.set(name, tf.keep(held.clone()));
  }
}
