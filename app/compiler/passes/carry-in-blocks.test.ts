import { expect, test } from 'vitest';
import { uniformFloats } from '../../random.ts';
import { elementCount } from '../../shape.ts';
import { Graph, type Value } from '../graph.ts';
import { interpret } from '../interpret.ts';
import {
  blockedConvolution,
  blockedFilterGradient,
  intoBlocks,
  memoryOrder,
  outOfBlocks,
  toMemoryOrder,
} from '../operators/blocked.ts';
import { add, multiply, subtract } from '../operators/elementwise.ts';
import { concatenate, reshape, split } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import { carryInBlocks } from './carry-in-blocks.ts';
import { dropDead } from './drop-dead.ts';

const SLIDING = { strides: [1, 1], dilations: [1, 1], padding: [0, 0, 0, 0], groups: 1 } as const;
const KERNEL = [3, 3, 8, 16];
const IN_KERAS_ORDER = [2, 3, 1, 0];
const BLOCKING = { size: 8, axes: [1, 0] } as const;
const ORDER = memoryOrder([16, 8, 3, 3], BLOCKING, IN_KERAS_ORDER);

const operatorsOf = (graph: Graph): readonly string[] => graph.nodes.map(({ op }) => op);

/** A step that updates a kernel, and perhaps a bias joined to it, by its gradient with momentum. */
function step(joined: boolean, look: (kernel: Value) => void = () => {}): Graph {
  const graph = new Graph();
  const count = elementCount(KERNEL);
  const shape = joined ? [count + 16] : KERNEL;
  const [weights, moment] = ['w', 'w@m'].map((name) => graph.input(name, 'float32', shape));
  if (weights === undefined || moment === undefined) throw new Error('Two inputs were made');
  const [vector = weights] = joined ? split(weights, 0, [count, 16]) : [];
  const kernel = reshape(vector, KERNEL);
  look(kernel);
  const image = { size: 8, axes: [1] } as const;
  const x = intoBlocks(graph.input('x', 'float32', [4, 8, 5, 5]), image);
  const filter = intoBlocks(kernel, BLOCKING, IN_KERAS_ORDER);
  const y = blockedConvolution(x, filter, SLIDING, {});
  const found = blockedFilterGradient(x, y, [16, 8, 3, 3], BLOCKING, SLIDING);
  const ofKernel = outOfBlocks(found, IN_KERAS_ORDER);
  const gradient = joined
    ? concatenate([reshape(ofKernel, [count]), sum(y, [0, 2, 3])], 0)
    : ofKernel;
  const next = add(multiply(moment, 0.9), gradient);
  graph.outputs.set('w:next', subtract(weights, multiply(next, 0.01)));
  graph.outputs.set('w@m:next', next);
  return graph;
}

/** Numbers of a kernel as they lie in blocks. */
function inBlocks(kernel: readonly number[]): readonly number[] {
  const graph = new Graph();
  const value = graph.input('kernel', 'float32', KERNEL);
  graph.outputs.set('y', toMemoryOrder(intoBlocks(value, BLOCKING, IN_KERAS_ORDER)));
  return [...(interpret(graph, { kernel }).get('y')?.data ?? [])];
}

test.each([true, false])('a kernel is carried as convolutions read it (joined: %s)', (joined) => {
  const graph = step(joined);
  const carried = dropDead(carryInBlocks(graph));
  const taken = carried.inputs.get('w');
  expect(taken?.node.attributes).toEqual({
    name: 'w',
    pieces: joined ? [ORDER, null] : [ORDER],
  });
  expect(operatorsOf(carried).filter((op) => op === 'reorder')).toEqual(['reorder']);

  const count = elementCount(KERNEL);
  const numbers = (name: string, length: number) => [...uniformFloats(1, name, length, -1, 1)];
  const feeds = {
    x: numbers('x', 800),
    w: numbers('w', joined ? count + 16 : count),
    'w@m': numbers('m', joined ? count + 16 : count),
  };
  const turned = (values: readonly number[]) => [
    ...inBlocks(values.slice(0, count)),
    ...values.slice(count),
  ];
  const found = interpret(carried, { ...feeds, w: turned(feeds.w), 'w@m': turned(feeds['w@m']) });
  for (const [name, { data }] of interpret(graph, feeds)) {
    const values = [...(found.get(name)?.data ?? [])];
    expect(values.length).toBe(data.length);
    turned([...data]).forEach((value, at) => {
      expect(values[at], name).toBeCloseTo(value, 9);
    });
  }
});

test.each([true, false])(
  'a kernel that is read otherwise too stays as it is (joined: %s)',
  (joined) => {
    const graph = step(joined, (kernel) => {
      kernel.graph.outputs.set('size', sum(multiply(kernel, kernel)));
    });
    expect(operatorsOf(carryInBlocks(graph))).toEqual(operatorsOf(graph));
  },
);
