import { describe, expect, test } from 'vitest';
import { Graph } from './graph.ts';
import { interpret } from './interpret.ts';
import { convolution } from './operators/convolution.ts';
import { add, broadcastShape, multiply } from './operators/elementwise.ts';
import { matrixProduct } from './operators/linear.ts';
import { concatenate, reshape, split, transpose } from './operators/movement.ts';

describe('operators refuse what does not fit', () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [2, 3]);
  const other = graph.input('other', 'float32', [2, 4]);
  const whole = graph.input('whole', 'int64', [2, 3]);
  const image = graph.input('image', 'float32', [1, 2, 4, 4]);
  const foreign = new Graph().input('x', 'float32', [2, 3]);
  const window = { strides: [1, 1], dilations: [1, 1], padding: [0, 0, 0, 0], groups: 1 } as const;
  const filter = (shape: readonly number[]) => graph.constant([], 'float32', shape);

  test.each([
    ['shapes that do not broadcast', () => add(x, other)],
    ['types that differ', () => add(x, whole)],
    ['values of another graph', () => add(x, foreign)],
    ['a second input of a name', () => graph.input('x', 'float32', [1])],
    ['a reshape to another size', () => reshape(x, [4])],
    ['an order that is none', () => transpose(x, [0, 0])],
    ['products that do not meet', () => matrixProduct(x, other)],
    ['a bias of another size', () => matrixProduct(x, x, { transposeRight: true, bias: other })],
    ['pieces that do not add up', () => split(x, 1, [1, 1])],
    ['parts that do not agree', () => concatenate([x, other], 0)],
    [
      'a filter for other channels',
      () => convolution(image, filter([1, 3, 2, 2]), undefined, window),
    ],
    [
      'a filter larger than the image',
      () => convolution(image, filter([1, 2, 5, 5]), undefined, window),
    ],
  ])('%s', (_what, build) => {
    expect(build).toThrow();
  });
});

describe('broadcastShape', () => {
  test.each([
    [[2, 3], [3], [2, 3]],
    [
      [2, 1],
      [1, 3],
      [2, 3],
    ],
    [[], [4], [4]],
    [
      [5, 1, 2],
      [3, 1],
      [5, 3, 2],
    ],
  ])('%o and %o give %o', (left, right, expected) => {
    expect(broadcastShape(left, right)).toEqual(expected);
  });
});

describe('builders', () => {
  test('leave out what changes nothing', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2, 1, 3]);
    expect(reshape(x, [2, 1, 3])).toBe(x);
    expect(transpose(x, [0, 1, 2])).toBe(x);
    expect(transpose(x, [1, 0, 2]).node.op).toBe('reshape');
    expect(reshape(reshape(x, [6]), [3, 2]).node.inputs[0]).toBe(x);
  });
});

describe('interpret', () => {
  test('computes outputs by name from inputs by name', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2]);
    const y = graph.input('y', 'float32', []);
    graph.outputs.set('product', multiply(x, y));
    graph.outputs.set('sum', add(x, 1));
    const results = interpret(graph, { x: [1, 2], y: [3] });
    expect([...(results.get('product')?.data ?? [])]).toEqual([3, 6]);
    expect([...(results.get('sum')?.data ?? [])]).toEqual([2, 3]);
  });

  test('a convolution worked by hand: window sums, stride 2, one row of padding above', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [1, 1, 3, 4]);
    const ones = graph.constant([1, 1, 1, 1], 'float32', [1, 1, 2, 2]);
    const bias = graph.constant([10], 'float32', [1]);
    const attributes = {
      strides: [2, 2],
      dilations: [1, 1],
      padding: [1, 0, 0, 0],
      groups: 1,
    } as const;
    graph.outputs.set('y', convolution(x, ones, bias, attributes));
    const { shape, data } = interpret(graph, {
      x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    }).get('y') ?? { shape: [], data: [] };
    expect(shape).toEqual([1, 1, 2, 2]);
    expect([...data]).toEqual([10 + 3, 10 + 7, 10 + 5 + 6 + 9 + 10, 10 + 7 + 8 + 11 + 12]);
  });

  test('says which input is missing or of the wrong size', () => {
    const graph = new Graph();
    graph.outputs.set('y', graph.input('x', 'float32', [2]));
    expect(() => interpret(graph, {})).toThrow('x');
    expect(() => interpret(graph, { x: [1, 2, 3] })).toThrow('x');
  });
});
