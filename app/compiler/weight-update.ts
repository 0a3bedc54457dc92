import { differentiate } from './gradients/differentiate.ts';
import type { Graph, Value } from './graph.ts';
import { momentTensor, scalarTensor, stateTensor } from './model-weights.ts';
import type { CarriedTensor } from './onnx/carried-state.ts';
import { cast, multiply, scalar, subtract } from './operators/elementwise.ts';
import type { OptimizerSettings } from './optimizers/settings.ts';
import { packBlock, valueAt, type WeightBlock } from './weight-blocks.ts';

/** Marks the nodes that update the weights. */
export const OPTIMIZER_SCOPE = 'optimizer';

/** A block of weights with its value and that of each of its weights before the step. */
export interface OpenBlock {
  readonly block: WeightBlock;
  readonly value: Value;
  readonly parts: readonly Value[];
}

/** A carried tensor with its value after the step. */
export type NextState = readonly [tensor: CarriedTensor, next: Value];

/** Every block and what the optimiser keeps, as an update leaves them. */
export function updatedBlocks(
  blocks: readonly OpenBlock[],
  loss: Value,
  settings: OptimizerSettings,
  stepsDone: Value,
): readonly NextState[] {
  const { graph } = loss;
  const weights = blocks.flatMap(({ parts }) => parts);
  const gradients = differentiate(loss, weights);
  const gradientOf = (weight: Value) => valueAt(gradients, weights.indexOf(weight));
  return graph.within(OPTIMIZER_SCOPE, () => {
    const learningRate = scalar(graph, settings.learningRate);
    const updateNumber = cast(stepsDone, 'float32');
    const scalars = new SharedScalars(graph);
    const next = blocks.flatMap(({ block, value, parts }): readonly NextState[] => {
      const { rule } = block;
      const gradient = packBlock(block, parts.map(gradientOf));
      const decay = rule.weightDecay(settings);
      const decayed =
        decay === null ? value : multiply(value, subtract(1, multiply(learningRate, decay)));
      const initials = new Map<string, number>();
      const update = rule.update(decayed, gradient, {
        settings,
        learningRate,
        updateNumber,
        moment: (name, initial = 0) => {
          initials.set(name, initial);
          return graph.input(`${block.name}@${name}`, 'float32', block.shape);
        },
        scalar: (name, initial) => scalars.before(name, initial),
      });
      scalars.after(update.scalars ?? {});
      const moments = Object.entries(update.moments).map(
        ([name, moment]): NextState => [
          {
            name: `${block.name}@${name}`,
            parts: block.weights.map((weight) =>
              momentTensor(weight, name, initials.get(name) ?? 0),
            ),
          },
          moment,
        ],
      );
      return [
        [{ name: block.name, parts: block.weights.map(stateTensor) }, update.weight],
        ...moments,
      ];
    });
    return [...next, ...scalars.next()];
  });
}

/** Numbers that all blocks read and that each works out anew, to the same. */
class SharedScalars {
  readonly #graph: Graph;
  readonly #before = new Map<string, { readonly value: Value; readonly initial: number }>();
  readonly #after = new Map<string, Value>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  before(name: string, initial: number): Value {
    const known = this.#before.get(name);
    if (known !== undefined) return known.value;
    const value = this.#graph.input(`@${name}`, 'float32', []);
    this.#before.set(name, { value, initial });
    return value;
  }

  after(scalars: Readonly<Record<string, Value>>): void {
    for (const [name, value] of Object.entries(scalars)) this.#after.set(name, value);
  }

  next(): readonly NextState[] {
    return [...this.#after].map(([name, value]): NextState => {
      const tensor = scalarTensor(name, this.#before.get(name)?.initial ?? 0);
      return [{ name: tensor.name, parts: [tensor] }, value];
    });
  }
}
