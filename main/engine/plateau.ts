import { LEARNING_RATE } from '../../app/compiler/schedules/learning-rate.ts';
import type { Schedule } from '../../app/compiler/schedules/schedule.ts';
import { afterPlateauEpoch, type PlateauState } from '../../app/training/reduce-on-plateau.ts';
import type { Tensors } from './runtimes/runtime.ts';

/**
 * The state for the epochs to come, with the learning rate that a plateau leaves it, and what is
 * remembered for the next epoch. Both go into checkpoints, so that a resumed run goes on alike.
 */
export function afterPlateau(
  schedule: Schedule | null,
  before: PlateauState,
  metrics: Readonly<Record<string, number>>,
  state: Tensors,
): { readonly remembered: PlateauState; readonly state: Tensors } {
  const rate = state[LEARNING_RATE];
  if (schedule?.kind !== 'reduce-on-plateau' || rate?.dtype !== 'float32') {
    return { remembered: before, state };
  }
  const verdict = afterPlateauEpoch(schedule, before, metrics, rate.data[0] ?? Number.NaN);
  const data = Float32Array.of(verdict.learningRate);
  return { remembered: verdict.state, state: { ...state, [LEARNING_RATE]: { ...rate, data } } };
}
