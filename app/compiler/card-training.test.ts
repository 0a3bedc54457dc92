import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { shuffledRows, uniformFloats } from '../random.ts';
import { elementCount, type Shape } from '../shape.ts';
import { type ExecutionPlan, STANDARD_PLAN } from './execution-plan.ts';
import { chain, factsFor, type LayerLine, optimizerSettings } from './testing/models.ts';
import { onnxRunner } from './testing/onnx-runner.ts';
import { compiled, type State, startingState, trainCall } from './testing/train.ts';

// What is written for a card is standard ONNX and operators that the processor has too: so it can be
// held to what is written for the processor where there is no card.

const open = onnxRunner(ort);
const ROWS = 48;
const BATCH = 12;

interface Case {
  readonly shape: Shape;
  readonly layers: readonly LayerLine[];
  /** Of tokens rather than bytes or fractions. */
  readonly vocabulary?: number;
}

const CASES: Readonly<Record<string, Case>> = {
  'normalised convolutions': {
    shape: [12, 12, 3],
    layers: [
      ['Rescaling', { scale: 1 / 255 }],
      ['Conv2D', { filters: 8, kernel_size: 3, strides: 2, padding: 'same', use_bias: false }],
      ['BatchNormalization'],
      ['Activation', { activation: 'relu' }],
      ['DepthwiseConv2D', { kernel_size: 3, padding: 'same', use_bias: false }],
      ['BatchNormalization', { momentum: 0.9 }],
      ['Conv2D', { filters: 8, kernel_size: 3, padding: 'same', activation: 'relu' }],
      ['BatchNormalization'],
      ['MaxPooling2D'],
      ['Flatten'],
      ['Dense', { units: 3, activation: 'softmax' }],
    ],
  },
  'frozen statistics beside others': {
    shape: [6],
    layers: [
      ['Dense', { units: 8 }],
      ['BatchNormalization', { trainable: false }],
      ['Activation', { activation: 'relu' }],
      ['Dense', { units: 8 }],
      ['BatchNormalization'],
      ['Dense', { units: 3, activation: 'softmax' }],
    ],
  },
  'a transformer': {
    shape: [10],
    vocabulary: 20,
    layers: [
      [
        'TokenAndPositionEmbedding',
        { vocabulary_size: 20, sequence_length: 10, embedding_dim: 16 },
      ],
      ['TransformerEncoder', { intermediate_dim: 32, num_heads: 2, activation: 'gelu' }],
      ['GlobalAveragePooling1D'],
      ['Dense', { units: 3, activation: 'softmax' }],
    ],
  },
  'an LSTM': {
    shape: [10],
    vocabulary: 20,
    layers: [
      ['Embedding', { input_dim: 20, output_dim: 8 }],
      ['LSTM', { units: 12, return_sequences: true }],
      ['LSTM', { units: 8, go_backwards: true }],
      ['Dense', { units: 3, activation: 'softmax' }],
    ],
  },
  // Nothing before them learns, so that their kernels are read on the way forward alone.
  'frozen gates': {
    shape: [4, 3],
    layers: [
      ['GRU', { units: 6, return_sequences: true, trainable: false }],
      ['LSTM', { units: 6, recurrent_dropout: 0.2, trainable: false }],
      ['Dense', { units: 3, activation: 'softmax' }],
    ],
  },
};

/** Trains over all rows in calls of 3 steps and 1. */
async function trained({ shape, layers, vocabulary }: Case, execution: ExecutionPlan) {
  const facts = factsFor(shape, 3);
  const tokens = { kind: 'tokens', length: shape[0] ?? 1, vocabulary: vocabulary ?? 1 } as const;
  const data = vocabulary === undefined ? facts : { ...facts, input: tokens };
  const settings = optimizerSettings({ optimizer: 'sgd', learningRate: 0.05, momentum: 0.9 });
  const training = compiled(chain(shape, layers), settings, data, BATCH, execution);
  const count = ROWS * elementCount(shape);
  const draw = (high: number) => uniformFloats(5, 'rows', count, 0, high);
  const given = {
    uint8: () => Uint8Array.from(draw(256)),
    int32: () => Int32Array.from(draw(vocabulary ?? 1)),
    float32: () => Float32Array.from(draw(2)),
  }[training.featureType]();
  const rows = {
    features: { data: given, shape: [ROWS, ...shape] },
    target: { data: Int32Array.from({ length: ROWS }, (_, row) => row % 3), shape: [ROWS] },
  };
  const model = await open(training.bytes);
  const order = shuffledRows(1, 0, ROWS);
  const losses: number[] = [];
  let state: State = startingState(training, 1);
  for (const [from, to] of [
    [0, 3 * BATCH],
    [3 * BATCH, ROWS],
  ]) {
    const call = await trainCall(training, model, state, rows, order.slice(from, to));
    state = call.state;
    losses.push(...call.losses);
  }
  await model.close();
  return { state, losses };
}

const ON_CARDS = (['cuda', 'webgpu'] as const).flatMap((provider) =>
  Object.entries(CASES).map(([name, each]) => [name, provider, each] as const),
);

test.each(ON_CARDS)('%s trains by %s as on the processor', async (_name, provider, each) => {
  const here = await trained(each, STANDARD_PLAN);
  const there = await trained(each, { ...STANDARD_PLAN, provider });
  expect(there.losses).toHaveLength(ROWS / BATCH);
  there.losses.forEach((loss, step) => {
    expect(Math.abs(loss / (here.losses[step] ?? Number.NaN) - 1)).toBeLessThan(1e-4);
  });
  expect(Object.keys(there.state).sort()).toEqual(Object.keys(here.state).sort());
  for (const [name, { data }] of Object.entries(there.state)) {
    const other = here.state[name]?.data ?? [];
    expect(data.length).toBe(other.length);
    data.forEach((value: number | bigint, at: number) => {
      const wanted = Number(other[at]);
      const error = Math.abs(Number(value) - wanted) / Math.max(1, Math.abs(wanted));
      expect(error, `${name}[${at}]`).toBeLessThan(1e-3);
    });
  }
});
