import { describe, expect, test } from 'vitest';
import { differentiate } from '../gradients/differentiate.ts';
import { type AnyNode, Graph, type Value } from '../graph.ts';
import { add, multiply, relu, subtract } from '../operators/elementwise.ts';
import { matrixProduct } from '../operators/linear.ts';
import { concatenate, reshape, split } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import { OPTIMIZER_SCOPE } from '../optimizer-scope.ts';
import { dropDead } from '../passes/drop-dead.ts';
import { computingOrder, writingOrder } from './writing-order.ts';

/** Layers of relu, their gradients, and after all of them an update with momentum of each weight. */
function step(layers: number): Graph {
  const graph = new Graph();
  const weights = Array.from({ length: layers }, (_, layer) =>
    graph.input(`w${layer}`, 'float32', [4, 4]),
  );
  const y = weights.reduce(
    (x, weight) => relu(matrixProduct(x, weight)),
    graph.input('x', 'float32', [2, 4]),
  );
  const loss = sum(multiply(y, y));
  const gradients = differentiate(loss, weights);
  graph.within(OPTIMIZER_SCOPE, () => {
    weights.forEach((weight, layer) => {
      const moment = multiply(graph.input(`m${layer}`, 'float32', [4, 4]), 0.9);
      const next = add(moment, gradients[layer] as Value);
      graph.outputs.set(`m${layer}:next`, next);
      graph.outputs.set(`w${layer}:next`, subtract(weight, next));
    });
  });
  graph.outputs.set('loss', loss);
  return dropDead(graph);
}

/** As `step`, with all weights in one block, which is updated as one. */
function packedStep(layers: number): Graph {
  const graph = new Graph();
  const block = graph.input('block', 'float32', [layers * 16]);
  const weights = split(block, 0, Array<number>(layers).fill(16)).map((each) =>
    reshape(each, [4, 4]),
  );
  const y = weights.reduce(
    (x, weight) => relu(matrixProduct(x, weight)),
    graph.input('x', 'float32', [2, 4]),
  );
  const gradients = differentiate(sum(multiply(y, y)), weights);
  graph.within(OPTIMIZER_SCOPE, () => {
    const joined = concatenate(
      gradients.map((each) => reshape(each, [16])),
      0,
    );
    graph.outputs.set('block:next', subtract(block, joined));
  });
  return dropDead(graph);
}

/** The order in which ONNX Runtime computes nodes that are written in an order. */
function runtimeOrder(written: readonly AnyNode[]): readonly AnyNode[] {
  const placeOf = new Map(written.map((node, place) => [node, place]));
  const read = new Set(written.flatMap((node) => node.inputs.map((input) => input.node)));
  const visited = new Set<AnyNode>();
  const order: AnyNode[] = [];
  const latestFirst = (nodes: readonly AnyNode[]) =>
    [...nodes].sort((left, right) => (placeOf.get(right) ?? 0) - (placeOf.get(left) ?? 0));
  const visit = (node: AnyNode): void => {
    if (visited.has(node)) return;
    visited.add(node);
    for (const source of latestFirst(node.inputs.map((input) => input.node))) visit(source);
    order.push(node);
  };
  for (const node of latestFirst(written.filter((each) => !read.has(each)))) visit(node);
  return order;
}

const worked = (nodes: readonly AnyNode[]): readonly string[] =>
  nodes
    .filter(({ op }) => op !== 'input' && op !== 'constant')
    .map(({ index, op }) => `${index} ${op}`);

describe('the order in which nodes are computed', () => {
  test('has a weight updated as soon as its gradient can be had, before the layer below', () => {
    const order = worked(computingOrder(step(2))).map((text) => text.split(' ')[1]);
    const update = ['matrixProduct', 'multiply', 'add', 'subtract'];
    expect(order.slice(order.indexOf('positive'))).toEqual([
      'positive',
      'multiply',
      ...update,
      'matrixProduct',
      'positive',
      'multiply',
      ...update,
    ]);
  });

  test.each([1, 2, 5])('is the one that the runtime finds (%d layers)', (layers) => {
    const graph = step(layers);
    const written = writingOrder(graph);
    const placeOf = new Map(written.map((node, place) => [node, place]));
    for (const node of written) {
      for (const { node: source } of node.inputs) {
        expect(placeOf.get(source)).toBeLessThan(placeOf.get(node) ?? 0);
      }
    }
    expect(worked(runtimeOrder(written))).toEqual(worked(computingOrder(graph)));
  });

  test('has a gradient computed before the layer below where all weights are in one block', () => {
    const order = runtimeOrder(writingOrder(packedStep(4))).map(({ op }) => op);
    const backward = order.slice(order.indexOf('positive'));
    const each = ['positive', 'multiply', 'matrixProduct', 'reshape', 'matrixProduct'];
    expect(backward.slice(0, 3 * each.length)).toEqual([...each, ...each, ...each]);
  });
});
