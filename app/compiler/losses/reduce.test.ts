import { describe, expect, test } from 'vitest';
import type { Shape } from '../../shape.ts';
import { differentiate } from '../gradients/differentiate.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { concatenate } from '../operators/movement.ts';
import { batchSums, meanOf, sampleMeans } from './reduce.ts';

function reduced(shape: Shape, values: readonly number[], mask?: readonly number[]) {
  const graph = new Graph();
  const x = graph.input('values', 'float32', shape);
  const kept = mask && graph.input('mask', 'float32', shape.slice(0, 2));
  const mean = meanOf(batchSums(x, { mask: kept }));
  graph.outputs.set('mean', mean);
  graph.outputs.set('samples', sampleMeans(x, kept));
  const [gradient] = differentiate(mean, [x]);
  if (gradient !== undefined) graph.outputs.set('gradient', gradient);
  const results = interpret(graph, { values, ...(mask && { mask }) });
  const read = (name: string) => [...(results.get(name)?.data ?? [])];
  expect(mean.shape).toEqual([1]);
  return { mean: read('mean'), samples: read('samples'), gradient: read('gradient') };
}

describe('losses of a batch as one number', () => {
  test('without a mask it is the mean over all places', () => {
    expect(reduced([3], [1, 2, 6])).toMatchObject({ mean: [3], samples: [1, 2, 6] });
    expect(reduced([2, 2], [1, 3, 5, 7])).toMatchObject({ mean: [4], samples: [2, 6] });
  });

  test('with one it is the mean over the places kept, however they lie', () => {
    const { mean, samples, gradient } = reduced([2, 3], [1, 2, 9, 6, 9, 9], [1, 1, 0, 1, 0, 0]);
    expect(mean).toEqual([3]);
    expect(samples).toEqual([1.5, 6]);
    expect(gradient).toEqual([1 / 3, 1 / 3, 0, 1 / 3, 0, 0]);
  });

  test('a mask of time keeps all that lies behind a step', () => {
    expect(reduced([1, 2, 2], [1, 3, 9, 9], [1, 0])).toMatchObject({ mean: [2], samples: [2] });
  });

  test('a mask that keeps nothing gives 0 and no gradient', () => {
    const { mean, samples, gradient } = reduced([1, 2], [5, 7], [0, 0]);
    expect([mean, samples, gradient]).toEqual([[0], [0], [0, 0]]);
  });

  test('a mask of an axis that the losses no longer have does not count', () => {
    const graph = new Graph();
    const values = graph.input('values', 'float32', [2]);
    const mask = graph.input('mask', 'float32', [2, 5]);
    graph.outputs.set('mean', meanOf(batchSums(values, { mask })));
    const feeds = { values: [1, 3], mask: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0] };
    expect(interpret(graph, feeds).get('mean')?.data[0]).toBe(2);
  });

  test('samples that only fill up a batch do not count, with a mask and without', () => {
    const graph = new Graph();
    const values = graph.input('values', 'float32', [3, 2]);
    const mask = graph.input('mask', 'float32', [3, 2]);
    const present = graph.input('present', 'float32', [3]);
    for (const [name, places] of Object.entries({ all: { present }, some: { mask, present } })) {
      const { sum, count } = batchSums(values, places);
      if (typeof count === 'number') throw new Error('The count depends on what is there');
      graph.outputs.set(name, concatenate([sum, count], 0));
    }
    const feeds = { values: [1, 2, 3, 4, 5, 6], mask: [1, 1, 1, 0, 1, 1], present: [1, 1, 0] };
    const results = interpret(graph, feeds);
    expect([...(results.get('all')?.data ?? [])]).toEqual([10, 4]);
    expect([...(results.get('some')?.data ?? [])]).toEqual([6, 3]);
  });
});
