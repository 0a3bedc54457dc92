import type { RunId } from '../../../app/ids.ts';
import { NO_SUMS } from '../../../app/metrics/measures.ts';
import { aModel, aPlan } from '../../../app/testing/builders.ts';
import { FRESH_STOPPING_STATE } from '../../../app/training/early-stopping.ts';
import { FRESH_PLATEAU_STATE } from '../../../app/training/reduce-on-plateau.ts';
import type { Checkpoint } from '../checkpoint.ts';

/** A run after some epochs of seven steps. */
export function aCheckpoint(epoch = 1, state: Checkpoint['state'] = aState()): Checkpoint {
  return {
    runId: 'run-1' as RunId,
    model: aModel(),
    plan: aPlan(),
    execution: { blockSize: 16, threads: 2 },
    dataset: {
      task: 'classification',
      input: { kind: 'tabular', features: 4 },
      classes: ['鸢尾', 'b', 'c'],
      fingerprint: 'f'.repeat(64),
    },
    progress: {
      epoch,
      step: epoch * 7,
      stepInEpoch: 0,
      sums: NO_SUMS,
      stopping: FRESH_STOPPING_STATE,
      plateau: FRESH_PLATEAU_STATE,
      recentEpochs: [],
    },
    timing: { trainSeconds: 0.1 + 0.2, validationSeconds: 1 / 3, samples: 105 },
    state,
  };
}

const aState = (): Checkpoint['state'] => ({
  'dense/kernel': { dtype: 'float32', shape: [2, 3], data: Float32Array.from([1, 2, 3, 4, 5, 6]) },
  '@step': { dtype: 'int64', shape: [], data: BigInt64Array.of(7n) },
});
