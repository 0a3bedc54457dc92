import { accumulatedChanges } from './accumulated-update.ts';
import type { Value } from './graph.ts';
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
import { steppedRate } from './schedules/learning-rate.ts';
import {
  type Change,
  type Changes,
  changesByRules,
  momentOf,
  type OpenBlock,
  type UpdateNumbers,
} from './update-rules.ts';
import { packBlock, valueAt, type WeightBlock } from './weight-blocks.ts';

/** Of a moment that stands in for its weight wherever the model is used rather than trained. */
export const AVERAGE = 'average';

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
  const { accumulationSteps } = settings;
  return graph.within(OPTIMIZER_SCOPE, () => {
    const { rate, carried } = steppedRate(settings, step, plannedSteps);
    const place = remainder(step, accumulationSteps);
    const updates =
      accumulationSteps === 1 ? step : divide(subtract(step, place), accumulationSteps);
    const numbers = { learningRate: rate, updateNumber: cast(add(updates, 1), 'float32') };
    const changes =
      accumulationSteps === 1
        ? changesAtOnce(blocks, settings, step, numbers, counts)
        : accumulatedChanges(blocks, settings, step, numbers);
    const weights = changes.weights.flatMap(({ tensor, after }, at): readonly NextState[] => {
      const block = blocks[at]?.block;
      if (block === undefined) throw new Error(`No block for ${tensor.name}`);
      const next: NextState = [tensor, constrained(block, after)];
      // The average follows the weight as it was before its constraint, as in Keras.
      return settings.useEma
        ? [next, averaged(block, after, settings.emaMomentum, equal(updates, 0))]
        : [next];
    });
    const others = changes.others.map(({ tensor, after }): NextState => [tensor, after]);
    return [...weights, ...others, ...carried];
  });
}

/** Every step is an update; one that does not count leaves all as it was. */
function changesAtOnce(
  blocks: readonly OpenBlock[],
  settings: OptimizerSettings,
  { graph }: Value,
  numbers: UpdateNumbers,
  counts: Value | undefined,
): Changes {
  const packed = blocks.map(({ block, gradients }) =>
    packBlock(block, clippedEach(gradients, settings)),
  );
  const clipped = clippedAll(packed, settings);
  const ruled = blocks.map(({ block, value }, at) => ({
    block,
    value,
    gradient: valueAt(clipped, at),
  }));
  const changes = changesByRules(graph, ruled, settings, numbers);
  if (counts === undefined) return changes;
  const counted = (change: Change): Change => ({
    ...change,
    after: select(counts, change.after, change.before),
  });
  return { weights: changes.weights.map(counted), others: changes.others.map(counted) };
}

/**
 * The decaying average of a block's weights: after the first update, the weights themselves.
 * @param isFirst whether no update came before, bool scalar
 */
function averaged(
  block: WeightBlock,
  weight: Value,
  emaMomentum: number,
  isFirst: Value,
): NextState {
  const tensor = momentOf(block, AVERAGE, 0);
  const before = weight.graph.input(tensor.name, 'float32', block.shape);
  const momentum = select(isFirst, scalar(weight.graph, 0), emaMomentum);
  const average = add(multiply(before, momentum), multiply(weight, subtract(1, momentum)));
  return [tensor, average];
}
