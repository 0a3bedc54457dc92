import type { DatasetFacts } from '../../../app/architecture/fits-dataset.ts';
import type { ModelSpec } from '../../../app/architecture/model-spec.ts';
import type { DeviceKind } from '../../../app/training/engines.ts';
import { REFERENCE_DATA, REFERENCE_MODEL } from '../../../app/training/reference-model.ts';
import type { RunPlan } from '../../../app/training/run-plan.ts';
import { mobile, resnet20, smallCnn } from './image-models.ts';
import {
  CHARACTERS,
  LONG_CHARACTERS,
  matrixFactorization,
  smallGpt,
  TEXT,
  textLstm,
  tinyGpt,
  USERS,
} from './token-models.ts';

/** One model that is trained here and by the peers; they have it by the same name. */
export interface CompareCase {
  readonly model: ModelSpec;
  readonly data: DatasetFacts;
  /** Rows to train on: enough that an epoch takes seconds, as a real one does. */
  readonly rows: number;
  readonly plan: Pick<RunPlan, 'batchSize'> & Partial<RunPlan>;
}

const PHOTOS: DatasetFacts = {
  ...REFERENCE_DATA,
  input: { kind: 'image', height: 32, width: 32, channels: 3 },
};

/** Shapes and batches as `resources/peers/pytorch_models.py` has them. */
export const COMPARE_CASES = {
  mlp: { model: REFERENCE_MODEL, data: REFERENCE_DATA, rows: 60_000, plan: { batchSize: 64 } },
  cnn: { model: smallCnn(), data: REFERENCE_DATA, rows: 60_000, plan: { batchSize: 64 } },
  resnet20: { model: resnet20(), data: PHOTOS, rows: 8192, plan: { batchSize: 64 } },
  mobile: { model: mobile(), data: PHOTOS, rows: 16_384, plan: { batchSize: 64 } },
  lstm: {
    model: textLstm(),
    data: { task: 'text-classification', input: TEXT, classes: ['no', 'yes'] },
    rows: 16_384,
    plan: { batchSize: 32 },
  },
  gpt: {
    model: tinyGpt(),
    data: {
      task: 'language-modeling',
      input: CHARACTERS,
      classes: [],
      sampleTarget: CHARACTERS,
    },
    rows: 8192,
    plan: { batchSize: 12, optimizer: 'adamw', weightDecay: 0.01 },
  },
  'gpt-small': {
    model: smallGpt(),
    data: {
      task: 'language-modeling',
      input: LONG_CHARACTERS,
      classes: [],
      sampleTarget: LONG_CHARACTERS,
    },
    rows: 8192,
    plan: { batchSize: 32, optimizer: 'adamw', weightDecay: 0.01 },
  },
  mf: {
    model: matrixFactorization(),
    data: {
      task: 'regression',
      // One vocabulary for both: the items beyond it are in the table, and never looked up.
      input: { kind: 'tokens', length: 2, vocabulary: USERS },
      classes: [],
    },
    rows: 500_000,
    plan: { batchSize: 256 },
  },
} as const satisfies Readonly<Record<string, CompareCase>>;

export type CaseName = keyof typeof COMPARE_CASES;
export const CASE_NAMES = Object.keys(COMPARE_CASES) as readonly CaseName[];

/** Those that are measured where none is named. */
export const USUAL_CASES: Readonly<Record<DeviceKind, readonly CaseName[]>> = {
  cpu: CASE_NAMES.filter((name) => name !== 'gpt-small'),
  gpu: ['mlp', 'cnn', 'resnet20', 'lstm', 'gpt-small'],
};

/** A card trains an epoch of a processor's size in a fraction of a second, which no real one takes. */
export const CARD_ROWS_FACTOR = 4;
