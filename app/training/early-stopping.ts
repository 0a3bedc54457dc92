import { isHigherBetter } from '../metrics/metric-names.ts';
import type { EarlyStopping } from './run-plan.ts';

/** What early stopping remembers from epoch to epoch; goes into checkpoints. */
export interface StoppingState {
  readonly bestValue: number | null;
  readonly bestEpoch: number | null;
  /** Epochs since the best one. */
  readonly waited: number;
}

export const FRESH_STOPPING_STATE: StoppingState = { bestValue: null, bestEpoch: null, waited: 0 };

export interface StoppingVerdict {
  readonly state: StoppingState;
  readonly improved: boolean;
  readonly stop: boolean;
}

/**
 * Takes in one finished epoch. A better epoch beats the best by more than `minDelta`, as in Keras' EarlyStopping.
 * A rule of null never stops but still finds the best epoch by `val/loss`.
 * @param metrics the epoch's metrics by tag; one without the monitored tag, or with NaN, is no improvement
 */
export function afterEpoch(
  rule: EarlyStopping | null,
  state: StoppingState,
  epoch: number,
  metrics: Readonly<Record<string, number>>,
): StoppingVerdict {
  const monitor = rule?.monitor ?? 'val/loss';
  const value = metrics[monitor];
  if (value !== undefined && isBetter(value, state.bestValue, monitor, rule?.minDelta ?? 0)) {
    return {
      state: { bestValue: value, bestEpoch: epoch, waited: 0 },
      improved: true,
      stop: false,
    };
  }
  const waited = state.waited + 1;
  return {
    state: { ...state, waited },
    improved: false,
    stop: rule !== null && waited >= rule.patience,
  };
}

/** Whether a monitored value beats the best so far by more than `minDelta`; NaN never does. */
export function isBetter(
  value: number,
  best: number | null,
  monitor: string,
  minDelta: number,
): boolean {
  if (Number.isNaN(value)) return false;
  if (best === null) return true;
  const gain = isHigherBetter(monitor) ? value - best : best - value;
  return gain > minDelta;
}
