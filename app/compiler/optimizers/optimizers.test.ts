import { describe, expect, test } from 'vitest';
import { Graph, type Value } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { cast } from '../operators/elementwise.ts';
import { optimizerSettings } from '../testing/models.ts';
import type { OptimizerSettings } from './optimizer.ts';
import { OPTIMIZERS } from './table.ts';

/** Runs updates of one weight, 1 at first, with the given gradients; returns it after each. */
function weightsAfter(
  overrides: Partial<OptimizerSettings>,
  gradients: readonly number[],
): readonly number[] {
  const settings = optimizerSettings(overrides);
  const graph = new Graph();
  const moments = new Map<string, Value>();
  const update = OPTIMIZERS[settings.optimizer](
    graph.input('weight', 'float32', [1]),
    graph.input('gradient', 'float32', [1]),
    {
      settings,
      updateNumber: cast(graph.input('number', 'int64', []), 'float32'),
      moment: (suffix) => {
        const moment = graph.input(suffix, 'float32', [1]);
        moments.set(suffix, moment);
        return moment;
      },
    },
  );
  graph.outputs.set('weight', update.weight);
  for (const [suffix, next] of Object.entries(update.moments)) graph.outputs.set(suffix, next);
  expect(Object.keys(update.moments).sort()).toEqual([...moments.keys()].sort());

  let state: Record<string, number[]> = { weight: [1] };
  for (const suffix of moments.keys()) state[suffix] = [0];
  return gradients.map((gradient, index) => {
    const results = interpret(graph, { ...state, gradient: [gradient], number: [index + 1] });
    state = Object.fromEntries([...results].map(([name, { data }]) => [name, [...data]]));
    return state.weight?.[0] ?? Number.NaN;
  });
}

function expectAll(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, at) => {
    expect(found[at]).toBeCloseTo(value, 9);
  });
}

describe('sgd', () => {
  test('moves against the gradient', () => {
    expectAll(weightsAfter({ optimizer: 'sgd', learningRate: 0.1 }, [2, -1]), [0.8, 0.9]);
  });

  test('with momentum: velocity −0.2, then 0.9 · −0.2 − 0.2 = −0.38', () => {
    expectAll(
      weightsAfter({ optimizer: 'sgd', learningRate: 0.1, momentum: 0.9 }, [2, 2]),
      [0.8, 0.42],
    );
  });

  test('with Nesterov: moves by 0.9 · −0.2 − 0.2 = −0.38, then 0.9 · −0.38 − 0.2 = −0.542', () => {
    const settings = {
      optimizer: 'sgd',
      learningRate: 0.1,
      momentum: 0.9,
      nesterov: true,
    } as const;
    expectAll(weightsAfter(settings, [2, 2]), [0.62, 0.078]);
  });
});

describe('adam', () => {
  test('the first step is the learning rate, whatever the gradient', () => {
    expectAll(weightsAfter({ learningRate: 0.1, epsilon: 1e-12 }, [3]), [0.9]);
    expectAll(weightsAfter({ learningRate: 0.1, epsilon: 1e-12 }, [-0.02]), [1.1]);
  });

  test('two steps worked by hand', () => {
    // m = 0.2, v = 0.004, step size 0.1 · √0.001 / 0.1; then m = 0.08, v = 0.004996,
    // step size 0.1 · √(1 − 0.999²) / (1 − 0.9²).
    const first = 1 - (0.2 * 0.1 * Math.sqrt(0.001)) / 0.1 / (Math.sqrt(0.004) + 1e-7);
    const second =
      first -
      (0.08 * 0.1 * Math.sqrt(1 - 0.999 ** 2)) / (1 - 0.9 ** 2) / (Math.sqrt(0.004996) + 1e-7);
    expectAll(weightsAfter({ learningRate: 0.1 }, [2, -1]), [first, second]);
  });

  test('epsilon stands beside the uncorrected root, as in Keras', () => {
    // 0.1 · √0.001 / 0.1 · 0.2 / (√0.004 + 0.01)
    const step = (Math.sqrt(0.001) * 0.2) / (Math.sqrt(0.004) + 0.01);
    expectAll(weightsAfter({ learningRate: 0.1, epsilon: 0.01 }, [2]), [1 - step]);
  });
});
