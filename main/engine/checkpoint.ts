import type { DatasetFacts } from '../../app/architecture/fits-dataset.ts';
import type { ModelSpec } from '../../app/architecture/model-spec.ts';
import type { RunExecution } from '../../app/compiler/execution-plan.ts';
import type { EpochReport } from '../../app/contract/engine.ts';
import type { Recipe } from '../../app/dataset/dataset.ts';
import type { RunId } from '../../app/ids.ts';
import type { MeasureSums } from '../../app/metrics/measures.ts';
import type { StoppingState } from '../../app/training/early-stopping.ts';
import type { PlateauState } from '../../app/training/reduce-on-plateau.ts';
import type { ComputedOn } from '../../app/training/run.ts';
import type { RunPlan } from '../../app/training/run-plan.ts';
import type { Tensors } from './runtimes/runtime.ts';

/** Seconds and samples, pauses left out. */
export interface Timing {
  readonly trainSeconds: number;
  readonly validationSeconds: number;
  readonly samples: number;
}

export interface FinishedEpoch {
  readonly report: EpochReport;
  /** When it ended, milliseconds since 1970. */
  readonly wallTimeMs: number;
}

/** How far a run has come. */
export interface TrainingProgress {
  /** Finished epochs. */
  readonly epoch: number;
  /** Updates done since the start of the run. */
  readonly step: number;
  /** Updates done of the epoch under way. */
  readonly stepInEpoch: number;
  /** What those have added up to. */
  readonly sums: MeasureSums;
  readonly stopping: StoppingState;
  /** Of a learning rate that falls on plateaus. */
  readonly plateau: PlateauState;
  /** The last epochs, oldest first: a host that died has not stored them all. */
  readonly recentEpochs: readonly FinishedEpoch[];
}

/** The epoch that the last step belonged to; 0 before the first step. */
export function latestEpoch({ epoch, stepInEpoch }: TrainingProgress): number {
  return stepInEpoch === 0 ? Math.max(0, epoch - 1) : epoch;
}

/** A run at one moment: all it takes to go on as if it had never stopped, or to use its model. */
export interface Checkpoint {
  readonly runId: RunId;
  readonly model: ModelSpec;
  readonly plan: RunPlan;
  /** Which lowerings its steps were computed by, and how many in a call. */
  readonly execution: RunExecution;
  readonly dataset: DatasetFacts & {
    readonly fingerprint: string;
    /** How it was asked to be prepared; left out by earlier versions. */
    readonly recipe?: Recipe | null | undefined;
  };
  /** What computed it; left out by earlier versions. */
  readonly madeOn?: ComputedOn | undefined;
  readonly progress: TrainingProgress;
  /** Over all sessions of the run. */
  readonly timing: Timing;
  /** Weights, statistics and the optimiser's moments, by name. */
  readonly state: Tensors;
}
