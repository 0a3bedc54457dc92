import type { DatasetFacts } from '../../app/architecture/fits-dataset.ts';
import type { ModelSpec } from '../../app/architecture/model-spec.ts';
import type { MeasuredPlan } from '../../app/compiler/compile-inference.ts';
import type { TrainedPlan } from '../../app/compiler/compile-training.ts';
import type { CompiledInference, StateTensor } from '../../app/compiler/compiled.ts';
import type { ExecutionPlan } from '../../app/compiler/execution-plan.ts';
import type { Result } from '../../app/errors.ts';
import type { MeasurePlan } from '../../app/metrics/measures.ts';
import type { RowInputs } from './row-source.ts';
import type { SessionOptions, Tensors } from './runtimes/runtime.ts';

export interface StepsDone {
  readonly state: Tensors;
  /** Of each step. */
  readonly losses: Float32Array;
  /** The sums of each step's measures, one after the other. */
  readonly measures: Float32Array;
}

/** A model's training step for one batch size, ready to run. */
export interface TrainingStep {
  readonly batchSize: number;
  /** Of one call. */
  readonly mostSteps: number;
  readonly measures: MeasurePlan;
  /** What it carries from step to step: the same on every runtime, so that checkpoints are too. */
  readonly state: readonly StateTensor[];
  /** What making its session took, once it was compiled. */
  readonly sessionMs: number;
  /** Whether each operator is called by itself, where others' steps are one call. */
  readonly byOperator?: boolean | undefined;
  /** Tables that `run` changes where they are. */
  readonly inPlace: readonly string[];
  /**
   * Runs as many steps as the rows make batches. The state handed in stays as it was, but for tables
   * `inPlace`; what it has in common with the state that is given back is not to be freed: see `release`.
   */
  run(state: Tensors, rows: RowInputs): Promise<Result<StepsDone>>;
  /**
   * Brings a state that `run` left on a device to host memory. Left out where it is there anyway.
   * Steps that have it keep their memory between calls: what they left is part of it.
   */
  readonly toHost?: ((state: Tensors) => Promise<Result<Tensors>>) | undefined;
  /** Gives back what calls have taken of memory; a later call takes it anew. */
  close(): Promise<void>;
}

export interface RowsInferred {
  /** [rows × width], flat */
  readonly outputs: Float32Array;
  /** [rows] */
  readonly losses: Float32Array;
  /** The sums of the rows' measures. */
  readonly measures: Float32Array;
}

/** A model's forward pass for one batch size, ready to run. */
export interface InferenceStep {
  readonly batchSize: number;
  /** Values of one row's output. */
  readonly width: number;
  readonly measures: MeasurePlan;
  readonly source: CompiledInference['source'];
  readonly reading: CompiledInference['reading'];
  /** Takes up to `batchSize` rows. Averages stand in for weights, see `usedWeights`. */
  run(state: Tensors, rows: RowInputs): Promise<Result<RowsInferred>>;
  close(): Promise<void>;
}

/** Which training step is wanted. */
export interface TrainingWanted {
  readonly model: ModelSpec;
  readonly plan: TrainedPlan;
  readonly data: DatasetFacts;
  readonly batchSize: number;
  readonly execution: ExecutionPlan;
  /** That a call will run; as many as one likes where left out. */
  readonly mostSteps?: number | undefined;
  readonly session?: SessionOptions | undefined;
}

/** Which forward pass is wanted. */
export interface InferenceWanted {
  readonly model: ModelSpec;
  readonly plan: MeasuredPlan;
  readonly data: DatasetFacts;
  readonly batchSize: number;
  readonly execution: ExecutionPlan;
  readonly session?: SessionOptions | undefined;
}

/**
 * Makes the steps that a run is trained by. All makers start from the same state and give the same
 * results, but for rounding: a run paused on one goes on with another.
 */
export interface StepMaker {
  /** @returns the model's first fault, or what this maker cannot do */
  openTraining(wanted: TrainingWanted): Promise<Result<TrainingStep>>;
  openInference(wanted: InferenceWanted): Promise<Result<InferenceStep>>;
}
