import type { ModelSpec } from '../architecture/model-spec.ts';
import type { AppError } from '../errors.ts';
import type { DatasetId, RunId } from '../ids.ts';
import type { Evaluation } from '../metrics/evaluation.ts';
import type { RunPlan } from './run-plan.ts';

/**
 * queued → starting → running ⇄ paused → completed | stopped | failed | interrupted.
 * `interrupted`: host or engine died; it resumes from its last checkpoint, as a stopped run does.
 */
export const RUN_STATUSES = [
  'queued',
  'starting',
  'running',
  'paused',
  'completed',
  'stopped',
  'failed',
  'interrupted',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export interface RunTiming {
  /** Seconds of training and validation, pauses left out, over all sessions of the run. */
  readonly seconds: number;
  /** Training samples a second, validation time left out. */
  readonly samplesPerSecond: number;
}

export const ENERGY_SOURCES = ['rapl', 'nvidia-smi', 'rapl+nvidia-smi', 'estimate'] as const;
export type EnergySource = (typeof ENERGY_SOURCES)[number];

export interface RunEnergy {
  readonly kwh: number;
  readonly source: EnergySource;
}

/** What a list of runs shows. */
export interface RunSummary {
  readonly id: RunId;
  readonly name: string;
  readonly status: RunStatus;
  readonly datasetId: DatasetId;
  readonly datasetName: string;
  readonly modelName: string;
  readonly template: string | null;
  /** Runs of one plan with several seeds share it. */
  readonly groupId: string | null;
  readonly seed: number;
  readonly tags: readonly string[];
  readonly note: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Finished epochs. */
  readonly epochs: number;
  readonly plannedEpochs: number;
  /** Counted from 0. */
  readonly bestEpoch: number | null;
  /** Latest epoch's metrics, or the best epoch's once ended; test metrics as `test/…`. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly timing: RunTiming;
  readonly energy: RunEnergy | null;
  readonly costUsd: number | null;
  readonly engine: string;
  readonly error: AppError | null;
  readonly resumable: boolean;
}

/**
 * Why a run is in line. `turn`: as many train as may at once. `cores`, `memory`: of the machine, not
 * enough beside those in training. `card`: the same of the card's memory. `line`: what it waits for,
 * others have waited for longer.
 */
export const WAIT_REASONS = ['turn', 'cores', 'memory', 'card', 'line'] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

/** A run in line. */
export interface WaitingRun {
  readonly runId: RunId;
  readonly reason: WaitReason;
  /** Runs before it in line. */
  readonly ahead: number;
  /** Runs in training. */
  readonly training: number;
}

/** What a run left for the processor. */
export interface ContinuedFrom {
  readonly engine: string;
  readonly error: AppError;
}

/** A card among others. */
export interface RunCard {
  /** In the driver's list, from 0. */
  readonly index: number;
  readonly uuid: string;
}

/** What decides a result's last bits, besides the run itself. */
export interface ComputedOn {
  readonly hearthVersion: string;
  readonly runtime: string;
  readonly cpuModel: string;
  readonly gpu: string | null;
}

/** The machine and software a run was made with. */
export interface RunEnvironment extends ComputedOn {
  readonly nodeVersion: string;
  readonly platform: string;
  readonly cpuCores: number;
  readonly memoryBytes: number;
  readonly threads: number;
  /** Of the GPU; left out by earlier versions. */
  readonly driver?: string | null | undefined;
  /** Which of several cards; left out by earlier versions, and where nobody chooses. */
  readonly card?: RunCard | undefined;
  /** Which lowerings its graphs were written with; left out by earlier versions. */
  readonly blockSize?: number | undefined;
  /** Where it computed before, and why not any more: its last session went on with the processor. */
  readonly continuedFrom?: ContinuedFrom | undefined;
  /** Its last session could not follow the plan it began with: results may differ in the last bits. */
  readonly replanned?: boolean | undefined;
  /** TensorFlow takes its steps operator by operator, as they cannot be written as one graph. */
  readonly byOperator?: boolean | undefined;
  /** What computed the sessions before, where that was something else: likewise. */
  readonly movedFrom?: ComputedOn | undefined;
  /** Its last session found no checkpoint of the ones before, and began anew with the same seed. */
  readonly startedOver?: boolean | undefined;
}

/** Whether a run's last session may have rounded otherwise than the ones before, for no reason told otherwise. */
export function isReplanned(environment: RunEnvironment | null): boolean {
  if (environment === null || environment.continuedFrom !== undefined) return false;
  return environment.replanned === true || environment.movedFrom !== undefined;
}

export interface CheckpointInfo {
  readonly epoch: number;
  readonly step: number;
  readonly sizeBytes: number;
  readonly kind: 'latest' | 'best' | 'epoch';
  readonly createdAt: string;
}

/** All of one run but its series. */
export interface RunDetail {
  readonly run: RunSummary;
  readonly plan: RunPlan;
  readonly model: ModelSpec;
  readonly datasetFingerprint: string;
  readonly environment: RunEnvironment | null;
  readonly evaluations: readonly Evaluation[];
  readonly checkpoints: readonly CheckpointInfo[];
  readonly parameters: number;
  /** FLOPs of one training step per sample, forward and backward. */
  readonly flopsPerSample: number;
  readonly stepsPerEpoch: number;
}

/** Live figures that are not stored: sent at most 20 times a second. */
export interface RunProgress {
  readonly runId: RunId;
  readonly epoch: number;
  readonly step: number;
  readonly totalSteps: number;
  readonly samplesPerSecond: number;
  readonly secondsLeft: number | null;
}
