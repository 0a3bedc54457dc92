import type { LayerSpec, ModelSpec } from '../architecture/model-spec.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { DatasetId, LayerId, RunId } from '../ids.ts';
import type { Evaluation } from '../metrics/evaluation.ts';
import type { MetricPoint } from '../metrics/series.ts';
import type { RunDetail, RunEnvironment, RunSummary } from '../training/run.ts';
import { DEFAULT_PLAN, type RunPlan } from '../training/run-plan.ts';

/**
 * Valid things for tests that care about one or two of their fields: `aRun({ status: 'failed' })`.
 * Together they tell one story: an MLP trained on iris for twenty epochs.
 */

export function aDataset(overrides: Partial<Dataset> = {}): Dataset {
  return {
    id: 'dataset-iris' as DatasetId,
    name: 'iris',
    task: 'classification',
    format: 'csv',
    source: 'sample:iris',
    createdAt: '2026-08-01T09:00:00.000Z',
    sizeBytes: 3600,
    rows: { train: 105, val: 22, test: 23 },
    columns: [
      aNumberColumn('sepal_length', 4.3, 7.9, 5.84),
      aNumberColumn('sepal_width', 2, 4.4, 3.06),
      aNumberColumn('petal_length', 1, 6.9, 3.76),
      aNumberColumn('petal_width', 0.1, 2.5, 1.2),
      { name: 'species', type: 'category', role: 'target', missing: 0, distinct: 3 },
    ],
    target: 'species',
    classes: ['setosa', 'versicolor', 'virginica'],
    classCounts: [
      { name: 'setosa', count: 50 },
      { name: 'versicolor', count: 50 },
      { name: 'virginica', count: 50 },
    ],
    input: { kind: 'tabular', features: 4 },
    splitSeed: 1,
    splitFractions: { train: 0.7, val: 0.15, test: 0.15 },
    fingerprint: 'a'.repeat(64),
    ...overrides,
  };
}

/** Digits of 8 × 8 pixels, one channel, ten classes. */
export function anImageDataset(overrides: Partial<Dataset> = {}): Dataset {
  const classes = Array.from({ length: 10 }, (_, digit) => String(digit));
  return aDataset({
    id: 'dataset-digits' as DatasetId,
    name: 'digits',
    task: 'image-classification',
    format: 'idx',
    source: 'sample:digits',
    sizeBytes: 122_000,
    rows: { train: 1258, val: 270, test: 269 },
    columns: [],
    target: null,
    classes,
    classCounts: classes.map((name) => ({ name, count: 180 })),
    input: { kind: 'image', height: 8, width: 8, channels: 1 },
    fingerprint: 'b'.repeat(64),
    ...overrides,
  });
}

/** A layer; without `inputs` it takes the one before it. */
export function aLayer(
  id: string,
  type: string,
  config: LayerSpec['config'] = {},
  inputs?: readonly string[],
): LayerSpec {
  const layer = { id: id as LayerId, type, config };
  return inputs === undefined ? layer : { ...layer, inputs: inputs as readonly LayerId[] };
}

/** A network of 4-8-3 for iris. */
export function aModel(overrides: Partial<ModelSpec> = {}): ModelSpec {
  return {
    version: 1,
    name: 'tabular-mlp',
    layers: [
      aLayer('input', 'Input', { shape: [4] }),
      aLayer('dense', 'Dense', { units: 8, activation: 'relu' }),
      aLayer('dense_1', 'Dense', { units: 3, activation: 'softmax' }),
    ],
    ...overrides,
  };
}

export function aPlan(overrides: Partial<RunPlan> = {}): RunPlan {
  return { ...DEFAULT_PLAN, ...overrides };
}

export function aRun(overrides: Partial<RunSummary> = {}): RunSummary {
  return {
    id: 'run-iris-1' as RunId,
    name: 'tabular-mlp on iris',
    status: 'completed',
    datasetId: 'dataset-iris' as DatasetId,
    datasetName: 'iris',
    modelName: 'tabular-mlp',
    template: 'tabular-mlp',
    groupId: null,
    seed: 1,
    tags: [],
    note: '',
    createdAt: '2026-08-01T09:01:00.000Z',
    startedAt: '2026-08-01T09:01:01.000Z',
    endedAt: '2026-08-01T09:01:03.000Z',
    epochs: 20,
    plannedEpochs: 20,
    bestEpoch: 17,
    metrics: { loss: 0.09, accuracy: 0.97, 'val/loss': 0.11, 'val/accuracy': 0.9545 },
    timing: { seconds: 1.5, samplesPerSecond: 14_000 },
    energy: { kwh: 1.25e-5, source: 'estimate' },
    costUsd: 2e-6,
    engine: 'onnx/cpu',
    error: null,
    resumable: false,
    ...overrides,
  };
}

export function anEnvironment(overrides: Partial<RunEnvironment> = {}): RunEnvironment {
  return {
    hearthVersion: '0.1.0',
    nodeVersion: '24.21.0',
    runtime: 'onnxruntime-node 1.30.0',
    platform: 'linux x64',
    cpuModel: 'Example CPU',
    cpuCores: 2,
    memoryBytes: 8 * 1024 ** 3,
    threads: 2,
    gpu: null,
    ...overrides,
  };
}

export function anEvaluation(overrides: Partial<Evaluation> = {}): Evaluation {
  return {
    split: 'test',
    rows: 23,
    metrics: { loss: 0.12, accuracy: 22 / 23 },
    intervals: { accuracy: [0.7901, 0.9923] },
    confusion: {
      classes: ['setosa', 'versicolor', 'virginica'],
      counts: [
        [8, 0, 0],
        [0, 7, 1],
        [0, 0, 7],
      ],
    },
    evaluatedAt: '2026-08-01T09:01:03.000Z',
    ...overrides,
  };
}

export function aRunDetail(overrides: Partial<RunDetail> = {}): RunDetail {
  return {
    run: aRun(),
    plan: aPlan(),
    model: aModel(),
    datasetFingerprint: 'a'.repeat(64),
    environment: anEnvironment(),
    evaluations: [anEvaluation()],
    checkpoints: [
      {
        epoch: 17,
        step: 72,
        sizeBytes: 2048,
        kind: 'best',
        createdAt: '2026-08-01T09:01:02.000Z',
      },
      {
        epoch: 19,
        step: 80,
        sizeBytes: 2048,
        kind: 'latest',
        createdAt: '2026-08-01T09:01:03.000Z',
      },
    ],
    parameters: 67,
    flopsPerSample: 336,
    stepsPerEpoch: 4,
    ...overrides,
  };
}

/** One point of a series, by default the first of `loss`. */
export function aPoint(overrides: Partial<MetricPoint> = {}): MetricPoint {
  return {
    tag: 'loss',
    step: 0,
    epoch: 0,
    value: 1.0986,
    wallTimeMs: Date.UTC(2026, 7, 1, 9, 1, 1),
    ...overrides,
  };
}

function aNumberColumn(name: string, minimum: number, maximum: number, mean: number) {
  return {
    name,
    type: 'number',
    role: 'feature',
    missing: 0,
    distinct: 30,
    minimum,
    maximum,
    mean,
    stddev: (maximum - minimum) / 5,
  } as const;
}
