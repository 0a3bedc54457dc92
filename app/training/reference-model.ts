import type { DatasetFacts } from '../architecture/fits-dataset.ts';
import type { LayerSpec, ModelSpec } from '../architecture/model-spec.ts';
import type { LayerId } from '../ids.ts';
import { DEFAULT_PLAN, type RunPlan } from './run-plan.ts';

function layer(id: string, type: string, config: LayerSpec['config'] = {}): LayerSpec {
  return { id: id as LayerId, type, config };
}

/** The model that machines are compared by: three dense layers, 784-512-512-10, on byte images. */
export const REFERENCE_MODEL: ModelSpec = {
  version: 1,
  name: 'reference-mlp',
  layers: [
    layer('input', 'Input', { shape: [28, 28, 1] }),
    layer('rescaling', 'Rescaling', { scale: 1 / 255 }),
    layer('flatten', 'Flatten'),
    layer('dense-1', 'Dense', { units: 512, activation: 'relu' }),
    layer('dense-2', 'Dense', { units: 512, activation: 'relu' }),
    layer('dense-3', 'Dense', { units: 10, activation: 'softmax' }),
  ],
};

/** MNIST's shape. */
export const REFERENCE_DATA: DatasetFacts = {
  task: 'image-classification',
  input: { kind: 'image', height: 28, width: 28, channels: 1 },
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
};

export const REFERENCE_PLAN: RunPlan = { ...DEFAULT_PLAN, batchSize: 64 };

/** Two convolutions with pooling and normalisation between them, on the same images. */
const CNN: ModelSpec = {
  version: 1,
  name: 'reference-cnn',
  layers: [
    layer('input', 'Input', { shape: [28, 28, 1] }),
    layer('rescaling', 'Rescaling', { scale: 1 / 255 }),
    layer('conv-1', 'Conv2D', { filters: 16, kernel_size: [3, 3], activation: 'relu' }),
    layer('pooling-1', 'MaxPooling2D'),
    layer('conv-2', 'Conv2D', { filters: 32, kernel_size: [3, 3], activation: 'relu' }),
    layer('normalization', 'BatchNormalization'),
    layer('pooling-2', 'MaxPooling2D'),
    layer('flatten', 'Flatten'),
    layer('dense', 'Dense', { units: 10, activation: 'softmax' }),
  ],
};

const WORDS = { kind: 'tokens', length: 32, vocabulary: 1000 } as const;

/** One LSTM over 32 words: many small operations, one after the other. */
const LSTM: ModelSpec = {
  version: 1,
  name: 'reference-lstm',
  layers: [
    layer('input', 'Input', { shape: [WORDS.length] }),
    layer('embedding', 'Embedding', { input_dim: WORDS.vocabulary, output_dim: 64 }),
    layer('lstm', 'LSTM', { units: 64 }),
    layer('dense', 'Dense', { units: 2, activation: 'softmax' }),
  ],
};

export const REFERENCE_NAMES = ['mlp', 'cnn', 'lstm'] as const;
export type ReferenceName = (typeof REFERENCE_NAMES)[number];

export interface Reference {
  readonly model: ModelSpec;
  readonly data: DatasetFacts;
  readonly plan: RunPlan;
}

/** What the doctor trains on every engine: matrix products, convolutions, recurrence. */
export const REFERENCES: Readonly<Record<ReferenceName, Reference>> = {
  mlp: { model: REFERENCE_MODEL, data: REFERENCE_DATA, plan: REFERENCE_PLAN },
  cnn: { model: CNN, data: REFERENCE_DATA, plan: REFERENCE_PLAN },
  lstm: {
    model: LSTM,
    data: { task: 'text-classification', input: WORDS, classes: ['no', 'yes'] },
    plan: { ...REFERENCE_PLAN, batchSize: 32 },
  },
};
