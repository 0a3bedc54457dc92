import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { fitsDataset } from '../../architecture/fits-dataset.ts';
import { randomStream, uniformFloats } from '../../random.ts';
import { elementCount } from '../../shape.ts';
import { Graph } from '../graph.ts';
import { interpret } from '../interpret.ts';
import { exponential, multiply } from '../operators/elementwise.ts';
import { matrixProduct } from '../operators/linear.ts';
import { sum } from '../operators/reduction.ts';
import { peakTemporaryBytes } from '../peak-memory.ts';
import { chain, factsFor, type LayerLine, optimizerSettings } from '../testing/models.ts';
import { machinePlan, onnxRunner } from '../testing/onnx-runner.ts';
import { compiled, startingState, trainCall } from '../testing/train.ts';
import { buildTrainingStep } from '../training-step.ts';
import { passesFor } from './pipeline.ts';
import { recompute } from './recompute.ts';
import { applyPasses } from './simplify.ts';

/** `eˣ`, read early and late; between the two, something larger. */
function readTwice(): Graph {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [20, 10]);
  const wide = graph.input('wide', 'float32', [10, 80]);
  const curve = exponential(x);
  const middle = sum(exponential(matrixProduct(curve, wide)));
  graph.outputs.set('y', sum(multiply(multiply(curve, middle), curve)));
  return graph;
}

const operators = (graph: Graph): readonly string[] => graph.nodes.map(({ op }) => op);

describe('a value read early and late', () => {
  test('is computed again where memory is short, with the same bits', () => {
    const graph = readTwice();
    const after = recompute(graph, 0);
    expect(operators(after).filter((op) => op === 'exponential')).toHaveLength(3);
    expect(peakTemporaryBytes(after)).toBe(peakTemporaryBytes(graph) - 20 * 10 * 4);
    const numbers = (name: string, count: number) => {
      const stream = randomStream(1, name);
      return Array.from({ length: count }, () => stream.nextFloat() / 10);
    };
    const feeds = { x: numbers('x', 200), wide: numbers('wide', 800) };
    expect(interpret(after, feeds)).toEqual(interpret(graph, feeds));
  });

  test('is kept where it fits', () => {
    const graph = readTwice();
    expect(recompute(graph, peakTemporaryBytes(graph))).toBe(graph);
  });

  test('is kept where it is a product', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [20, 20]);
    const product = matrixProduct(x, x);
    const middle = sum(exponential(matrixProduct(product, graph.input('w', 'float32', [20, 90]))));
    graph.outputs.set('y', sum(multiply(product, middle)));
    expect(recompute(graph, 0)).toBe(graph);
  });
});

const IMAGE = [8, 8, 3];
const CONVOLUTION: readonly LayerLine[] = [
  ['Conv2D', { filters: 16, kernel_size: 3, padding: 'same', use_bias: false }],
  ['BatchNormalization'],
  ['Activation', { activation: 'relu' }],
];
const MODELS = {
  perceptron: {
    shape: [12],
    model: chain(
      [12],
      [
        ['Dense', { units: 32, activation: 'gelu' }],
        ['LayerNormalization'],
        ['Dropout', { rate: 0.3 }],
        ['Dense', { units: 32, activation: 'silu' }],
        ['BatchNormalization'],
        ['Dropout', { rate: 0.3 }],
        ['Dense', { units: 3, activation: 'softmax' }],
      ],
    ),
  },
  convolutions: {
    shape: IMAGE,
    model: chain(IMAGE, [
      ...CONVOLUTION,
      ...CONVOLUTION,
      ...CONVOLUTION,
      ...CONVOLUTION,
      ['GlobalAveragePooling2D'],
      ['Dense', { units: 3, activation: 'softmax' }],
    ]),
  },
};

const BATCH = 24;
/** Blocks that the machine has no kernels for are only counted. */
const machine = await machinePlan(ort);

test.each([
  ['perceptron', 0],
  ['convolutions', 0],
  ['convolutions', 16],
] as const)(
  'a training step, %s, in blocks of %i, takes less and gives the same bits',
  async (name, blockSize) => {
    const { model, shape } = MODELS[name];
    const facts = factsFor(shape, 3);
    const fitted = fitsDataset(model, facts);
    if (!fitted.ok) throw new Error(fitted.error.code);
    const settings = optimizerSettings();
    const step = buildTrainingStep(fitted.value, facts.input, {
      settings,
      batchSize: BATCH,
      seed: 1,
    });
    const kept = applyPasses(step.graph, passesFor({ blockSize, threads: 1 }));
    const again = recompute(kept, 0);
    expect(peakTemporaryBytes(again)).toBeLessThan(0.85 * peakTemporaryBytes(kept));
    if (blockSize !== 0 && blockSize !== machine.blockSize) return;

    const features = Float32Array.from(uniformFloats(1, 'x', BATCH * elementCount(shape), -1, 1));
    const data = {
      features: {
        data:
          facts.input.kind === 'image' ? Uint8Array.from(features, (x) => 127 + 100 * x) : features,
        shape: [BATCH, ...shape],
      },
      target: { data: Int32Array.from({ length: BATCH }, (_, row) => row % 3), shape: [BATCH] },
    };
    const states = [];
    for (const recomputeAbove of [undefined, 0]) {
      const plan = { blockSize, threads: 1, recomputeAbove };
      const training = compiled(model, settings, facts, BATCH, plan);
      const runner = await onnxRunner(ort)(training.bytes);
      const rows = Int32Array.from({ length: 2 * BATCH }, (_, place) => place % BATCH);
      const call = await trainCall(training, runner, startingState(training, 1), data, rows);
      states.push(call.state);
      await runner.close();
    }
    expect(states[1]).toEqual(states[0]);
  },
);
