import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { CONSTRAINTS } from '../../architecture/regularizers.ts';
import { uniformFloats } from '../../random.ts';
import { elementCount, type Shape } from '../../shape.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import type { ModelWeight } from '../model-weights.ts';
import { chain, factsFor, optimizerSettings } from '../testing/models.ts';
import { disagreements } from '../testing/onnx-agreement.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import { compiled, startingState, trainCall } from '../testing/train.ts';
import { weightBlocks } from '../weight-blocks.ts';
import { constrained } from './constraints.ts';
import { ruleFor } from './table.ts';

const open = onnxRunner(ort);

function graphOf(constraint: string | undefined, shape: Shape): Graph {
  const graph = new Graph();
  const weight = {
    name: 'w',
    layerId: 'w',
    shape,
    initializer: 'zeros',
    trainable: true,
    constraint,
  };
  const [block] = weightBlocks([weight as unknown as ModelWeight], (each) =>
    ruleFor(each, optimizerSettings()),
  );
  if (block === undefined) throw new Error('No block');
  graph.outputs.set('y', constrained(block, graph.input('w', 'float32', shape)));
  return graph;
}

const held = (constraint: string, shape: Shape, w: readonly number[]) => [
  ...(interpret(graphOf(constraint, shape), { w }).get('y')?.data ?? []),
];

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  // Keras adds 1e-7 to the length that it divides by.
  expected.forEach((value, at) => {
    expect(found[at]).toBeCloseTo(value, 6);
  });
}

describe('worked by hand', () => {
  // Columns of length 5 and 0.5.
  const W = [3, 0.3, 4, 0.4];
  test.each([
    ['max_norm(2)', [1.2, 0.3, 1.6, 0.4]],
    ['max_norm', [1.2, 0.3, 1.6, 0.4]],
    ['max_norm(2, axis=1)', [1.99007, 0.199007, 1.99007, 0.199007]],
    ['unit_norm', [0.6, 0.6, 0.8, 0.8]],
    ['min_max_norm(1, 2)', [1.2, 0.6, 1.6, 0.8]],
    ['min_max_norm(min_value=1, max_value=2, rate=0.5)', [2.1, 0.45, 2.8, 0.6]],
    ['non_neg', [3, 0.3, 4, 0.4]],
  ])('%s', (constraint, expected) => {
    held(constraint, [2, 2], W).forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 5);
    });
  });

  test('non_neg takes what is below 0 away', () => {
    expectClose(held('non_neg', [3], [-1, 0, 2]), [0, 0, 2]);
  });

  test('a filter is held as a whole', () => {
    expectClose(
      held('max_norm(1, axis=[0, 1, 2])', [2, 2, 1, 1], [1, 1, 1, 1]),
      [0.5, 0.5, 0.5, 0.5],
    );
    expectClose(
      held('max_norm(1, axis=[-4, -3, 2])', [2, 2, 1, 1], [1, 1, 1, 1]),
      [0.5, 0.5, 0.5, 0.5],
    );
  });

  test('weights of length 0 stay zeros', () => {
    for (const name of Object.keys(CONSTRAINTS)) {
      expectClose(held(name, [2], [0, 0]), [0, 0]);
    }
  });
});

test('ONNX Runtime agrees on random weights', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(1_000_000),
      fc.constantFrom(...Object.keys(CONSTRAINTS), 'max_norm(0.5, axis=1)'),
      fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
      async (seed, constraint, shape) => {
        const w = uniformFloats(seed, 'w', elementCount(shape), -2, 2);
        expect(await disagreements(graphOf(constraint, shape), { w }, open, 1e-5)).toEqual([]);
      },
    ),
    { numRuns: 20 },
  );
});

test('in training, weights keep to their constraints behind every step', async () => {
  const model = chain(
    [3],
    [
      ['Dense', { units: 4, kernel_constraint: 'max_norm(0.3)', bias_constraint: 'non_neg' }],
      ['Dense', { units: 1, kernel_constraint: 'unit_norm' }],
    ],
  );
  const settings = optimizerSettings({ optimizer: 'sgd', learningRate: 0.3 });
  const training = compiled(model, settings, factsFor([3], 0), 4);
  const opened = await open(training.bytes);
  const data = {
    features: { data: uniformFloats(3, 'features', 12, -1, 1), shape: [4, 3] },
    target: { data: uniformFloats(4, 'target', 4, -3, 3), shape: [4] },
  };
  let state = startingState(training, 1);
  for (let step = 0; step < 5; step += 1) {
    const call = await trainCall(training, opened, state, data, Int32Array.of(0, 1, 2, 3));
    state = call.state;
    const values = (name: string) => Array.from(state[name]?.data ?? [], Number);
    const length = (column: number, columns: number, kernel: readonly number[]) =>
      Math.hypot(...kernel.filter((_, at) => at % columns === column));
    for (let column = 0; column < 4; column += 1) {
      expect(length(column, 4, values('dense1/kernel'))).toBeLessThan(0.3 + 1e-6);
    }
    expect(Math.min(...values('dense1/bias'))).toBeGreaterThanOrEqual(0);
    expect(length(0, 1, values('dense2/kernel'))).toBeCloseTo(1, 5);
  }
  await opened.close();
});
