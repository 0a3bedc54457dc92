import { AUTO_LOSS, type LossSettings } from '../architecture/losses.ts';
import {
  DEFAULT_OPTIMIZER_SETTINGS,
  type OptimizerSettings,
} from '../compiler/optimizers/settings.ts';
import type { Precision } from '../compiler/training-step.ts';

export const PRECISIONS = ['float32', 'mixed_float16'] as const satisfies readonly Precision[];

/** `auto`, which lets the machine choose, and the engines that this version trains with. */
export const ENGINES = ['auto', 'onnx/cpu'] as const;

/** Quantities that early stopping and schedules can watch. */
export const MONITORS = ['val/loss', 'val/accuracy', 'val/mae'] as const;
export type MonitorTag = (typeof MONITORS)[number];

export interface EarlyStopping {
  readonly monitor: MonitorTag;
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
  readonly precision: Precision;
  /** Initial weights, shuffling and dropout follow from it. */
  readonly seed: number;
  /** Repeats with seeds seed, seed + 1, …; each is a run, together a group. */
  readonly seeds: number;
  readonly earlyStopping: EarlyStopping | null;
  /** One of `ENGINES`; a stored plan may name one of another version. */
  readonly engine: string;
}

/** Keras' defaults where Keras has one. */
export const DEFAULT_PLAN: RunPlan = {
  epochs: 20,
  batchSize: 32,
  ...DEFAULT_OPTIMIZER_SETTINGS,
  loss: AUTO_LOSS,
  precision: 'float32',
  seed: 1,
  seeds: 1,
  earlyStopping: null,
  engine: 'auto',
};

/**
 * A plan as an earlier version stored it: what it did not know of yet is off. Every field that was
 * added later does nothing at its default.
 */
export function storedPlan(plan: Partial<RunPlan>): RunPlan {
  return { ...DEFAULT_PLAN, ...plan, loss: { ...DEFAULT_PLAN.loss, ...plan.loss } };
}
