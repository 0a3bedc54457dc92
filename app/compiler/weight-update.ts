import type { Value } from './graph.ts';
import { momentTensor, stateTensor } from './model-weights.ts';
import type { CarriedTensor } from './onnx/carried-state.ts';
import {
  add,
  cast,
  divide,
  equal,
  multiply,
  remainder,
  scalar,
  select,
  subtract,
} from './operators/elementwise.ts';
import { OPTIMIZER_SCOPE } from './optimizer-scope.ts';
import { clippedAll, clippedEach } from './optimizers/clipping.ts';
import { constrained } from './optimizers/constraints.ts';
import type { OptimizerSettings } from './optimizers/settings.ts';
import { SharedScalars } from './optimizers/shared-scalars.ts';
import { steppedRate } from './schedules/learning-rate.ts';
import { packBlock, unpackBlock, valueAt, type WeightBlock } from './weight-blocks.ts';

/** Of a moment that stands in for its weight wherever the model is used rather than trained. */
export const AVERAGE = 'average';

/** A block of weights before the step. */
export interface OpenBlock {
  readonly block: WeightBlock;
  readonly value: Value;
  /** Of each of its weights, how the loss changes with it. */
  readonly gradients: readonly Value[];
}

/** A carried tensor with its value after the step. */
export type NextState = readonly [tensor: CarriedTensor, next: Value];

/** What an update may depend on besides the settings. */
export interface UpdateOptions {
  /** Whether the gradients are worth following, bool scalar; left out: always. */
  readonly counts?: Value | undefined;
  /** See `steppedRate`. */
  readonly plannedSteps?: number | undefined;
}

/**
 * Every block and what the optimiser keeps, as a step leaves them: gradients are summed up, clipped,
 * weights decayed, moved, their average followed, and constraints kept, in Keras' order.
 * @param step batches seen before, int64 scalar; schedules count them too, as in Keras
 * @source Keras 3 `BaseOptimizer._backend_apply_gradients`
 */
export function updatedBlocks(
  blocks: readonly OpenBlock[],
  settings: OptimizerSettings,
  step: Value,
  { counts, plannedSteps }: UpdateOptions = {},
): readonly NextState[] {
  const { graph } = step;
  return graph.within(OPTIMIZER_SCOPE, () => {
    const turn = updateTurn(step, settings.accumulationSteps, counts);
    const summed = blocks.map((block) => sumUp(block, settings, turn));
    const clipped = clippedAll(
      summed.map(({ gradient }) => gradient),
      settings,
    );
    const { rate, carried } = steppedRate(settings, step, plannedSteps);
    const scalars = new SharedScalars(graph);
    const updates = blocks.flatMap(({ block, value }, place): readonly NextState[] => {
      const { rule, learningRateFactor } = block;
      const learningRate = learningRateFactor === 1 ? rate : multiply(rate, learningRateFactor);
      const decay = rule.weightDecay(settings);
      const decayed =
        decay === null ? value : multiply(value, subtract(1, multiply(learningRate, decay)));
      const moments = new Map<string, { readonly before: Value; readonly initial: number }>();
      const update = rule.update(decayed, valueAt(clipped, place), {
        settings,
        learningRate,
        updateNumber: turn.updateNumber,
        moment: (name, initial = 0) => {
          const before = graph.input(`${block.name}@${name}`, 'float32', block.shape);
          moments.set(name, { before, initial });
          return before;
        },
        scalar: (name, initial) => scalars.before(name, initial),
      });
      scalars.after(update.scalars ?? {}, turn.taken);
      const weight = turn.taken(update.weight, value);
      return [
        [{ name: block.name, parts: block.weights.map(stateTensor) }, constrained(block, weight)],
        ...Object.entries(update.moments).map(([name, moment]): NextState => {
          const known = moments.get(name);
          if (known === undefined) throw new Error(`${name} was not read before it was changed`);
          return [momentOf(block, name, known.initial), turn.taken(moment, known.before)];
        }),
        ...(settings.useEma ? [averaged(block, weight, settings.emaMomentum, turn)] : []),
      ];
    });
    return [...updates, ...summed.flatMap(({ next }) => next), ...scalars.next(), ...carried];
  });
}

/** When weights are updated: at every step, or at every so-manieth. */
interface UpdateTurn {
  /** Of the update that the step belongs to, counted from 1; float32 scalar. */
  readonly updateNumber: Value;
  /** Whether the step belongs to no more than the first update; bool scalar. */
  readonly isFirst: Value;
  /** Whether the step ends with an update; null where every step does. */
  readonly isDue: Value | null;
  /** What is carried on: the new value if the step ends with an update. */
  readonly taken: (after: Value, before: Value) => Value;
}

function updateTurn(step: Value, accumulationSteps: number, counts?: Value): UpdateTurn {
  const place = remainder(step, accumulationSteps);
  const isAlways = accumulationSteps === 1;
  const updates = isAlways ? step : divide(subtract(step, place), accumulationSteps);
  const isDue = isAlways ? null : equal(place, accumulationSteps - 1);
  return {
    updateNumber: cast(add(updates, 1), 'float32'),
    isFirst: equal(updates, 0),
    isDue,
    taken: (after, before) => {
      const due = isDue === null ? after : select(isDue, after, before);
      return counts === undefined ? due : select(counts, due, before);
    },
  };
}

/** The gradient of a block to update it with, and what is kept for later steps. */
function sumUp(
  { block, gradients }: OpenBlock,
  settings: OptimizerSettings,
  { isDue }: UpdateTurn,
): { readonly gradient: Value; readonly next: readonly NextState[] } {
  if (isDue === null) {
    return { gradient: packBlock(block, clippedEach(gradients, settings)), next: [] };
  }
  const tensor = momentOf(block, 'gradient_accumulator', 0);
  const gradient = packBlock(block, gradients);
  const sum = add(gradient.graph.input(tensor.name, 'float32', block.shape), gradient);
  const mean = multiply(sum, 1 / settings.accumulationSteps);
  return {
    gradient: packBlock(block, clippedEach(unpackBlock(block, mean), settings)),
    next: [[tensor, select(isDue, 0, sum)]],
  };
}

/** The decaying average of a block's weights: after the first update, the weights themselves. */
function averaged(
  block: WeightBlock,
  weight: Value,
  emaMomentum: number,
  { isFirst }: UpdateTurn,
): NextState {
  const tensor = momentOf(block, AVERAGE, 0);
  const before = weight.graph.input(tensor.name, 'float32', block.shape);
  const momentum = select(isFirst, scalar(weight.graph, 0), emaMomentum);
  const average = add(multiply(before, momentum), multiply(weight, subtract(1, momentum)));
  return [tensor, average];
}

function momentOf(block: WeightBlock, name: string, initial: number): CarriedTensor {
  return {
    name: `${block.name}@${name}`,
    parts: block.weights.map((weight) => momentTensor(weight, name, initial)),
  };
}
