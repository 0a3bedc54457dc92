import { expect, test } from 'vitest';
import { dumpGraph } from './dump.ts';
import { Graph } from './graph.ts';
import { maxPool } from './operators/convolution.ts';
import { multiply, sigmoid } from './operators/elementwise.ts';

test('a graph is dumped a line for each node, with types, attributes and layer', () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [1, 1, 4, 4]);
  const scaled = graph.within('dense', () => sigmoid(multiply(x, 2)));
  const pooled = maxPool(scaled, {
    window: [2, 2],
    strides: [2, 2],
    dilations: [1, 1],
    padding: [0, 0, 0, 0],
  });
  graph.outputs.set('y', pooled.largest);
  graph.constant(new Float32Array(20), 'float32', [20]);
  expect(dumpGraph(graph)).toBe(
    [
      'input x float32 [1, 1, 4, 4]',
      '%1 float32 [] = constant {values: [2]}  # dense',
      '%2 float32 [1, 1, 4, 4] = multiply x, %1  # dense',
      '%3 float32 [1, 1, 4, 4] = sigmoid %2  # dense',
      '%4.0 float32 [1, 1, 2, 2], %4.1 int64 [1, 1, 2, 2] = maxPool %3 ' +
        '{window: [2, 2], strides: [2, 2], dilations: [1, 1], padding: [0, 0, 0, 0]}',
      '%5 float32 [20] = constant {values: [0, 0, 0, 0, 0, 0, 0, 0, … 20 in all]}',
      'y = %4.0',
    ].join('\n'),
  );
});
