import type { Augmentation } from '../architecture/augmentation.ts';
import { AUTO_LOSS, type LossSettings } from '../architecture/losses.ts';
import {
  DEFAULT_OPTIMIZER_SETTINGS,
  type OptimizerSettings,
} from '../compiler/optimizers/settings.ts';
import type { Precision } from '../compiler/training-step.ts';
import { AUTO_METRICS, type MetricSettings } from '../metrics/metric-names.ts';
import { ENGINE_IDS } from './engines.ts';

export const PRECISIONS = ['float32', 'mixed_float16'] as const satisfies readonly Precision[];

/** `auto`, which leaves the choice to the doctor, and every engine. */
export const ENGINE_CHOICES = ['auto', ...ENGINE_IDS] as const;

export interface EarlyStopping {
  /** Tag of a loss or metric of the validation split: `val/loss`, `val/accuracy`, … */
  readonly monitor: string;
  /** Epochs without improvement before stopping, at least 1. */
  readonly patience: number;
  readonly minDelta: number;
  /** Whether the best epoch's weights become the run's result. */
  readonly restoreBest: boolean;
}

/**
 * Everything that decides a run besides data and model. Field names are the `--set` keys.
 * Fields of optimisers that are not the plan's have no effect.
 */
export interface RunPlan extends OptimizerSettings {
  readonly epochs: number;
  readonly batchSize: number;
  readonly loss: LossSettings;
  readonly metrics: MetricSettings;
  /** How much samples of each class count in the training loss; null for alike. */
  readonly classWeight: 'balanced' | readonly number[] | null;
  /** What images go through in training before they come to the model. */
  readonly augmentation: Augmentation;
  readonly precision: Precision;
  /** Initial weights, shuffling, dropout and augmentation follow from it. */
  readonly seed: number;
  /** Repeats with seeds seed, seed + 1, …; each is a run, together a group. */
  readonly seeds: number;
  readonly earlyStopping: EarlyStopping | null;
  /** One of `ENGINE_CHOICES`; a stored plan may name one of another version. */
  readonly engine: string;
  /** Card that it computes on: its index or the beginning of its UUID; null: one that is free. */
  readonly device: string | null;
}

/** Keras' defaults where Keras has one. */
export const DEFAULT_PLAN: RunPlan = {
  epochs: 20,
  batchSize: 32,
  ...DEFAULT_OPTIMIZER_SETTINGS,
  loss: AUTO_LOSS,
  metrics: AUTO_METRICS,
  classWeight: null,
  augmentation: [],
  precision: 'float32',
  seed: 1,
  seeds: 1,
  earlyStopping: null,
  engine: 'auto',
  device: null,
};

/**
 * A plan as an earlier version stored it: what it did not know of yet is off. Every field that was
 * added later does nothing at its default.
 */
export function storedPlan(plan: Partial<RunPlan>): RunPlan {
  const { loss, metrics } = DEFAULT_PLAN;
  return {
    ...DEFAULT_PLAN,
    ...plan,
    loss: { ...loss, ...plan.loss },
    metrics: { ...metrics, ...plan.metrics },
  };
}
