import { expect, test } from 'vitest';
import { Graph } from './graph.ts';
import { add, exponential, multiply, square } from './operators/elementwise.ts';
import { reshape } from './operators/movement.ts';
import { sum } from './operators/reduction.ts';
import { bytesOf, kernelCount, peakTemporaryBytes, trafficBytes } from './peak-memory.ts';

test('a chain holds two values at once, whatever its length', () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [100]);
  const y = exponential(exponential(exponential(square(x))));
  graph.outputs.set('y', sum(y));
  expect(peakTemporaryBytes(graph)).toBe(2 * 400);
});

test('what the backward pass needs stays', () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [100]);
  const first = square(x);
  const second = exponential(first);
  const third = exponential(second);
  graph.outputs.set('y', sum(multiply(first, add(second, third))));
  // First, second and third lie there as their sum is made.
  expect(peakTemporaryBytes(graph)).toBe(4 * 400);
});

test('a reshape is no copy, and keeps what it shows', () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [10, 10]);
  const flat = reshape(square(x), [100]);
  graph.outputs.set('y', sum(multiply(flat, flat)));
  expect(peakTemporaryBytes(graph)).toBe(2 * 400);
  expect(kernelCount(graph.nodes)).toBe(3);
});

test('inputs, constants and outputs do not count', () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [100]);
  graph.outputs.set('y', multiply(x, graph.constant(new Float32Array(100), 'float32', [100])));
  expect(peakTemporaryBytes(graph)).toBe(0);
  expect(trafficBytes(graph.nodes)).toBe(3 * 400);
});

test('bytes follow the type', () => {
  const of = (dtype: 'uint8' | 'int64' | 'float32') => bytesOf({ dtype, shape: [3, 2] });
  expect([of('uint8'), of('float32'), of('int64')]).toEqual([6, 24, 48]);
});
