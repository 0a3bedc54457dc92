import { expect, test } from 'vitest';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { sum } from '../operators/reduction.ts';
import { orderMask, windowMask } from './order-mask.ts';

function rowSums(rows: number, columns: number): readonly number[] {
  const graph = new Graph();
  const mask = orderMask(graph, rows, columns);
  expect(mask.shape).toEqual([rows, columns]);
  graph.outputs.set('sums', sum(mask, [1]));
  return [...(interpret(graph, {}).get('sums')?.data ?? [])];
}

test('a step knows of itself and of what came before', () => {
  expect(rowSums(3, 3)).toEqual([1, 2, 3]);
  expect(rowSums(2, 4)).toEqual([1, 2]);
  expect(rowSums(4, 2)).toEqual([1, 2, 2, 2]);
});

test('within a window a step knows of what is near', () => {
  const graph = new Graph();
  graph.outputs.set('sums', sum(windowMask(graph, 5, 3, 2), [1]));
  expect([...(interpret(graph, {}).get('sums')?.data ?? [])]).toEqual([2, 3, 2, 1, 0]);
});

test('however large, it takes no room in the graph', () => {
  const graph = new Graph();
  orderMask(graph, 100_000, 100_000);
  expect(graph.nodes.length).toBeLessThan(10);
});
