import { expect, test } from 'vitest';
import type { DatasetFacts } from '../../architecture/fits-dataset.ts';
import { compileStages } from '../compile-stages.ts';
import { STANDARD_PLAN } from '../execution-plan.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { add, multiply, subtract } from '../operators/elementwise.ts';
import { scatterAdd } from '../operators/movement.ts';
import type { OptimizerSettings } from '../optimizers/settings.ts';
import { chain, optimizerSettings } from '../testing/models.ts';
import { dropDead } from './drop-dead.ts';
import { updateRows } from './update-rows.ts';

/** `table − 0.5 · gradient`, the gradient of four rows looked up, one of them twice. */
function updated(changes: (graph: Graph) => void = () => {}) {
  const graph = new Graph();
  const table = graph.input('table', 'float32', [5, 2]);
  const rows = graph.input('rows', 'float32', [4, 2]);
  const indices = graph.input('indices', 'int32', [4]);
  const gradient = scatterAdd(rows, indices, [5, 2]);
  graph.outputs.set('next', subtract(table, multiply(gradient, 0.5)));
  changes(graph);
  const feeds = {
    table: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    rows: [1, 1, 2, 2, 3, 3, 4, 4],
    indices: [3, 0, 3, 4],
  };
  return { graph, feeds };
}

test('rows are scattered into the table, with the same result', () => {
  const { graph, feeds } = updated();
  const after = dropDead(updateRows(graph));
  const operators = after.nodes.map(({ op }) => op);
  expect(operators).not.toContain('subtract');
  expect(after.nodes.find(({ op }) => op === 'scatterAdd')?.inputs).toHaveLength(3);
  expect(interpret(after, feeds).get('next')).toEqual(interpret(graph, feeds).get('next'));
});

test('a gradient that is wanted elsewhere stays whole', () => {
  const { graph } = updated((each) => {
    const step = each.outputs.get('next')?.node.inputs[1];
    if (step !== undefined) each.outputs.set('step', add(step, 1));
  });
  expect(updateRows(graph).nodes.map(({ op }) => op)).toContain('subtract');
});

const TOKENS: DatasetFacts = {
  task: 'text-classification',
  input: { kind: 'tokens', length: 3, vocabulary: 2000 },
  classes: ['a', 'b', 'c'],
};
const MODEL = chain(
  [3],
  [
    ['Embedding', { input_dim: 2000, output_dim: 16 }],
    ['Flatten'],
    ['Dense', { units: 3, activation: 'softmax' }],
  ],
);

test.each([
  ['plain gradient descent', { optimizer: 'sgd' }, true],
  ['momentum', { optimizer: 'sgd', momentum: 0.9 }, true],
  ["Nesterov's look-ahead", { optimizer: 'sgd', momentum: 0.9, nesterov: true }, false],
  ['Adam', { optimizer: 'adam' }, false],
  ['decay of all weights', { optimizer: 'sgd', weightDecay: 0.1 }, true],
  ['clipping by the norm of all gradients', { optimizer: 'sgd', globalClipNorm: 1 }, false],
] as const satisfies readonly (readonly [string, Partial<OptimizerSettings>, boolean])[])(
  'a table trained with %s',
  (_, settings, isSparse) => {
    const stages = compileStages(MODEL, optimizerSettings(settings), TOKENS, 4, STANDARD_PLAN);
    if (!stages.ok) throw new Error(stages.error.code);
    const { text = '' } = stages.value.find(({ name }) => name === 'update-rows') ?? {};
    expect(/scatterAdd \S+, \S+, \S+/.test(text)).toBe(isSparse);
  },
);
