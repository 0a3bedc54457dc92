import { expect, test } from 'vitest';
import type { LayerId } from '../ids.ts';
import { Graph } from './graph.ts';
import { interpret } from './interpret.ts';
import { dynamicLossScale } from './loss-scale.ts';
import { cast } from './operators/elementwise.ts';
import { sum } from './operators/reduction.ts';
import { ruleFor } from './optimizers/table.ts';
import { optimizerSettings } from './testing/models.ts';
import { weightBlocks } from './weight-blocks.ts';
import { updatedBlocks } from './weight-update.ts';

/** What becomes of a scale of 1,024 after `finiteSteps` steps, and of two gradients of it. */
function stepped(gradient: readonly number[], finiteSteps: number) {
  const graph = new Graph();
  const scale = dynamicLossScale(graph);
  const given = [graph.input('a', 'float32', [2]), graph.input('b', 'float32', [1])];
  graph.outputs.set('loss', scale.scaled(graph.input('loss', 'float32', [])));
  const { gradients, counts, next } = scale.unscaled(given);
  for (const [place, value] of gradients.entries()) {
    graph.outputs.set(`gradient ${place}`, value);
  }
  graph.outputs.set('counts', cast(counts, 'float32'));
  for (const [{ name }, value] of next) graph.outputs.set(name, value);
  const results = interpret(graph, {
    loss: [3],
    a: gradient.slice(0, 2),
    b: gradient.slice(2),
    '@loss_scale': [1024],
    '@finite_steps': [finiteSteps],
  });
  return Object.fromEntries([...results].map(([name, { data }]) => [name, [...data]]));
}

test('gradients of the scaled loss become those of the loss', () => {
  expect(stepped([2048, -1024, 512], 5)).toEqual({
    loss: [3072],
    'gradient 0': [2, -1],
    'gradient 1': [0.5],
    counts: [1],
    '@loss_scale': [1024],
    '@finite_steps': [6],
  });
});

test.each([[Infinity], [-Infinity], [Number.NaN]])('%d anywhere halves the scale', (value) => {
  expect(stepped([1, 2, value], 1999)).toEqual({
    loss: [3072],
    'gradient 0': [0, 0],
    'gradient 1': [0],
    counts: [0],
    '@loss_scale': [512],
    '@finite_steps': [0],
  });
});

test('2,000 finite steps double the scale', () => {
  const { '@loss_scale': scale, '@finite_steps': steps } = stepped([1, 2, 3], 1999);
  expect({ scale, steps }).toEqual({ scale: [2048], steps: [0] });
});

test.each([
  [1, 'moves', [0.999, 1.999]],
  [0, 'keeps', [1, 2]],
])('a step that counts %d %s weights and moments', (counted, _, expected) => {
  const graph = new Graph();
  const settings = optimizerSettings();
  const weight = {
    name: 'dense/kernel',
    layerId: 'dense' as LayerId,
    shape: [2],
    initializer: 'zeros',
    trainable: true,
  } as const;
  const [block] = weightBlocks([weight], (each) => ruleFor(each, settings));
  if (block === undefined) throw new Error('No block');
  const value = graph.input(block.name, 'float32', [2]);
  const gradient = graph.input('gradient', 'float32', [2]);
  const counts = cast(graph.input('counts', 'float32', []), 'bool');
  const step = graph.input('@step', 'int64', []);
  const next = updatedBlocks([{ block, value, gradients: [gradient] }], settings, step, { counts });
  for (const [{ name }, after] of next) graph.outputs.set(name, after);
  graph.outputs.set('total', sum(value));
  const results = interpret(graph, {
    [block.name]: [1, 2],
    [`${block.name}@m`]: [0, 0],
    [`${block.name}@v`]: [0, 0],
    gradient: [0.5, 0.5],
    counts: [counted],
    '@step': [0],
  });
  const after = [...(results.get(block.name)?.data ?? [])];
  for (const [place, each] of after.entries()) expect(each).toBeCloseTo(expected[place] ?? 0, 5);
  expect(results.get(`${block.name}@m`)?.data.every((moment) => moment === 0)).toBe(counted === 0);
});
