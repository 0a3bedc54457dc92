import { describe, expect, test } from 'vitest';
import { fitsDataset } from '../../architecture/fits-dataset.ts';
import { uniformFloats } from '../../random.ts';
import { elementCount, type Shape } from '../../shape.ts';
import type { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { STEP_COUNTER } from '../model-weights.ts';
import { isData, MEASURES, NEXT } from '../onnx/edges.ts';
import type { OptimizerSettings } from '../optimizers/settings.ts';
import { passesFor } from '../passes/pipeline.ts';
import { applyPasses } from '../passes/simplify.ts';
import { chain, factsFor, type LayerLine, optimizerSettings } from '../testing/models.ts';
import { buildTrainingStep } from '../training-step.ts';
import { iterationOf } from './iteration.ts';
import { partsOf } from './parts.ts';

const BATCH = 3;

interface Case {
  readonly shape: Shape;
  readonly classes: number;
  readonly layers: readonly LayerLine[];
  readonly settings?: Partial<OptimizerSettings>;
}

const CASES: Readonly<Record<string, Case>> = {
  'a classifier with dropout': {
    shape: [4],
    classes: 3,
    layers: [
      ['Dense', { units: 5, activation: 'relu' }],
      ['Dropout', { rate: 0.4 }],
      ['Dense', { units: 3, activation: 'softmax' }],
    ],
  },
  'a regression with moving statistics and momentum': {
    shape: [4],
    classes: 0,
    layers: [['BatchNormalization'], ['Dense', { units: 1 }]],
    settings: { optimizer: 'sgd', momentum: 0.9, nesterov: true },
  },
  'an image network with one sigmoid': {
    shape: [6, 6, 1],
    classes: 2,
    layers: [
      ['Rescaling', { scale: 1 / 255 }],
      ['Conv2D', { filters: 2, kernel_size: 3, activation: 'relu' }],
      ['Flatten'],
      ['Dense', { units: 1, activation: 'sigmoid' }],
    ],
  },
};

function stepOf({ shape, classes, layers, settings = {} }: Case) {
  const facts = factsFor(shape, classes);
  const fitted = fitsDataset(chain(shape, layers), facts);
  if (!fitted.ok) throw new Error(fitted.error.code);
  const { graph, measured } = buildTrainingStep(fitted.value, facts.input, {
    settings: optimizerSettings({ learningRate: 0.1, ...settings }),
    batchSize: BATCH,
    seed: 1,
  });
  const passes = passesFor({ blockSize: 0, threads: 1 });
  return { step: applyPasses(graph, passes), measured };
}

type Numbers = Record<string, ArrayLike<number>>;

function startingState(step: Graph): Numbers {
  return Object.fromEntries(
    [...step.inputs]
      .filter(([name]) => !isData(name))
      .map(([name, { shape }]) => [
        name,
        name === STEP_COUNTER.name ? [5] : uniformFloats(1, name, elementCount(shape), 0.1, 0.9),
      ]),
  );
}

/** The rows of one step's batch. */
function batch(step: Graph, name: string, at: number): readonly number[] {
  const value = step.inputs.get(name);
  const count = elementCount(value?.shape ?? []);
  const whole = value?.dtype !== 'float32';
  const most = name === 'target' ? 2 : 200;
  return [...uniformFloats(at, name, count, 0, whole ? most : 1)].map((number) =>
    whole ? Math.floor(number) : number,
  );
}

const dataNames = (step: Graph): readonly string[] => [...step.inputs.keys()].filter(isData);

/** Steps one after the other, each by itself. */
function stepByStep(step: Graph, measured: readonly string[], steps: number) {
  let state = startingState(step);
  const measures: number[] = [];
  for (let at = 0; at < steps; at += 1) {
    const data = dataNames(step).map((name) => [name, batch(step, name, at)]);
    const results = interpret(step, { ...state, ...Object.fromEntries(data) });
    state = Object.fromEntries(
      Object.keys(state).map((name) => [name, results.get(name + NEXT)?.data ?? []]),
    );
    for (const name of measured) measures.push(...(results.get(name)?.data ?? []));
  }
  return { state, measures };
}

describe.each(Object.entries(CASES))('%s', (_, network) => {
  test.each([1, 2, 3, 8])('%d steps as one graph are those steps', (steps) => {
    const { step, measured } = stepOf(network);
    const { graph, data } = iterationOf(step, measured, steps);
    const rows = [...data].map(([input, { name, step: at }]) => {
      const offsets = at === null ? Array.from({ length: steps }, (__, offset) => offset) : [at];
      return [input, offsets.flatMap((offset) => batch(step, name, offset))];
    });
    const results = interpret(graph, { ...startingState(step), ...Object.fromEntries(rows) });
    const expected = stepByStep(step, measured, steps);
    for (const [name, numbers] of Object.entries(expected.state)) {
      expect([...(results.get(name + NEXT)?.data ?? [])], name).toEqual([...Array.from(numbers)]);
    }
    const measures = results.get(MEASURES)?.data ?? [];
    expect(measures.length).toBe(expected.measures.length);
    expected.measures.forEach((number, at) => {
      expect(measures[at], `measure ${at}`).toBeCloseTo(number, 12);
    });
  });
});

test('what steps have in common is computed ahead, what only metrics need afterwards', () => {
  const { step, measured } = stepOf(CASES['a classifier with dropout'] as Case);
  const { counting, preparing, measuring } = partsOf(step);
  const operators = (nodes: ReadonlySet<{ readonly op: string }>) =>
    new Set([...nodes].map(({ op }) => op));
  expect(operators(counting)).toContain('power');
  expect(operators(preparing)).toContain('oneHot');
  expect(operators(measuring)).toContain('logSoftmax');
  expect(operators(measuring)).toContain('argMax');
  expect(operators(new Set([...counting, ...preparing]))).not.toContain('matrixProduct');
  const loss = step.outputs.get(measured[0] ?? '')?.node;
  expect(loss !== undefined && measuring.has(loss)).toBe(true);
});
