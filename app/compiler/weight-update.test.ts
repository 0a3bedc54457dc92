import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LayerId } from '../ids.ts';
import { uniformFloats } from '../random.ts';
import { elementCount } from '../shape.ts';
import { Graph } from './graph.ts';
import type { ModelWeight } from './model-weights.ts';
import { NEXT } from './onnx/edges.ts';
import { add } from './operators/elementwise.ts';
import { OPTIMIZERS, type OptimizerSettings } from './optimizers/settings.ts';
import { ruleFor } from './optimizers/table.ts';
import { interpretStep, type Numbers } from './testing/interpret-step.ts';
import { optimizerSettings } from './testing/models.ts';
import { ReferenceOptimizer } from './testing/reference-optimizers.ts';
import type { TrainingStep } from './training-step.ts';
import { unpackBlock, weightBlocks } from './weight-blocks.ts';
import { updatedBlocks } from './weight-update.ts';

function aWeight(name: string, shape: readonly number[]): ModelWeight {
  const layerId = name.split('/')[0] as LayerId;
  return { name, shape, layerId, initializer: 'zeros', trainable: true };
}

const WEIGHTS = [
  aWeight('words/embeddings', [4, 2]),
  aWeight('dense/kernel', [3, 2]),
  aWeight('dense/bias', [2]),
];

/** A step whose gradients are inputs, named as their weights with `'` behind. */
function stepOf(settings: OptimizerSettings): TrainingStep {
  const graph = new Graph();
  const step = graph.input('@step', 'int64', []);
  const blocks = weightBlocks(WEIGHTS, (weight) => ruleFor(weight, settings)).map((block) => {
    const value = graph.input(block.name, 'float32', block.shape);
    const gradients = block.weights.map(({ name, shape }) =>
      graph.input(`${name}'`, 'float32', shape),
    );
    expect(unpackBlock(block, value).length).toBe(gradients.length);
    return { block, value, gradients };
  });
  const next = updatedBlocks(blocks, settings, step);
  for (const [{ name }, value] of next) graph.outputs.set(name + NEXT, value);
  graph.outputs.set(`@step${NEXT}`, add(step, 1));
  const counter = { name: '@step', parts: [{ name: '@step', shape: [] }] } as never;
  return {
    graph,
    carried: [counter, ...next.map(([tensor]) => tensor)],
    measures: { measures: [], objective: [] },
    measured: [],
    featureType: 'float32',
    targetType: 'float32',
  };
}

/** What the step starts from: weights spread around 0, everything else at its number. */
function startOf({ carried }: TrainingStep): Numbers {
  const parts = carried.flatMap((tensor) => tensor.parts);
  const values = parts.map(({ name, shape, role, initializer }) => {
    const count = elementCount(shape);
    return role === 'weight'
      ? ([name, uniformFloats(1, name, count, -1, 1)] as const)
      : ([name, new Array(count).fill(typeof initializer === 'number' ? initializer : 0)] as const);
  });
  return { ...Object.fromEntries(values), '@step': [0] };
}

const gradientsAt = (step: number): Readonly<Record<string, number[]>> =>
  Object.fromEntries(
    WEIGHTS.map(({ name, shape }) => [
      name,
      [...uniformFloats(step, `gradient ${name}`, elementCount(shape), -2, 2)],
    ]),
  );

function expectLikeKeras(changes: Partial<OptimizerSettings>, steps: number): void {
  const settings = optimizerSettings({ learningRate: 0.05, ...changes });
  const step = stepOf(settings);
  let state = startOf(step);
  const values = Object.fromEntries(
    WEIGHTS.map(({ name }) => [name, [...(state[name] as Float32Array)]]),
  );
  const reference = new ReferenceOptimizer(settings, WEIGHTS);
  for (let at = 0; at < steps; at += 1) {
    const gradients = gradientsAt(at);
    const fed = WEIGHTS.map(({ name }) => [`${name}'`, gradients[name] ?? []] as const);
    ({ state } = interpretStep(step, { ...state, ...Object.fromEntries(fed) }));
    reference.apply(values, gradients);
    for (const { name } of WEIGHTS) {
      const place = `${name} after step ${at}`;
      expectNear(state[name], values[name], place);
      if (settings.useEma) expectNear(state[`${name}@average`], reference.averages[name], place);
    }
  }
}

function expectNear(
  found: ArrayLike<number> | undefined,
  expected: readonly number[] | undefined,
  place: string,
): void {
  expect(found?.length, place).toBe(expected?.length);
  expected?.forEach((value, at) => {
    expect(found?.[at], place).toBeCloseTo(value, 10);
  });
}

describe('an update does what Keras does, number by number', () => {
  test.each([
    { clipNorm: 1.5 },
    { globalClipNorm: 2 },
    { globalClipNorm: 1000 },
    { clipValue: 0.7 },
    { weightDecay: 0.3 },
    { useEma: true, emaMomentum: 0.8 },
    { accumulationSteps: 3 },
    { accumulationSteps: 3, useEma: true, emaMomentum: 0.8, clipNorm: 1, weightDecay: 0.1 },
  ] satisfies readonly Partial<OptimizerSettings>[])('adam, %o', (changes) => {
    expectLikeKeras(changes, 8);
  });

  test.each(OPTIMIZERS)('%s, with everything at once, summed over two steps', (optimizer) => {
    expectLikeKeras(
      { optimizer, accumulationSteps: 2, globalClipNorm: 3, weightDecay: 0.2, useEma: true },
      7,
    );
  });

  const limit = fc.option(fc.double({ min: 0.1, max: 10, noNaN: true }), { nil: null });
  const clipping = fc.oneof(
    fc.record({ clipNorm: limit }),
    fc.record({ globalClipNorm: limit }),
    fc.record({ clipValue: limit }),
  );
  const rest = fc.record({
    optimizer: fc.constantFrom(...OPTIMIZERS),
    weightDecay: limit,
    adamWeightDecay: limit,
    adamLrRatio: fc.constantFrom(1, 0.3),
    learningRate: fc.double({ min: 1e-4, max: 0.1, noNaN: true }),
    momentum: fc.constantFrom(0, 0.9),
    nesterov: fc.boolean(),
    amsgrad: fc.boolean(),
    beta1: fc.constantFrom(0.5, 0.9),
    beta2: fc.constantFrom(0.7, 0.999),
    epsilon: fc.constantFrom(1e-7, 1e-2),
    useEma: fc.boolean(),
    accumulationSteps: fc.constantFrom(1, 2, 5),
  });

  /** Iterations that end near orthogonal matrices; coefficients picked apart would run away. */
  const iteration = fc.constantFrom(
    { muonA: 3.4445, muonB: -4.775, muonC: 2.0315 },
    { muonA: 3, muonB: -3.2, muonC: 1.2 },
  );

  test('whatever is combined', () => {
    fc.assert(
      fc.property(clipping, rest, iteration, (limits, settings, coefficients) => {
        expectLikeKeras({ ...settings, ...limits, ...coefficients }, 6);
      }),
      { numRuns: 60 },
    );
  });
});

test('a gradient of nothing but zeros is not divided by its norm', () => {
  for (const limits of [{ clipNorm: 1 }, { globalClipNorm: 1 }]) {
    const settings = optimizerSettings({ optimizer: 'sgd', ...limits });
    const step = stepOf(settings);
    const start = startOf(step);
    const zeros = WEIGHTS.map(({ name, shape }) => [
      `${name}'`,
      new Array(elementCount(shape)).fill(0),
    ]);
    const { state } = interpretStep(step, { ...start, ...Object.fromEntries(zeros) });
    for (const { name } of WEIGHTS)
      expectNear(state[name], [...(start[name] as Float32Array)], name);
  }
});

test('small weights of one rule are updated as one, those that Muon turns each by itself', () => {
  const blocks = (optimizer: OptimizerSettings['optimizer']) => {
    const settings = optimizerSettings({ optimizer });
    return weightBlocks(WEIGHTS, (weight) => ruleFor(weight, settings)).map(({ weights }) =>
      weights.map(({ name }) => name),
    );
  };
  expect(blocks('adam')).toEqual([['words/embeddings', 'dense/kernel', 'dense/bias']]);
  expect(blocks('muon')).toEqual([['dense/kernel'], ['words/embeddings', 'dense/bias']]);
});
