import type { ReduceOnPlateauSchedule } from '../compiler/schedules/schedule.ts';
import { isBetter } from './early-stopping.ts';

/** What the schedule remembers from epoch to epoch; goes into checkpoints. */
export interface PlateauState {
  readonly bestValue: number | null;
  /** Epochs since the best one, or since the learning rate fell. */
  readonly waited: number;
  /** Epochs that are not counted yet. */
  readonly cooldown: number;
}

export const FRESH_PLATEAU_STATE: PlateauState = { bestValue: null, waited: 0, cooldown: 0 };

export interface PlateauVerdict {
  readonly state: PlateauState;
  /** Of the epochs to come. */
  readonly learningRate: number;
}

/**
 * Takes in one finished epoch: the learning rate falls once `patience` epochs have brought no better one.
 * @param metrics      the epoch's metrics by tag; without the monitored one nothing changes
 * @param learningRate of the epoch
 * @source Keras 3 `ReduceLROnPlateau`
 */
export function afterPlateauEpoch(
  { monitor, factor, patience, minDelta, cooldown, minLearningRate }: ReduceOnPlateauSchedule,
  before: PlateauState,
  metrics: Readonly<Record<string, number>>,
  learningRate: number,
): PlateauVerdict {
  const value = metrics[monitor];
  if (value === undefined) return { state: before, learningRate };
  const cooling = Math.max(0, before.cooldown - 1);
  const waited = before.cooldown > 0 ? 0 : before.waited;
  if (isBetter(value, before.bestValue, monitor, minDelta)) {
    return { state: { bestValue: value, waited: 0, cooldown: cooling }, learningRate };
  }
  const state: PlateauState = { ...before, waited, cooldown: cooling };
  if (cooling > 0) return { state, learningRate };
  const waiting = { ...state, waited: waited + 1 };
  if (waiting.waited < patience || learningRate <= Math.fround(minLearningRate)) {
    return { state: waiting, learningRate };
  }
  return {
    state: { ...waiting, waited: 0, cooldown },
    learningRate: Math.max(learningRate * factor, minLearningRate),
  };
}
