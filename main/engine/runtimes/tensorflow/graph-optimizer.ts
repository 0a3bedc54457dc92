import { STEP_COUNTER } from '../../../../app/compiler/model-weights.ts';
import { NEXT } from '../../../../app/compiler/onnx/edges.ts';
import { gradientName, type UpdatePart } from '../../../../app/compiler/step-parts.ts';
import { type CarriedTensors, spreadBlock } from './carried-tensors.ts';
import type { GraphProgram } from './graph-program.ts';
import type { StepMemory } from './step-memory.ts';
import type { TensorFlow, TfTensor, TfVariable } from './tensorflow-types.ts';

/** TensorFlow.js' optimiser that updates as one of ours does. */
export type GraphOptimizer = InstanceType<TensorFlow['Optimizer']>;

/**
 * An optimiser of TensorFlow.js by the update of ours: all that it lacks (AdamW, Lion, Muon, clipping,
 * averages, accumulation, schedules) and all that it does otherwise than Keras 3.
 */
export function graphOptimizer(
  tf: TensorFlow,
  part: UpdatePart,
  program: GraphProgram,
  held: {
    readonly carried: CarriedTensors;
    readonly memory: StepMemory;
    /** Of every trained weight, by full name. */
    readonly variables: ReadonlyMap<string, TfVariable>;
  },
): GraphOptimizer {
  const { carried, memory, variables } = held;

  class CompiledOptimizer extends tf.Optimizer {
    static readonly className = 'CompiledOptimizer';

    override applyGradients(
      gradients: Record<string, TfTensor> | { name: string; tensor: TfTensor }[],
    ): void {
      const given = Array.isArray(gradients)
        ? new Map(gradients.map(({ name, tensor }) => [name, tensor]))
        : new Map(Object.entries(gradients));
      const feeds = new Map<string, TfTensor>();
      for (const [name, variable] of variables) {
        feeds.set(gradientName(name), given.get(variable.name) ?? tf.zerosLike(variable));
      }
      const next = program.run(
        (name) => (name === STEP_COUNTER.name ? memory.step : feeds.get(name)) ?? carried.get(name),
      );
      for (const { name } of part.carried) {
        const value = next.get(name + NEXT);
        if (value === undefined) throw new Error(`The update leaves out ${name}`);
        carried.set(name, value);
      }
      for (const block of part.blocks) spreadBlock(tf, block, carried, variables);
      this.incrementIterations();
    }

    override getConfig() {
      return {};
    }
  }
  return new CompiledOptimizer();
}
