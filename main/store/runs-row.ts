import type { ModelSpec } from '../../app/architecture/model-spec.ts';
import type { RunCost } from '../../app/cost/run-cost.ts';
import type { AppError } from '../../app/errors.ts';
import type { DatasetId, RunId } from '../../app/ids.ts';
import type {
  EnergySource,
  RunDetail,
  RunEnergy,
  RunEnvironment,
  RunStatus,
  RunSummary,
  RunTiming,
} from '../../app/training/run.ts';
import { type RunPlan, storedPlan } from '../../app/training/run-plan.ts';
import { fromJson, fromJsonOrNull, toJson, toJsonOrNull } from './json-text.ts';

/** A run as it enters the queue. */
export interface NewRun {
  readonly id: RunId;
  readonly name: string;
  readonly datasetId: DatasetId;
  readonly datasetFingerprint: string;
  readonly template: string | null;
  readonly groupId: string | null;
  readonly tags: readonly string[];
  readonly createdAt: string;
  readonly plan: RunPlan;
  readonly model: ModelSpec;
}

/** What may change in the life of a run; a field that is left out stays as it is. */
export interface RunPatch {
  readonly name?: string;
  readonly note?: string;
  readonly status?: RunStatus;
  readonly startedAt?: string;
  readonly endedAt?: string | null;
  readonly epochs?: number;
  readonly bestEpoch?: number | null;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly timing?: RunTiming;
  readonly energy?: RunEnergy | null;
  /** Sets `costUsd` too. */
  readonly cost?: RunCost | null;
  readonly engine?: string;
  readonly error?: AppError | null;
  /** Resuming with more epochs changes it, and `plannedEpochs` with it. */
  readonly plan?: RunPlan;
  readonly environment?: RunEnvironment;
  readonly parameters?: number;
  readonly flopsPerSample?: number;
  readonly stepsPerEpoch?: number;
}

/** Columns of `runs`, with what the list takes from other tables. */
export interface RunRow {
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly dataset_id: string;
  readonly dataset_name: string;
  readonly model_name: string;
  readonly template: string | null;
  readonly group_id: string | null;
  readonly seed: number;
  readonly tags: string;
  readonly note: string;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly epochs: number;
  readonly planned_epochs: number;
  readonly best_epoch: number | null;
  readonly metrics: string;
  readonly train_seconds: number;
  readonly samples_per_second: number;
  readonly energy_kwh: number | null;
  readonly energy_source: EnergySource | null;
  readonly cost_usd: number | null;
  readonly engine: string;
  readonly error: string | null;
  readonly resumable: 0 | 1;
}

/** Columns of `run_details`. */
export interface RunDetailRow {
  readonly dataset_fingerprint: string;
  readonly plan: string;
  readonly model: string;
  readonly environment: string | null;
  readonly cost: string | null;
  readonly parameters: number;
  readonly flops_per_sample: number;
  readonly steps_per_epoch: number;
}

/**
 * The columns of a `RunRow`. A run that ended short of its plan resumes from its latest
 * checkpoint, or from the start where it has not finished an epoch.
 */
export const RUN_COLUMNS = `
  runs.id, runs.name, runs.status, runs.dataset_id, datasets.name AS dataset_name,
  runs.model_name, runs.template, runs.group_id, runs.seed,
  (SELECT json_group_array(tag ORDER BY tag) FROM run_tags WHERE run_id = runs.id) AS tags,
  runs.note, runs.created_at, runs.started_at, runs.ended_at,
  runs.epochs, runs.planned_epochs, runs.best_epoch, runs.metrics,
  runs.train_seconds, runs.samples_per_second,
  runs.energy_kwh, runs.energy_source, runs.cost_usd, runs.engine, runs.error,
  (runs.status IN ('stopped', 'failed', 'interrupted') AND (runs.epochs = 0 OR EXISTS (
     SELECT 1 FROM checkpoints WHERE run_id = runs.id AND kind = 'latest'))) AS resumable`;

export function summaryOf(row: RunRow): RunSummary {
  return {
    id: row.id as RunId,
    name: row.name,
    status: row.status,
    datasetId: row.dataset_id as DatasetId,
    datasetName: row.dataset_name,
    modelName: row.model_name,
    template: row.template,
    groupId: row.group_id,
    seed: row.seed,
    tags: fromJson<readonly string[]>(row.tags),
    note: row.note,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    epochs: row.epochs,
    plannedEpochs: row.planned_epochs,
    bestEpoch: row.best_epoch,
    metrics: fromJson<RunSummary['metrics']>(row.metrics),
    timing: { seconds: row.train_seconds, samplesPerSecond: row.samples_per_second },
    energy:
      row.energy_kwh === null || row.energy_source === null
        ? null
        : { kwh: row.energy_kwh, source: row.energy_source },
    costUsd: row.cost_usd,
    engine: row.engine,
    error: fromJsonOrNull<AppError>(row.error),
    resumable: row.resumable === 1,
  };
}

/** The detail but for what other tables hold. */
export function detailOf(
  row: RunDetailRow,
): Omit<RunDetail, 'run' | 'evaluations' | 'checkpoints'> {
  return {
    plan: storedPlan(fromJson<Partial<RunPlan>>(row.plan)),
    model: fromJson<ModelSpec>(row.model),
    datasetFingerprint: row.dataset_fingerprint,
    environment: fromJsonOrNull<RunEnvironment>(row.environment),
    parameters: row.parameters,
    flopsPerSample: row.flops_per_sample,
    stepsPerEpoch: row.steps_per_epoch,
  };
}

/** What a patch changes in `runs`. */
export function runChanges(patch: RunPatch): Partial<RunRow> {
  return {
    ...(patch.name !== undefined && { name: patch.name }),
    ...(patch.note !== undefined && { note: patch.note }),
    ...(patch.status !== undefined && { status: patch.status }),
    ...(patch.startedAt !== undefined && { started_at: patch.startedAt }),
    ...(patch.endedAt !== undefined && { ended_at: patch.endedAt }),
    ...(patch.epochs !== undefined && { epochs: patch.epochs }),
    ...(patch.plan !== undefined && { planned_epochs: patch.plan.epochs }),
    ...(patch.bestEpoch !== undefined && { best_epoch: patch.bestEpoch }),
    ...(patch.metrics !== undefined && { metrics: metricsJson(patch.metrics) }),
    ...(patch.timing !== undefined && {
      train_seconds: patch.timing.seconds,
      samples_per_second: patch.timing.samplesPerSecond,
    }),
    ...(patch.energy !== undefined && {
      energy_kwh: patch.energy?.kwh ?? null,
      energy_source: patch.energy?.source ?? null,
    }),
    ...(patch.cost !== undefined && { cost_usd: patch.cost?.usd ?? null }),
    ...(patch.engine !== undefined && { engine: patch.engine }),
    ...(patch.error !== undefined && { error: toJsonOrNull(patch.error) }),
  };
}

/** What a patch changes in `run_details`. */
export function detailChanges(patch: RunPatch): Partial<RunDetailRow> {
  return {
    ...(patch.plan !== undefined && { plan: toJson(patch.plan) }),
    ...(patch.environment !== undefined && { environment: toJson(patch.environment) }),
    ...(patch.cost !== undefined && { cost: toJsonOrNull(patch.cost) }),
    ...(patch.parameters !== undefined && { parameters: patch.parameters }),
    ...(patch.flopsPerSample !== undefined && { flops_per_sample: patch.flopsPerSample }),
    ...(patch.stepsPerEpoch !== undefined && { steps_per_epoch: patch.stepsPerEpoch }),
  };
}

/** JSON has no NaN: a metric that is not a number is left out instead of becoming null. */
function metricsJson(metrics: Readonly<Record<string, number>>): string {
  const finite = Object.entries(metrics).filter(([, value]) => Number.isFinite(value));
  return toJson(Object.fromEntries(finite));
}
