import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { fitsDataset } from '../architecture/fits-dataset.ts';
import { targetType } from '../dataset/sample.ts';
import { shuffledRows, uniformFloats } from '../random.ts';
import { elementCount, type Shape } from '../shape.ts';
import { Graph, type Value } from './graph.ts';
import { compareOutputs } from './losses/compare.ts';
import { lowerModel } from './lower/lower-model.ts';
import { RandomPool } from './lower/random-pool.ts';
import { measureBatch } from './metrics/measure-batch.ts';
import { modelWeights } from './model-weights.ts';
import { gradientError } from './testing/central-differences.ts';
import { interpretStep, startingNumbers } from './testing/interpret-step.ts';
import { chain, factsFor, type LayerLine, optimizerSettings } from './testing/models.ts';
import { onnxRunner } from './testing/onnx-runner.ts';
import { compiled, startingState, trainCall } from './testing/train.ts';
import { buildTrainingStep } from './training-step.ts';

interface Network {
  readonly name: string;
  readonly shape: Shape;
  readonly classes: number;
  readonly layers: readonly LayerLine[];
}

const NETWORKS: readonly Network[] = [
  {
    name: 'two dense layers and a softmax',
    shape: [5],
    classes: 3,
    layers: [
      ['Dense', { units: 6, activation: 'tanh' }],
      ['Dense', { units: 3, activation: 'softmax' }],
    ],
  },
  {
    name: 'normalised, with dropout and one sigmoid',
    shape: [5],
    classes: 2,
    layers: [
      ['Dense', { units: 6, use_bias: false }],
      ['BatchNormalization', { scale: false }],
      ['Activation', { activation: 'relu' }],
      ['Dropout', { rate: 0.4 }],
      ['Dense', { units: 1, activation: 'sigmoid' }],
    ],
  },
  {
    name: 'penalties and limits on weights',
    shape: [5],
    classes: 3,
    layers: [
      [
        'Dense',
        { units: 4, kernel_regularizer: 'l1_l2(0.01, 0.02)', kernel_constraint: 'max_norm(0.5)' },
      ],
      [
        'Dense',
        { units: 3, activation: 'softmax', bias_regularizer: 'l2', bias_constraint: 'non_neg' },
      ],
    ],
  },
  {
    name: 'a regression',
    shape: [4],
    classes: 0,
    layers: [
      ['BatchNormalization', { center: false }],
      ['Dense', { units: 5, activation: 'sigmoid' }],
      ['Dense', { units: 1 }],
    ],
  },
  {
    name: 'an image network of every layer',
    shape: [7, 6, 2],
    classes: 3,
    layers: [
      ['Rescaling', { scale: 0.1 }],
      // No bias before a normalisation: its gradient is nothing but rounding, which Adam blows up.
      ['Conv2D', { filters: 4, kernel_size: 3, padding: 'same', groups: 2, use_bias: false }],
      ['BatchNormalization'],
      ['Activation', { activation: 'relu' }],
      ['MaxPooling2D', { pool_size: 3, strides: 2, padding: 'same' }],
      ['Dropout', { rate: 0.2 }],
      ['Conv2D', { filters: 3, kernel_size: 2, dilation_rate: 2, activation: 'tanh' }],
      ['Flatten'],
      ['Dense', { units: 3, activation: 'softmax' }],
    ],
  },
];

const BATCH = 4;

function fitted({ shape, classes, layers }: Network) {
  const result = fitsDataset(chain(shape, layers), factsFor(shape, classes));
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function dataOf({ shape, classes }: Network, rows: number) {
  const count = rows * elementCount(shape);
  const isImage = shape.length > 1;
  const features = uniformFloats(3, 'features', count, isImage ? 0 : -1, isImage ? 9 : 1);
  const target =
    classes === 0
      ? uniformFloats(4, 'target', rows, -1, 1)
      : Int32Array.from({ length: rows }, (_, row) => row % classes);
  return { features: isImage ? Uint8Array.from(features) : features, target };
}

describe.each(NETWORKS)('$name', (network) => {
  test('gradients of all weights equal central differences', () => {
    const model = fitted(network);
    const graph = new Graph();
    const features = graph.input('features', 'float32', [BATCH, ...network.shape]);
    const target = graph.input('target', targetType(model.target), [BATCH]);
    const random = new RandomPool(graph, 1, graph.input('@step', 'int64', []));
    const feeds: Record<string, ArrayLike<number>> = { ...dataOf(network, BATCH), '@step': [17] };
    const weights = new Map<string, Value>();
    const trained: Value[] = [];
    for (const { name, shape, trainable } of modelWeights(model)) {
      const value = graph.input(name, 'float32', shape);
      weights.set(name, value);
      if (trainable) trained.push(value);
      feeds[name] = uniformFloats(9, name, elementCount(shape), -0.7, 0.8);
    }
    const lowered = lowerModel(graph, model, features, { mode: 'training', weights, random });
    const compared = compareOutputs(model, lowered, { features, target }, null);
    const { objective } = measureBatch(compared, []);
    expect(gradientError(objective, trained, feeds)).toBeLessThan(1e-6);
  });

  test('three steps on ONNX Runtime give what they give in the interpreter', async () => {
    const settings = optimizerSettings({ learningRate: 0.01, seed: 2 });
    const facts = factsFor(network.shape, network.classes);
    const training = compiled(chain(network.shape, network.layers), settings, facts, BATCH);
    const { features, target } = dataOf(network, 12);
    const order = shuffledRows(1, 0, 12);
    const opened = await onnxRunner(ort)(training.bytes);
    const { state, losses: found } = await trainCall(
      training,
      opened,
      startingState(training, 2),
      {
        features: { data: features, shape: [12, ...network.shape] },
        target: { data: target, shape: [12] },
      },
      order,
    );
    await opened.close();

    const step = buildTrainingStep(fitted(network), facts.input, {
      settings,
      batchSize: BATCH,
      seed: settings.seed,
    });
    const width = elementCount(network.shape);
    let reference = startingNumbers(training.state, 2);
    const losses: number[] = [];
    for (let index = 0; index < 3; index += 1) {
      const rows = [...order.slice(index * BATCH, (index + 1) * BATCH)];
      const results = interpretStep(step, {
        ...reference,
        features: rows.flatMap((row) => [...features.slice(row * width, (row + 1) * width)]),
        target: rows.map((row) => target[row] ?? 0),
      });
      losses.push(results.metrics.loss ?? Number.NaN);
      reference = results.state;
    }
    losses.forEach((loss, index) => {
      expect(found[index]).toBeCloseTo(loss, 4);
    });
    for (const { name } of training.state) {
      const found = [...(state[name]?.data ?? [])].map(Number);
      found.forEach((value, at) => {
        const expected = reference[name]?.[at] ?? Number.NaN;
        const error = Math.abs(value - expected) / Math.max(1, Math.abs(expected));
        expect(error, `${name}[${at}]: ${value} for ${expected}`).toBeLessThan(1e-4);
      });
    }
  });
});
