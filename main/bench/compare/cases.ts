import type { DatasetFacts } from '../../../app/architecture/fits-dataset.ts';
import type { ConfigValue, ModelSpec } from '../../../app/architecture/model-spec.ts';
import type { SampleInput } from '../../../app/dataset/dataset.ts';
import type { LayerId } from '../../../app/ids.ts';
import { REFERENCE_DATA, REFERENCE_MODEL } from '../../../app/training/reference-model.ts';
import type { RunPlan } from '../../../app/training/run-plan.ts';

/** One model that is trained here and by the peers; they have it by the same name. */
export interface CompareCase {
  readonly model: ModelSpec;
  readonly data: DatasetFacts;
  /** Rows to train on: enough that an epoch takes seconds, as a real one does. */
  readonly rows: number;
  readonly plan: Pick<RunPlan, 'batchSize'> & Partial<RunPlan>;
}

type Line = readonly [type: string, config?: Readonly<Record<string, ConfigValue>>];

function chain(name: string, lines: readonly Line[]): ModelSpec {
  return {
    version: 1,
    name,
    layers: lines.map(([type, config = {}], at) => ({
      id: `${type.toLowerCase()}-${at}` as LayerId,
      type,
      config,
    })),
  };
}

function imageData(input: SampleInput): DatasetFacts {
  return { ...REFERENCE_DATA, input };
}

const DIGIT = { kind: 'image', height: 28, width: 28, channels: 1 } as const;
const BYTES: Line = ['Rescaling', { scale: 1 / 255 }];
const CLASSES: Line = ['Dense', { units: 10, activation: 'softmax' }];

/** Shapes and batches as `resources/peers/pytorch_models.py` has them. */
export const COMPARE_CASES = {
  mlp: {
    model: REFERENCE_MODEL,
    data: REFERENCE_DATA,
    rows: 60_000,
    plan: { batchSize: 64 },
  },
  cnn: {
    model: chain('cnn', [
      ['Input', { shape: [28, 28, 1] }],
      BYTES,
      ['Conv2D', { filters: 16, kernel_size: [3, 3], activation: 'relu' }],
      ['MaxPooling2D'],
      ['Conv2D', { filters: 32, kernel_size: [3, 3], activation: 'relu' }],
      ['BatchNormalization'],
      ['MaxPooling2D'],
      ['Flatten'],
      CLASSES,
    ]),
    data: imageData(DIGIT),
    rows: 60_000,
    plan: { batchSize: 64 },
  },
} as const satisfies Readonly<Record<string, CompareCase>>;

export type CaseName = keyof typeof COMPARE_CASES;
export const CASE_NAMES = Object.keys(COMPARE_CASES) as readonly CaseName[];
