import { expect, test } from 'vitest';
import { fitsDataset } from '../../architecture/fits-dataset.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { split, transpose } from '../operators/movement.ts';
import { chain, factsFor, optimizerSettings } from '../testing/models.ts';
import { buildTrainingStep } from '../training-step.ts';
import { carryPermuted } from './carry-permuted.ts';
import { simplify } from './simplify.ts';

const transposes = (graph: Graph): number =>
  graph.nodes.filter(({ op }) => op === 'transpose').length;

test('filters are carried as convolutions read them, and reordered neither for them nor for the update', () => {
  const shape = [6, 6, 2];
  const facts = factsFor(shape, 3);
  const model = chain(shape, [
    ['Conv2D', { filters: 4, kernel_size: 3, padding: 'same' }],
    ['Conv2D', { filters: 4, kernel_size: 3, padding: 'same' }],
    ['Flatten'],
    ['Dense', { units: 3, activation: 'softmax' }],
  ]);
  const fitted = fitsDataset(model, facts);
  if (!fitted.ok) throw new Error(fitted.error.code);
  const settings = optimizerSettings({ optimizer: 'sgd', momentum: 0.9 });
  const options = { settings, batchSize: 2, seed: 1, provider: 'cuda' } as const;
  const graph = simplify(buildTrainingStep(fitted.value, facts.input, options).graph);
  const permuted = simplify(carryPermuted(graph));
  // Of two filters, each read once and written once.
  expect(transposes(permuted)).toBe(transposes(graph) - 4);
  const carried = permuted.nodes.filter(
    ({ op, attributes }) => op === 'input' && 'pieces' in attributes && attributes.pieces,
  );
  expect(carried.length).toBeGreaterThan(0);
});

test('a matrix of which columns are cut off is carried as it is', () => {
  const graph = new Graph();
  const kernel = graph.input('kernel', 'float32', [2, 4]);
  graph.outputs.set('kernel:next', kernel);
  split(kernel, 1, [2, 2]).forEach((half, place) => {
    graph.outputs.set(`y${place}`, transpose(half, [1, 0]));
  });
  const feeds = { kernel: [1, 2, 3, 4, 5, 6, 7, 8] };
  const permuted = carryPermuted(graph);
  expect(permuted.inputs.get('kernel')?.shape).toEqual([2, 4]);
  expect(interpret(permuted, feeds)).toEqual(interpret(graph, feeds));
});
