import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { uniformFloats } from '../random.ts';
import { type ExecutionPlan, STANDARD_PLAN } from './execution-plan.ts';
import { differentiate } from './gradients/differentiate.ts';
import { Graph, type Value } from './graph.ts';
import { maxPool } from './operators/convolution.ts';
import {
  cast,
  equal,
  greater,
  multiply,
  positive,
  remainder,
  scaledCast,
  sign,
} from './operators/elementwise.ts';
import { poolWindow } from './operators/random.ts';
import { argMax, oneHot, sum } from './operators/reduction.ts';
import { disagreements } from './testing/onnx-agreement.ts';
import { machinePlan, onnxRunner } from './testing/onnx-runner.ts';
import { DIFFERENTIABLE, operatorCase } from './testing/operator-cases.ts';
import type { Build } from './testing/operator-draw.ts';

const open = onnxRunner(ort);

type Feeds = Readonly<Record<string, Float32Array | Int32Array | BigInt64Array | Uint8Array>>;

/** What float32 may differ by; and where gradients of squares go through several steps of a scan. */
const TOLERANCE = 1e-5;
const SCAN_TOLERANCE = 1e-4;

async function expectAgreement(
  graph: Graph,
  feeds: Feeds,
  execution: ExecutionPlan = STANDARD_PLAN,
): Promise<void> {
  const scans = graph.nodes.some(({ op }) => op === 'scan');
  const tolerance = scans ? SCAN_TOLERANCE : TOLERANCE;
  expect(await disagreements(graph, feeds, open, tolerance, execution)).toEqual([]);
}

/** An operator together with its gradient, on random inputs. */
async function expectCaseToAgree(build: Build, seed: number, execution: ExecutionPlan) {
  const { graph, feeds } = operatorCase(build, seed);
  const y = graph.outputs.get('y');
  if (y === undefined) throw new Error('The case has no output');
  const sources = [...graph.inputs.values()];
  differentiate(sum(multiply(y, y)), sources).forEach((gradient, place) => {
    graph.outputs.set(`gradient ${place}`, gradient);
  });
  await expectAgreement(graph, feeds, execution);
}

describe('every operator and its gradient give on ONNX Runtime what they give in the interpreter', () => {
  test.each(Object.entries(DIFFERENTIABLE))('%s', async (_name, build) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1_000_000), (seed) => expectCaseToAgree(build, seed, STANDARD_PLAN)),
      { numRuns: 15 },
    );
  });

  test.each(Object.entries(DIFFERENTIABLE))('%s, as this machine has it', async (_name, build) => {
    const execution = await machinePlan(ort);
    await fc.assert(
      fc.asyncProperty(fc.nat(1_000_000), (seed) => expectCaseToAgree(build, seed, execution)),
      { numRuns: 5 },
    );
  });
});

describe.each(['cuda', 'webgpu', 'directml'] as const)('as graphs for %s have them', (provider) => {
  test.each(Object.entries(DIFFERENTIABLE))('%s', async (_name, build) => {
    const execution = { ...STANDARD_PLAN, provider };
    await fc.assert(
      fc.asyncProperty(fc.nat(1_000_000), (seed) => expectCaseToAgree(build, seed, execution)),
      { numRuns: 5 },
    );
  });
});

describe.each(['cuda', 'webgpu', 'directml'] as const)('as graphs for %s have them', (provider) => {
  const execution = { ...STANDARD_PLAN, provider };

  test('argMax takes the first of several', async () => {
    const graph = new Graph();
    graph.outputs.set('y', argMax(graph.input('x', 'float32', [4, 3])));
    const x = Float32Array.of(2, -1, 2, -3, -2, -2, 0, 0, 0, 1, 5, 7);
    await expectAgreement(graph, { x }, execution);
  });

  test('oneHot', async () => {
    const graph = new Graph();
    graph.outputs.set('y', oneHot(graph.input('labels', 'int32', [3]), 4));
    await expectAgreement(graph, { labels: Int32Array.of(3, 0, 2) }, execution);
  });
});

describe('operators without a gradient', () => {
  const values = Float32Array.of(-1.5, 0, 2, 2, -0.25, 7);

  async function expectUnary(build: (x: Value) => Value): Promise<void> {
    const graph = new Graph();
    graph.outputs.set('y', build(graph.input('x', 'float32', [2, 3])));
    await expectAgreement(graph, { x: values });
  }

  test('sign', () => expectUnary(sign));
  test('positive', () => expectUnary(positive));
  test('cast to whole numbers and back', () =>
    expectUnary((x) => cast(cast(x, 'int32'), 'float32')));
  test('greater', () => expectUnary((x) => cast(greater(x, 1), 'float32')));
  test('equal', () => expectUnary((x) => cast(equal(x, 2), 'float32')));
  test.each([0, 6, 7, 2 ** 24 + 1, 3_000_000_001])(
    'what is left of %d by sevens',
    async (whole) => {
      const graph = new Graph();
      const x = graph.input('x', 'int64', []);
      graph.outputs.set('y', remainder(x, 7));
      await expectAgreement(graph, { x: BigInt64Array.of(BigInt(whole)) });
    },
  );
  test('argMax takes the first of several', () => expectUnary((x) => argMax(x)));

  test('scaledCast', async () => {
    const graph = new Graph();
    graph.outputs.set('y', scaledCast(graph.input('x', 'uint8', [2, 3]), 1 / 255));
    await expectAgreement(graph, { x: Uint8Array.of(0, 1, 2, 127, 254, 255) });
  });

  test('oneHot', async () => {
    const graph = new Graph();
    graph.outputs.set('y', oneHot(graph.input('labels', 'int32', [3]), 4));
    await expectAgreement(graph, { labels: Int32Array.of(3, 0, 2) });
  });

  test.each([0, 1, 7, 1_000_003, 3_000_000_000])('poolWindow at step %d', async (step) => {
    const graph = new Graph();
    const pool = graph.constant(uniformFloats(1, 'pool', 300), 'float32', [300]);
    const window = poolWindow(pool, graph.input('step', 'int64', []), [3, 5], {
      multiplier: 1_048_573,
      increment: 77,
    });
    graph.outputs.set('y', window);
    await expectAgreement(graph, { step: BigInt64Array.of(BigInt(step)) });
  });
});

describe('maxPool', () => {
  test.each([
    ['overlapping windows', { strides: [1, 1], padding: [0, 0, 1, 1] }],
    ['windows apart', { strides: [2, 2], padding: [0, 0, 0, 0] }],
    ['windows apart, over the border', { strides: [2, 2], padding: [1, 1, 0, 0] }],
  ] as const)(
    'of several largest values the first wins on ONNX Runtime too: %s',
    async (_, given) => {
      const graph = new Graph();
      const x = graph.input('x', 'float32', [1, 2, 3, 3]);
      const { largest, positions } = maxPool(x, { window: [2, 2], dilations: [1, 1], ...given });
      graph.outputs.set('largest', largest);
      graph.outputs.set('positions', positions);
      const [gradient] = differentiate(sum(multiply(largest, 2)), [x]);
      if (gradient === undefined) throw new Error('No gradient');
      graph.outputs.set('gradient', gradient);
      const flat = [1, 1, 1, 1, 1, 1, 1, 1, 1];
      await expectAgreement(graph, { x: Float32Array.of(...flat, ...flat.map((one) => -one)) });
    },
  );
});
