import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import type { DatasetFacts } from '../architecture/fits-dataset.ts';
import { randomStream, shuffledRows } from '../random.ts';
import { type ExecutionPlan, STANDARD_PLAN } from './execution-plan.ts';
import { chain, type LayerLine, optimizerSettings } from './testing/models.ts';
import { machinePlan, onnxRunner } from './testing/onnx-runner.ts';
import { compiled, startingState, trainCall } from './testing/train.ts';
import type { Precision } from './training-step.ts';

const open = onnxRunner(ort);
let machine: ExecutionPlan = STANDARD_PLAN;

beforeAll(async () => {
  machine = await machinePlan(ort);
});

const ROWS = 256;
const BATCH = 32;

interface Task {
  readonly facts: DatasetFacts;
  readonly features: Int32Array;
  readonly target: { readonly data: Int32Array; readonly shape: readonly number[] };
}

/** Losses over the epochs of a model that learns a task. */
async function learn(
  task: Task,
  lines: readonly LayerLine[],
  epochs: number,
  precision: Precision = 'float32',
): Promise<readonly number[]> {
  const length = task.features.length / ROWS;
  const settings = { ...optimizerSettings({ learningRate: 0.02 }), precision };
  const training = compiled(chain([length], lines), settings, task.facts, BATCH, machine);
  const session = await open(training.bytes);
  let state = startingState(training, 1);
  const means: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const data = {
      features: { data: task.features, shape: [ROWS, length] },
      target: task.target,
    };
    const call = await trainCall(training, session, state, data, shuffledRows(1, epoch, ROWS));
    state = call.state;
    means.push(call.losses.reduce((sum, loss) => sum + loss, 0) / call.losses.length);
  }
  await session.close();
  return means;
}

/** Ones and twos with padding behind: is the number of twos even? */
function parity(length: number): Task {
  const numbers = randomStream(1, 'parity');
  const features = new Int32Array(ROWS * length);
  const labels = Int32Array.from({ length: ROWS }, (_, row) => {
    const steps = 1 + numbers.nextBelow(length);
    let twos = 0;
    for (let step = 0; step < steps; step += 1) {
      const token = 1 + numbers.nextBelow(2);
      features[row * length + step] = token;
      twos += token - 1;
    }
    return twos % 2;
  });
  return {
    facts: {
      task: 'text-classification',
      input: { kind: 'tokens', length, vocabulary: 3 },
      classes: ['even', 'odd'],
    },
    features,
    target: { data: labels, shape: [ROWS] },
  };
}

/** Tokens, each to be answered by the one before it; the first by itself. */
function recall(length: number, vocabulary: number): Task {
  const numbers = randomStream(2, 'recall');
  const features = Int32Array.from({ length: ROWS * length }, () => numbers.nextBelow(vocabulary));
  const answers = features.map((token, at) =>
    at % length === 0 ? token : (features[at - 1] ?? 0),
  );
  return {
    facts: {
      task: 'language-modeling',
      input: { kind: 'tokens', length, vocabulary },
      classes: [],
      sampleTarget: { kind: 'tokens', length, vocabulary },
    },
    features,
    target: { data: answers, shape: [ROWS, length] },
  };
}

const EMBEDDING: LayerLine = ['Embedding', { input_dim: 3, output_dim: 4, mask_zero: true }];
const ANSWER: LayerLine = ['Dense', { units: 1, activation: 'sigmoid' }];

describe('sequences are learnt', () => {
  test.each([
    ['GRU', { units: 8 }],
    ['LSTM', { units: 8 }],
    ['Bidirectional', { layer: 'SimpleRNN', units: 8 }],
  ] as const)('%s tells even from odd, whatever stands behind as padding', async (type, config) => {
    const losses = await learn(parity(4), [EMBEDDING, [type, config], ANSWER], 60);
    expect(losses[0]).toBeGreaterThan(0.6);
    expect(losses.at(-1)).toBeLessThan(0.1);
  });

  const BLOCK = { intermediate_dim: 16, num_heads: 2, normalize_first: true } as const;
  const writer = (length: number, vocabulary: number): readonly LayerLine[] => [
    [
      'TokenAndPositionEmbedding',
      { vocabulary_size: vocabulary, sequence_length: length, embedding_dim: 16 },
    ],
    ['TransformerDecoder', BLOCK],
    ['LayerNormalization'],
    ['Dense', { units: vocabulary, activation: 'softmax' }],
  ];

  test('a transformer recalls what came before', async () => {
    const losses = await learn(recall(6, 5), writer(6, 5), 25);
    expect(losses[0]).toBeGreaterThan(1);
    expect(losses.at(-1)).toBeLessThan(0.05);
  });

  test('and does so with products in half precision', async () => {
    const losses = await learn(recall(6, 5), writer(6, 5), 25, 'mixed_float16');
    expect(losses.at(-1)).toBeLessThan(0.1);
  });
});
