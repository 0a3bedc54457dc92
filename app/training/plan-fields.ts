import {
  HYPERPARAMETERS,
  OPTIMIZERS,
  type OptimizerName,
  type OptimizerSettings,
} from '../compiler/optimizers/settings.ts';
import type { Field, Fields } from '../field.ts';
import { type EarlyStopping, ENGINE_CHOICES, PRECISIONS, type RunPlan } from './run-plan.ts';

const FRACTION = { kind: 'number', minimum: 0, below: 1 } as const satisfies Field;
const LIMIT = { kind: 'number', above: 0, maximum: 1e9, default: null } as const satisfies Field;
const DECAY = { kind: 'number', minimum: 0, maximum: 1000, default: null } as const satisfies Field;
const COEFFICIENT = { kind: 'number', minimum: -100, maximum: 100 } as const satisfies Field;

/** Plan fields as data, under their `--set` keys; forms and documentation follow from it. */
export const PLAN_FIELDS = {
  epochs: { kind: 'integer', minimum: 1, maximum: 1_000_000 },
  batchSize: { kind: 'integer', minimum: 1, maximum: 1_048_576 },
  optimizer: { kind: 'choice', choices: OPTIMIZERS },
  learningRate: { kind: 'number', above: 0, maximum: 1000 },
  weightDecay: DECAY,
  momentum: FRACTION,
  nesterov: { kind: 'boolean' },
  beta1: FRACTION,
  beta2: FRACTION,
  epsilon: { kind: 'number', above: 0, maximum: 1 },
  amsgrad: { kind: 'boolean' },
  rho: FRACTION,
  centered: { kind: 'boolean' },
  initialAccumulatorValue: { kind: 'number', minimum: 0, maximum: 1000 },
  nsSteps: { kind: 'integer', minimum: 1, maximum: 100 },
  muonA: COEFFICIENT,
  muonB: COEFFICIENT,
  muonC: COEFFICIENT,
  rmsRate: { kind: 'number', above: 0, maximum: 1000, default: null },
  adamLrRatio: { kind: 'number', above: 0, maximum: 1000 },
  adamWeightDecay: DECAY,
  excludeEmbeddings: { kind: 'boolean' },
  excludeLayers: { kind: 'text', default: null },
  clipNorm: LIMIT,
  globalClipNorm: LIMIT,
  clipValue: LIMIT,
  useEma: { kind: 'boolean' },
  emaMomentum: { kind: 'number', minimum: 0, maximum: 1 },
  accumulationSteps: { kind: 'integer', minimum: 1, maximum: 1_000_000 },
  classWeight: { kind: 'numbers', word: 'balanced', minimum: 0, maximum: 1e6, default: null },
  precision: { kind: 'choice', choices: PRECISIONS },
  seed: { kind: 'integer', minimum: 0, maximum: 2 ** 31 - 1 },
  seeds: { kind: 'integer', minimum: 1, maximum: 1000 },
  engine: { kind: 'choice', choices: ENGINE_CHOICES },
  device: { kind: 'text', default: null },
} as const satisfies Fields &
  Record<
    Exclude<keyof RunPlan, 'loss' | 'metrics' | 'schedule' | 'earlyStopping' | 'augmentation'>,
    Field
  >;

export const EARLY_STOPPING_FIELDS = {
  monitor: { kind: 'text' },
  patience: { kind: 'integer', minimum: 1, maximum: 1_000_000 },
  minDelta: { kind: 'number', minimum: 0, maximum: 1000 },
  restoreBest: { kind: 'boolean' },
} as const satisfies Fields & Record<keyof EarlyStopping, Field>;

/** What early stopping is when only part of it is given. */
export const DEFAULT_EARLY_STOPPING: EarlyStopping = {
  monitor: 'val/loss',
  patience: 5,
  minDelta: 0,
  restoreBest: true,
};

export type Hyperparameter = Exclude<keyof OptimizerSettings, 'optimizer' | 'schedule'>;

const ALL_HYPERPARAMETERS = new Set(Object.values(HYPERPARAMETERS).flatMap(Object.keys));

/** Fields that an optimiser draws on, in the order of its Keras signature. */
export function hyperparametersOf(optimizer: OptimizerName): readonly Hyperparameter[] {
  // The table's keys are fields of the settings, which its type makes sure of.
  return Object.keys(HYPERPARAMETERS[optimizer]) as Hyperparameter[];
}

/** Whether a plan field has an effect with this optimiser. */
export function isUsedBy(optimizer: OptimizerName, field: string): boolean {
  return !ALL_HYPERPARAMETERS.has(field) || Object.hasOwn(HYPERPARAMETERS[optimizer], field);
}
