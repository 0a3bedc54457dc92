import { Graph, type Value } from './graph.ts';
import { conditional } from './operators/conditional.ts';
import { add, equal, multiply, remainder, scalar } from './operators/elementwise.ts';
import { broadcast } from './operators/movement.ts';
import { clippedAll, clippedEach } from './optimizers/clipping.ts';
import type { OptimizerSettings } from './optimizers/settings.ts';
import { simplify } from './passes/simplify.ts';
import {
  type Change,
  type Changes,
  changesByRules,
  momentOf,
  type OpenBlock,
  type UpdateNumbers,
} from './update-rules.ts';
import { packBlock, unpackBlock } from './weight-blocks.ts';

const RATE = '@rate';
const NUMBER = '@update';

/**
 * Sums gradients up and updates by their mean at every so-manieth step. The update is a graph of its
 * own, which the other steps skip: they only copy what it would change.
 * @param step steps done before, int64 scalar
 */
export function accumulatedChanges(
  blocks: readonly OpenBlock[],
  settings: OptimizerSettings,
  step: Value,
  { learningRate, updateNumber }: UpdateNumbers,
): Changes {
  const { graph } = step;
  const { accumulationSteps } = settings;
  const isDue = equal(remainder(step, accumulationSteps), accumulationSteps - 1);
  const { body, changes } = updateBody(graph.scope, blocks, settings);

  const given = new Map([
    [RATE, learningRate],
    [NUMBER, updateNumber],
  ]);
  const before = new Map<string, Value>();
  const take = (name: string, value: Value, entering = value) => {
    before.set(name, value);
    given.set(name, entering);
  };
  for (const { block, value, gradients } of blocks) {
    take(block.name, value);
    const { name } = accumulator(block);
    const sum = graph.input(name, 'float32', block.shape);
    take(name, sum, add(sum, packBlock(block, gradients)));
  }
  for (const { tensor, before: inside } of changes.others) {
    if (given.has(tensor.name)) continue;
    take(tensor.name, graph.input(tensor.name, 'float32', inside.shape));
  }
  const after = conditional(isDue, body, given);
  const outside = ({ tensor }: Change): Change => ({
    tensor,
    before: named(before, tensor.name),
    after: named(after, tensor.name),
  });
  return { weights: changes.weights.map(outside), others: changes.others.map(outside) };
}

const accumulator = (block: OpenBlock['block']) => momentOf(block, 'gradient_accumulator', 0);

/** What an update computes, its accumulators empty again. */
function updateBody(
  scope: string,
  blocks: readonly OpenBlock[],
  settings: OptimizerSettings,
): { readonly body: Graph; readonly changes: Changes } {
  const body = new Graph();
  const changes = body.within(scope, () => {
    const numbers = {
      learningRate: body.input(RATE, 'float32', []),
      updateNumber: body.input(NUMBER, 'float32', []),
    };
    const summed = blocks.map(({ block }) => {
      const value = body.input(block.name, 'float32', block.shape);
      const sum = body.input(accumulator(block).name, 'float32', block.shape);
      const mean = multiply(sum, 1 / settings.accumulationSteps);
      const gradient = packBlock(block, clippedEach(unpackBlock(block, mean), settings));
      return { block, value, sum, gradient };
    });
    const gradients = clippedAll(
      summed.map(({ gradient }) => gradient),
      settings,
    );
    const ruled = summed.map((each, place) => ({
      ...each,
      gradient: gradients[place] ?? each.gradient,
    }));
    const emptied = summed.map(({ block, sum }): Change => {
      const after = broadcast(scalar(body, 0), block.shape);
      return { tensor: accumulator(block), before: sum, after };
    });
    const { weights, others } = changesByRules(body, ruled, settings, numbers);
    return { weights, others: [...others, ...emptied] };
  });
  for (const { tensor, after } of [...changes.weights, ...changes.others])
    body.outputs.set(tensor.name, after);
  return { body: simplify(body), changes };
}

function named(values: ReadonlyMap<string, Value>, name: string): Value {
  const value = values.get(name);
  if (value === undefined) throw new Error(`No value of ${name}`);
  return value;
}
