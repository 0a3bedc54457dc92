import type { Graph, Value } from './graph.ts';
import { momentTensor, scalarTensor, stateTensor } from './model-weights.ts';
import type { CarriedTensor } from './onnx/carried-state.ts';
import { multiply, subtract } from './operators/elementwise.ts';
import type { OptimizerSettings } from './optimizers/settings.ts';
import type { WeightBlock } from './weight-blocks.ts';

/** A carried tensor before and after an update. */
export interface Change {
  readonly tensor: CarriedTensor;
  readonly before: Value;
  readonly after: Value;
}

/** What an update changes. */
export interface Changes {
  /** One for each block, in order. */
  readonly weights: readonly Change[];
  /** Moments, accumulators and numbers for all blocks. */
  readonly others: readonly Change[];
}

/** A block of weights before the step. */
export interface OpenBlock {
  readonly block: WeightBlock;
  readonly value: Value;
  /** Of each of its weights, how the loss changes with it. */
  readonly gradients: readonly Value[];
}

/** A block of weights with the gradient to follow, clipped and as one tensor. */
export interface RuledBlock {
  readonly block: WeightBlock;
  readonly value: Value;
  readonly gradient: Value;
}

/** What an update takes besides the blocks, float32 scalars. */
export interface UpdateNumbers {
  readonly learningRate: Value;
  /** Counted from 1. */
  readonly updateNumber: Value;
}

/**
 * Decays every block and moves it by its rule; what optimisers keep are inputs of the graph.
 */
export function changesByRules(
  graph: Graph,
  blocks: readonly RuledBlock[],
  settings: OptimizerSettings,
  { learningRate, updateNumber }: UpdateNumbers,
): Changes {
  const kept = new Map<string, { tensor: CarriedTensor; before: Value; after: Value | null }>();
  const read = (tensor: CarriedTensor, shape: readonly number[]): Value => {
    const known = kept.get(tensor.name);
    if (known !== undefined) return known.before;
    const before = graph.input(tensor.name, 'float32', shape);
    kept.set(tensor.name, { tensor, before, after: null });
    return before;
  };
  const write = (name: string, after: Value): void => {
    const known = kept.get(name);
    if (known === undefined) throw new Error(`${name} was not read before it was changed`);
    known.after = after;
  };
  const weights = blocks.map(({ block, value, gradient }): Change => {
    const { rule, learningRateFactor } = block;
    const rate =
      learningRateFactor === 1 ? learningRate : multiply(learningRate, learningRateFactor);
    const decay = rule.weightDecay(settings);
    const decayed = decay === null ? value : multiply(value, subtract(1, multiply(rate, decay)));
    const update = rule.update(decayed, gradient, {
      settings,
      learningRate: rate,
      updateNumber,
      moment: (name, initial = 0) => read(momentOf(block, name, initial), block.shape),
      scalar: (name, initial) => read(scalarOf(name, initial), []),
    });
    for (const [name, after] of Object.entries(update.moments))
      write(`${block.name}@${name}`, after);
    for (const [name, after] of Object.entries(update.scalars ?? {})) write(`@${name}`, after);
    const tensor = { name: block.name, parts: block.weights.map(stateTensor) };
    return { tensor, before: value, after: update.weight };
  });
  const others = [...kept.values()].map(({ tensor, before, after }) => ({
    tensor,
    before,
    after: after ?? before,
  }));
  return { weights, others };
}

/** A tensor that an optimiser keeps beside each weight of a block. */
export function momentOf(block: WeightBlock, name: string, initial: number): CarriedTensor {
  return {
    name: `${block.name}@${name}`,
    parts: block.weights.map((weight) => momentTensor(weight, name, initial)),
  };
}

/** A number that all blocks read and that each works out anew, to the same. */
function scalarOf(name: string, initial: number): CarriedTensor {
  const tensor = scalarTensor(name, initial);
  return { name: tensor.name, parts: [tensor] };
}
