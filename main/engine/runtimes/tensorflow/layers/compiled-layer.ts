import type { InferredLayer } from '../../../../../app/architecture/inferred-layer.ts';
import { STEP_COUNTER, weightName } from '../../../../../app/compiler/model-weights.ts';
import type { Shape } from '../../../../../app/shape.ts';
import { type Constants, GraphProgram } from '../graph-program.ts';
import { keepStatistics, type StepMemory } from '../step-memory.ts';
import type { TensorFlow, TfLayer, TfTensor } from '../tensorflow-types.ts';
import { inputName, type LayerGraph, outputNameAt } from './graph-layer.ts';

/**
 * A custom layer of TensorFlow.js that runs one of ours: for those that it lacks, and those that it
 * has otherwise than Keras 3. TensorFlow differentiates it like its own.
 */
export function compiledLayer(
  tf: TensorFlow,
  layer: Pick<InferredLayer, 'id' | 'weights'>,
  { graph, outputShapes }: LayerGraph,
  {
    name,
    constants,
    memory,
  }: { readonly name: string; readonly constants: Constants; readonly memory: StepMemory },
): TfLayer {
  const program = new GraphProgram(tf, graph, constants);

  class CompiledLayer extends tf.layers.Layer {
    static readonly className = 'CompiledLayer';
    readonly #held = new Map<string, { read(): TfTensor }>();

    override build(): void {
      for (const { name: own, shape, trainable } of layer.weights) {
        const zeros = tf.initializers.zeros();
        const held = this.addWeight(own, [...shape], 'float32', zeros, undefined, trainable);
        this.#held.set(weightName(layer.id, own), held);
      }
      this.built = true;
    }

    override computeOutputShape(inputShape: (number | null)[] | (number | null)[][]) {
      const [first] = inputShape;
      const batch = Array.isArray(first) ? (first[0] ?? null) : (first ?? null);
      const shapes = outputShapes.map((shape: Shape) => [batch, ...shape]);
      return shapes.length === 1 ? (shapes[0] ?? []) : shapes;
    }

    override call(inputs: TfTensor | TfTensor[]): TfTensor | TfTensor[] {
      const given = Array.isArray(inputs) ? inputs : [inputs];
      const feeds = new Map(given.map((tensor, place) => [inputName(place), tensor]));
      const results = program.run((input) => {
        if (input === STEP_COUNTER.name) return memory.step;
        const held = feeds.get(input) ?? this.#held.get(input)?.read();
        if (held === undefined) throw new Error(`${layer.id} was not given ${input}`);
        return held;
      });
      keepStatistics(tf, results, memory);
      const outputs = outputShapes.map((_, place) => {
        const held = results.get(outputNameAt(place));
        if (held === undefined || typeof held === 'number')
          throw new Error(`${layer.id} gives nothing`);
        // What is passed on as it came would be disposed of twice.
        return given.includes(held) ? held.clone() : held;
      });
      return outputs.length === 1 ? (outputs[0] ?? []) : outputs;
    }
  }
  return new CompiledLayer({ name });
}
