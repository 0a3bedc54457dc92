import { describe, expect, test } from 'vitest';
import { uniformFloats } from '../../random.ts';
import { elementCount, type Shape } from '../../shape.ts';
import { Graph, type Value } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { cast, scalar } from '../operators/elementwise.ts';
import { optimizerSettings } from '../testing/models.ts';
import { ReferenceOptimizer } from '../testing/reference-optimizers.ts';
import { muon } from './muon.ts';
import { OPTIMIZERS, type OptimizerSettings } from './settings.ts';
import { ruleFor } from './table.ts';

/** Updates of one weight with the given gradients, without decay; returns it after each. */
function weightsAfter(
  settings: OptimizerSettings,
  shape: Shape,
  start: readonly number[],
  gradients: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  const graph = new Graph();
  const initials: Record<string, number[]> = {};
  const input = (name: string, size: Shape, initial: number): Value => {
    initials[name] = new Array(elementCount(size)).fill(initial);
    return graph.input(name, 'float32', size);
  };
  const rule = ruleFor({ name: 'dense/kernel', shape }, settings);
  const update = rule.update(
    graph.input('weight', 'float32', shape),
    graph.input('gradient', 'float32', shape),
    {
      settings,
      learningRate: scalar(graph, settings.learningRate),
      updateNumber: cast(graph.input('number', 'int64', []), 'float32'),
      moment: (name, initial = 0) => input(name, shape, initial),
      scalar: (name, initial) => input(name, [], initial),
    },
  );
  const next = { ...update.moments, ...update.scalars };
  graph.outputs.set('weight', update.weight);
  for (const [name, value] of Object.entries(next)) graph.outputs.set(name, value);
  expect(Object.keys(next).sort()).toEqual(Object.keys(initials).sort());

  let state: Record<string, readonly number[]> = { weight: start, ...initials };
  return gradients.map((gradient, index) => {
    const results = interpret(graph, { ...state, gradient, number: [index + 1] });
    state = Object.fromEntries([...results].map(([name, { data }]) => [name, [...data]]));
    return state.weight ?? [];
  });
}

function expectAll(
  settings: Partial<OptimizerSettings>,
  gradients: readonly number[],
  expected: readonly number[],
): void {
  const found = weightsAfter(
    optimizerSettings(settings),
    [1],
    [1],
    gradients.map((gradient) => [gradient]),
  );
  expect(found.length).toBe(expected.length);
  expected.forEach((value, at) => {
    expect(found[at]?.[0]).toBeCloseTo(value, 9);
  });
}

describe('by hand', () => {
  test('sgd moves against the gradient', () => {
    expectAll({ optimizer: 'sgd', learningRate: 0.1 }, [2, -1], [0.8, 0.9]);
  });

  test('sgd with momentum: velocity −0.2, then 0.9 · −0.2 − 0.2 = −0.38', () => {
    expectAll({ optimizer: 'sgd', learningRate: 0.1, momentum: 0.9 }, [2, 2], [0.8, 0.42]);
  });

  test('sgd with Nesterov moves by 0.9 · −0.2 − 0.2 = −0.38, then 0.9 · −0.38 − 0.2 = −0.542', () => {
    const settings = {
      optimizer: 'sgd',
      learningRate: 0.1,
      momentum: 0.9,
      nesterov: true,
    } as const;
    expectAll(settings, [2, 2], [0.62, 0.078]);
  });

  test('the first step of adam is the learning rate, whatever the gradient', () => {
    expectAll({ learningRate: 0.1, epsilon: 1e-12 }, [3], [0.9]);
    expectAll({ learningRate: 0.1, epsilon: 1e-12 }, [-0.02], [1.1]);
  });

  test('two steps of adam', () => {
    // m = 0.2, v = 0.004, step size 0.1 · √0.001 / 0.1; then m = 0.08, v = 0.004996,
    // step size 0.1 · √(1 − 0.999²) / (1 − 0.9²).
    const first = 1 - (0.2 * 0.1 * Math.sqrt(0.001)) / 0.1 / (Math.sqrt(0.004) + 1e-7);
    const second =
      first -
      (0.08 * 0.1 * Math.sqrt(1 - 0.999 ** 2)) / (1 - 0.9 ** 2) / (Math.sqrt(0.004996) + 1e-7);
    expectAll({ learningRate: 0.1 }, [2, -1], [first, second]);
  });

  test("adam's epsilon stands beside the uncorrected root, as in Keras", () => {
    // 0.1 · √0.001 / 0.1 · 0.2 / (√0.004 + 0.01)
    const step = (Math.sqrt(0.001) * 0.2) / (Math.sqrt(0.004) + 0.01);
    expectAll({ learningRate: 0.1, epsilon: 0.01 }, [2], [1 - step]);
  });

  test('adagrad starts from 0.1: 0.5 · 2 / √4.1, then 0.5 · 1 / √5.1', () => {
    const settings = { optimizer: 'adagrad', learningRate: 0.5, epsilon: 1e-15 } as const;
    const first = 1 - 1 / Math.sqrt(4.1);
    expectAll(settings, [2, 1], [first, first - 0.5 / Math.sqrt(5.1)]);
  });

  test('lion moves by the learning rate: along 0.1 · 3, then against 0.9 · 0.03 − 0.1 · 1 < 0', () => {
    expectAll({ optimizer: 'lion', learningRate: 0.1 }, [3, -1, 0], [0.9, 1, 0.9]);
  });

  test('adamax divides by the largest gradient of late: 3, then 3 · 0.5 = 1.5', () => {
    // m = 0.3 / 0.1 · 0.1, then (0.27 + 0.1) / 0.19.
    const settings = {
      optimizer: 'adamax',
      learningRate: 0.1,
      beta2: 0.5,
      epsilon: 1e-15,
    } as const;
    expectAll(settings, [3, 1], [0.9, 0.9 - (0.1 * 0.37) / 0.19 / 1.5]);
  });
});

describe("every optimiser gives what Keras' formulas give, number by number", () => {
  const variants: readonly Partial<OptimizerSettings>[] = [
    ...OPTIMIZERS.map((optimizer) => ({ optimizer })),
    { optimizer: 'adam', amsgrad: true, beta2: 0.9 },
    { optimizer: 'sgd', momentum: 0.9 },
    { optimizer: 'sgd', momentum: 0.8, nesterov: true },
    { optimizer: 'rmsprop', momentum: 0.9 },
    { optimizer: 'rmsprop', centered: true, epsilon: 1e-3 },
    { optimizer: 'rmsprop', centered: true, momentum: 0.5, rho: 0.7, epsilon: 1e-3 },
    { optimizer: 'adagrad', initialAccumulatorValue: 0 },
    { optimizer: 'nadam', beta1: 0.5, beta2: 0.9, epsilon: 0.01 },
    { optimizer: 'muon', nesterov: false, rmsRate: null, nsSteps: 2 },
  ];

  test.each(variants.map((variant) => [JSON.stringify(variant), variant] as const))(
    '%s',
    (_, variant) => {
      const settings = optimizerSettings({ learningRate: 0.05, ...variant, weightDecay: null });
      // Taller, wider and square: Muon takes its products on the shorter side.
      for (const shape of [[4, 3], [2, 5], [3, 3], [6]] as const) {
        const count = elementCount(shape);
        const start = [...uniformFloats(1, 'start', count, -1, 1)];
        const gradients = Array.from({ length: 8 }, (_, step) => [
          ...uniformFloats(step, 'gradient', count, -2, 2),
        ]);
        const found = weightsAfter({ ...settings, adamWeightDecay: null }, shape, start, gradients);
        const weight = { name: 'dense/kernel', shape };
        const reference = new ReferenceOptimizer({ ...settings, adamWeightDecay: null }, [weight]);
        const values: Record<string, number[]> = { 'dense/kernel': start };
        gradients.forEach((gradient, step) => {
          reference.apply(values, { 'dense/kernel': gradient });
          values['dense/kernel']?.forEach((value, at) => {
            expect(found[step]?.[at], `step ${step}`).toBeCloseTo(value, 10);
          });
        });
      }
    },
  );
});

test('a centred variance that rounding makes negative counts as 0', () => {
  const settings = optimizerSettings({ optimizer: 'rmsprop', centered: true, learningRate: 0.1 });
  // Of equal gradients the variance is 0: of these it comes out as −896.
  const gradients = Array.from({ length: 400 }, () => [1e9 / 3]);
  for (const [weight] of weightsAfter(settings, [1], [1], gradients)) {
    expect(Number.isFinite(weight)).toBe(true);
  }
});

describe('muon', () => {
  const settings = optimizerSettings({ optimizer: 'muon' });
  const isMatrixRule = (name: string, shape: Shape, changed: Partial<OptimizerSettings> = {}) =>
    !muon({ name, shape }, { ...settings, ...changed }).elementwise;

  test('takes matrices, and leaves vectors, filters and embeddings to Adam', () => {
    expect(isMatrixRule('dense/kernel', [4, 3])).toBe(true);
    expect(isMatrixRule('gru/recurrent_kernel', [4, 12])).toBe(true);
    expect(isMatrixRule('dense/bias', [3])).toBe(false);
    expect(isMatrixRule('conv/kernel', [3, 3, 1, 8])).toBe(false);
    expect(isMatrixRule('words/embeddings', [100, 8])).toBe(false);
    expect(isMatrixRule('Embedding_1/table', [100, 8])).toBe(false);
    expect(isMatrixRule('words/embeddings', [100, 8], { excludeEmbeddings: false })).toBe(true);
  });

  test('leaves the layers that are named to Adam', () => {
    const named = { excludeLayers: 'output, head' };
    expect(isMatrixRule('output/kernel', [4, 3], named)).toBe(false);
    expect(isMatrixRule('head_2/kernel', [4, 3], named)).toBe(false);
    expect(isMatrixRule('dense/kernel', [4, 3], named)).toBe(true);
    expect(isMatrixRule('dense/kernel', [4, 3], { excludeLayers: ' , ' })).toBe(true);
  });

  test('makes the update nearly orthogonal', () => {
    const start = new Array(12).fill(0);
    const gradient = [...uniformFloats(3, 'gradient', 12, -1, 1)];
    const plain = optimizerSettings({ optimizer: 'muon', learningRate: 1, rmsRate: null });
    const [move = []] = weightsAfter(plain, [4, 3], start, [gradient]);
    const squared = Array.from({ length: 9 }, (_, at) => {
      const [left, right] = [Math.floor(at / 3), at % 3];
      return [0, 1, 2, 3].reduce(
        (sum, row) => sum + (move[row * 3 + left] ?? 0) * (move[row * 3 + right] ?? 0),
        0,
      );
    });
    // Singular values between 0.7 and 1.2 have squares between 0.49 and 1.44.
    for (const [at, value] of squared.entries()) {
      expect(value).toBeGreaterThan(at % 4 === 0 ? 0.45 : -0.5);
      expect(value).toBeLessThan(at % 4 === 0 ? 1.5 : 0.5);
    }
  });
});
