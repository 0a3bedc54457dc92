import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { maxPool } from '../operators/convolution.ts';
import { add, cast, multiply, relu, square } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import { gradientError } from '../testing/central-differences.ts';
import { DIFFERENTIABLE, operatorCase } from '../testing/operator-cases.ts';
import { differentiate } from './differentiate.ts';

describe('the gradient of every operator equals central differences', () => {
  test.each(Object.entries(DIFFERENTIABLE))('%s', (_name, build) => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (seed) => {
        const { graph, feeds } = operatorCase(build, seed);
        const y = graph.outputs.get('y');
        if (y === undefined) throw new Error('The case has no output');
        // Different weights on all outputs, so that no error cancels another.
        const weights = Array.from({ length: y.shape.reduce((a, b) => a * b, 1) }, (_, place) =>
          Math.sin(place + 1),
        );
        const loss = sum(multiply(y, graph.constant(weights, 'float32', y.shape)));
        const error = gradientError(loss, [...graph.inputs.values()], feeds);
        expect(error).toBeLessThan(1e-6);
      }),
      { numRuns: 25 },
    );
  });
});

describe('differentiate', () => {
  test('adds up what a value gives to several users', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2]);
    const loss = sum(add(square(x), multiply(x, 3)));
    const [gradient] = differentiate(loss, [x]);
    if (gradient === undefined) throw new Error('No gradient');
    graph.outputs.set('gradient', gradient);
    const { data } = interpret(graph, { x: [1, -2] }).get('gradient') ?? { data: [] };
    expect([...data]).toEqual([5, -1]);
  });

  test('follows a source also where its users take the value that it is a view of', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [4]);
    const matrix = reshape(x, [2, 2]);
    const loss = sum(add(square(reshape(matrix, [1, 4])), reshape(multiply(matrix, 3), [1, 4])));
    const [gradient] = differentiate(loss, [matrix]);
    if (gradient === undefined) throw new Error('No gradient');
    expect(gradient.shape).toEqual([2, 2]);
    graph.outputs.set('gradient', gradient);
    const { data } = interpret(graph, { x: [1, 2, 3, 4] }).get('gradient') ?? { data: [] };
    expect([...data]).toEqual([5, 7, 9, 11]);
  });

  test('gives zeros for a source that the loss does not depend on', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2]);
    const unused = graph.input('unused', 'float32', [3]);
    const [gradient] = differentiate(sum(x), [unused]);
    if (gradient === undefined) throw new Error('No gradient');
    graph.outputs.set('gradient', gradient);
    const { data } = interpret(graph, { x: [1, 2], unused: [1, 2, 3] }).get('gradient') ?? {
      data: [],
    };
    expect([...data]).toEqual([0, 0, 0]);
  });

  test('computes no gradient for what needs none', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2]);
    const w = graph.input('w', 'float32', [2]);
    const before = graph.nodes.length;
    differentiate(sum(multiply(relu(x), w)), [w]);
    const added = graph.nodes.slice(before).map(({ op }) => op);
    expect(added).not.toContain('positive');
  });

  test('only one number can be differentiated', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2]);
    expect(() => differentiate(square(x), [x])).toThrow('one number');
  });

  test('stops at whole numbers', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [1]);
    const [gradient] = differentiate(sum(cast(cast(x, 'int32'), 'float32')), [x]);
    if (gradient === undefined) throw new Error('No gradient');
    graph.outputs.set('gradient', gradient);
    expect(interpret(graph, { x: [2.5] }).get('gradient')?.data[0]).toBe(0);
  });

  test('of several largest values in a window the first gets the whole gradient', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [1, 1, 2, 4]);
    const pooled = maxPool(x, {
      window: [2, 2],
      strides: [2, 2],
      dilations: [1, 1],
      padding: [0, 0, 0, 0],
    });
    const weights = graph.constant([10, 20], 'float32', [1, 1, 1, 2]);
    const [gradient] = differentiate(sum(multiply(pooled.largest, weights)), [x]);
    if (gradient === undefined) throw new Error('No gradient');
    graph.outputs.set('gradient', gradient);
    const { data } = interpret(graph, { x: [0, 3, 1, 1, 3, 3, 1, 1] }).get('gradient') ?? {
      data: [],
    };
    expect([...data]).toEqual([0, 10, 20, 0, 0, 0, 0, 0]);
  });
});
