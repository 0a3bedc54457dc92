import type { StateTensor } from '../../app/compiler/compiled.ts';
import { initialState } from '../../app/compiler/initial-state.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { NO_SUMS } from '../../app/metrics/measures.ts';
import { sameShape } from '../../app/shape.ts';
import { FRESH_STOPPING_STATE } from '../../app/training/early-stopping.ts';
import { FRESH_PLATEAU_STATE } from '../../app/training/reduce-on-plateau.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Tensor, Tensors } from './runtimes/runtime.ts';
import { usedWeights } from './used-weights.ts';
import type { WorkOf } from './work.ts';

/** Where a session of a run starts. */
export interface StartingPoint extends Pick<Checkpoint, 'progress' | 'timing' | 'state'> {
  /** Whether it goes on with what the run has done before. */
  readonly resumed: boolean;
}

/**
 * A run starts anew, or anew with the weights of another run's checkpoint, or where its own
 * checkpoint stands.
 * @param checkpoint  that the work resumes from, if any
 * @param state       what the training graph carries from step to step
 * @param fingerprint of the dataset as it is now
 */
export function startingPoint(
  { runId, plan }: WorkOf<'train'>,
  checkpoint: Checkpoint | null,
  state: readonly StateTensor[],
  fingerprint: string,
): Result<StartingPoint> {
  const drawn = initialTensors(state, plan.seed);
  if (checkpoint === null) return ok(anew(drawn));
  if (checkpoint.runId !== runId) return ok(anew(withWeights(drawn, state, checkpoint.state)));
  if (checkpoint.dataset.fingerprint !== fingerprint) {
    return fail({ code: 'run/not-resumable', run: runId, reason: 'dataset-changed' });
  }
  if (!isOf(checkpoint.state, state)) {
    return fail({ code: 'run/not-resumable', run: runId, reason: 'model-changed' });
  }
  const { progress, timing } = checkpoint;
  return ok({ progress, timing, state: checkpoint.state, resumed: true });
}

/** Whether a checkpoint has all that a graph carries, of the same shapes. */
function isOf(tensors: Tensors, state: readonly StateTensor[]): boolean {
  return state.every(({ name, shape }) => {
    const tensor = tensors[name];
    return tensor !== undefined && sameShape(tensor.shape, shape);
  });
}

function anew(state: Tensors): StartingPoint {
  return {
    progress: {
      epoch: 0,
      step: 0,
      stepInEpoch: 0,
      sums: NO_SUMS,
      stopping: FRESH_STOPPING_STATE,
      plateau: FRESH_PLATEAU_STATE,
      recentEpochs: [],
    },
    timing: { trainSeconds: 0, validationSeconds: 0, samples: 0 },
    state,
    resumed: false,
  };
}

/** What the state tensors hold before the first step. */
export function initialTensors(state: readonly StateTensor[], seed: number): Tensors {
  const values = initialState(state, seed);
  return Object.fromEntries(
    state.map(({ name, shape }): [string, Tensor] => {
      const data = values.get(name);
      if (data === undefined) throw new Error(`${name} has no initial value.`);
      return [
        name,
        data instanceof Float32Array
          ? { dtype: 'float32', shape, data }
          : { dtype: 'int64', shape, data },
      ];
    }),
  );
}

/** Weights and statistics that the two models share come from the other one, as it is used; the optimiser starts anew. */
function withWeights(drawn: Tensors, state: readonly StateTensor[], other: Tensors): Tensors {
  const taken: Record<string, Tensor> = {};
  const weights = usedWeights(other);
  for (const { name, role, shape } of state) {
    const weight = weights[name];
    if (role !== 'weight' && role !== 'statistic') continue;
    if (weight !== undefined && sameShape(weight.shape, shape)) taken[name] = weight;
  }
  return { ...drawn, ...taken };
}
