import type { DoctorReport, ModelReport } from '../../app/contract/doctor.ts';
import type { DiskReport, HostReport, Sample, StoredModel } from '../../app/contract/requests.ts';
import type { DatasetPreview } from '../../app/dataset/dataset.ts';
import type { ModelId } from '../../app/ids.ts';
import type { ScoredRow } from '../../app/metrics/evaluation.ts';
import type { MetricSeries } from '../../app/metrics/series.ts';
import { aDataset, aModel } from '../../app/testing/builders.ts';
import { BYTES_PER_GIB, BYTES_PER_MIB } from '../../app/units.ts';

/** What importing a table of flowers would store. */
export function aPreview(overrides: Partial<DatasetPreview> = {}): DatasetPreview {
  const { columns, classCounts, input } = aDataset();
  return {
    path: '/data/flowers.csv',
    format: 'csv',
    source: { confidence: 0.9, why: { kind: 'columns', rows: 151, columns: 5 }, archive: null },
    tables: [],
    table: null,
    suggestedName: 'flowers',
    task: 'classification',
    possibleTasks: ['classification', 'regression'],
    dialect: { delimiter: ',', quote: '"', header: true, decimal: 'point', encoding: 'utf-8' },
    totalRows: 150,
    columns,
    target: 'species',
    targetGuessed: true,
    classCounts,
    input,
    sampleRows: [
      ['5.1', '3.5', '1.4', '0.2', 'setosa'],
      ['7.0', '3.2', '4.7', '1.4', 'versicolor'],
      ['6.3', null, '6.0', '2.5', 'virginica'],
    ],
    sampleImages: [],
    warnings: [{ kind: 'missing-values', column: 'sepal_width', count: 1 }],
    ...overrides,
  };
}

/** The samples that ship with the program, none imported yet. */
export const SAMPLES: readonly Sample[] = [
  aSample('iris', 'classification', 150, 'Fisher 1936'),
  aSample('wine', 'classification', 178, 'Forina et al. 1988'),
  aSample('breast_cancer', 'classification', 569, 'Street, Wolberg, Mangasarian 1993'),
  aSample('digits', 'image-classification', 1797, 'Alpaydin, Kaynak 1998'),
  aSample('diabetes', 'regression', 442, 'Efron et al. 2004'),
  aSample('sms', 'text-classification', 5574, 'Almeida et al. 2011'),
  aSample('tinyshakespeare', 'language-modeling', 1, 'Karpathy 2015'),
];

export function aStoredModel(overrides: Partial<StoredModel> = {}): StoredModel {
  return {
    id: 'model-small' as ModelId,
    name: 'small net',
    spec: aModel({ name: 'small net' }),
    createdAt: '2026-08-01T09:00:00.000Z',
    changedAt: '2026-08-01T09:30:00.000Z',
    ...overrides,
  };
}

/** Rows of iris as its browser shows them. */
export function someRows(offset: number, limit: number, total: number): readonly ScoredRow[] {
  const { classes } = aDataset();
  return Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, index) => {
    const sourceRow = offset + index;
    const actual = classes[Math.floor((classes.length * sourceRow) / total)] ?? '';
    return {
      sourceRow,
      actual,
      predicted: '',
      values: {
        sepal_length: (4.6 + ((sourceRow * 7) % 30) / 10).toFixed(1),
        sepal_width: (2.4 + ((sourceRow * 5) % 18) / 10).toFixed(1),
        petal_length: (1.2 + ((sourceRow * 11) % 50) / 10).toFixed(1),
        petal_width: sourceRow % 40 === 7 ? null : (0.1 + ((sourceRow * 3) % 22) / 10).toFixed(1),
        species: actual,
      },
    };
  });
}

/** Loss falling or accuracy rising towards the end of training, one point an epoch. */
export function aSeries(tag: string, epochs = 20, stepsPerEpoch = 4): MetricSeries {
  const steps = Array.from({ length: epochs }, (_, epoch) => (epoch + 1) * stepsPerEpoch);
  const offset = tag.startsWith('val/') ? 0.03 : 0;
  const values = steps.map((_, epoch) => {
    const left = Math.exp(-epoch / 6) * (1 + 0.06 * Math.sin(3 * epoch));
    return tag.endsWith('accuracy') ? 0.97 - offset - 0.6 * left : 0.05 + offset + left;
  });
  return {
    tag,
    steps,
    epochs: steps.map((_, epoch) => epoch),
    values,
    wallTimesMs: steps.map((step) => Date.UTC(2026, 7, 1, 9, 1) + step * 37),
    totalPoints: steps.length,
  };
}

export function aHost(overrides: Partial<HostReport> = {}): HostReport {
  return {
    version: '0.1.0',
    home: '/home/ada/.local/share/hearth',
    kind: 'web',
    platform: 'linux x64',
    processId: 4242,
    interruptedRuns: [],
    ...overrides,
  };
}

export function aDiskReport(overrides: Partial<DiskReport> = {}): DiskReport {
  return {
    home: aHost().home,
    totalBytes: 1.9 * BYTES_PER_GIB,
    freeBytes: 212 * BYTES_PER_GIB,
    parts: [
      { kind: 'datasets', sizeBytes: 640 * BYTES_PER_MIB, items: 4 },
      { kind: 'checkpoints', sizeBytes: 1200 * BYTES_PER_MIB, items: 86 },
      { kind: 'store', sizeBytes: 48 * BYTES_PER_MIB, items: 1 },
      { kind: 'trash', sizeBytes: 2 * BYTES_PER_MIB, items: 1 },
    ],
    prunable: {
      checkpoints: 31,
      sizeBytes: 420 * BYTES_PER_MIB,
      keepCheckpoints: 0,
      pruneAfterDays: 30,
    },
    ...overrides,
  };
}

export function aDoctorReport(overrides: Partial<DoctorReport> = {}): DoctorReport {
  return {
    runtimes: [
      { id: 'onnx/cpu', code: 'ready', status: 'ready', reason: 'It comes with Hearth.' },
      { id: 'onnx/cuda', code: 'untried', status: 'untried', reason: 'Not tried.' },
    ],
    chosen: 'onnx/cpu',
    measuredAt: null,
    changed: [],
    pending: [],
    measuring: null,
    machine: {
      cpuModel: 'Example CPU',
      cpuCores: 2,
      vectors: ['AVX', 'AVX2'],
      memoryBytes: 8 * BYTES_PER_GIB,
      memoryFreeBytes: 5 * BYTES_PER_GIB,
      gpu: null,
      cards: [],
      disk: null,
      energySource: 'rapl-absent',
      gemmGflops: null,
      bytesPerSecond: null,
    },
    traps: [],
    ...overrides,
  };
}

/** What was measured on an example machine: a slower engine, one that is wrong, one that is missing. */
export function aMeasuredReport(): DoctorReport {
  const report = aDoctorReport();
  const models = (factor: number, drift = 0): readonly ModelReport[] =>
    (
      [
        ['mlp', 18_400],
        ['cnn', 9200],
        ['lstm', 7100],
      ] as const
    ).map(([name, samplesPerSecond]) => ({
      name,
      samplesPerSecond: samplesPerSecond * factor,
      losses: Array.from({ length: 32 }, (_, step) => 2.3 * 0.9 ** step + drift * step),
      deviation:
        drift === 0
          ? null
          : { step: 3, loss: 2.3 * 0.9 ** 3 + drift * 3, expected: 2.3 * 0.9 ** 3 },
    }));
  return {
    ...report,
    measuredAt: '2026-11-26T10:20:30.000Z',
    runtimes: [
      {
        id: 'onnx/cpu',
        code: 'chosen',
        status: 'ready',
        reason: 'It trains right and is the fastest here.',
        samplesPerSecond: 18_400,
        relativeSpeed: 1,
        models: models(1),
        gemmGflops: 92.4,
        bytesPerSecond: 17.2e9,
        power: { watts: 38.5, source: 'rapl' },
      },
      {
        id: 'onnx/webgpu',
        code: 'deviates',
        status: 'refused',
        reason: 'Its losses leave those of the processor.',
        samplesPerSecond: 36_800,
        relativeSpeed: 2,
        models: models(2, 0.06),
        measuredOn: { name: 'NVIDIA RTX A', index: 1, uuid: 'GPU-bbbb' },
      },
      {
        id: 'onnx/cuda',
        code: 'missing',
        status: 'missing',
        reason: 'Its libraries are not installed.',
        error: {
          code: 'engine/runtime-missing',
          engine: 'onnx/cuda',
          problem: 'pack-missing',
          detail: '',
          command: 'hearth doctor --install cuda',
        },
        command: 'hearth doctor --install cuda',
      },
      {
        id: 'tensorflow/cpu',
        code: 'slower',
        status: 'ready',
        reason: 'It trains right, but more slowly.',
        samplesPerSecond: 4784,
        relativeSpeed: 0.26,
        models: models(0.26),
      },
    ],
    machine: {
      ...report.machine,
      gemmGflops: 92.4,
      bytesPerSecond: 17.2e9,
      disk: { writeBytesPerSecond: 310e6, readBytesPerSecond: 890e6, reading: 'direct' },
    },
  };
}

function aSample(name: string, task: Sample['task'], rows: number, source: string): Sample {
  return { name, task, rows, source, licence: 'CC BY 4.0', imported: false };
}
