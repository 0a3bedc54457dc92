import { type FittedModel, fitsDataset } from '../../app/architecture/fits-dataset.ts';
import type { ModelSpec } from '../../app/architecture/model-spec.ts';
import type { TrainedPlan } from '../../app/compiler/compile-training.ts';
import { costOf, type ModelCost } from '../../app/compiler/cost.ts';
import type { ExecutionPlan } from '../../app/compiler/execution-plan.ts';
import { fitMemory } from '../../app/compiler/fit-memory.ts';
import type { PreparedManifest, PreparedSplit } from '../../app/dataset/prepared.ts';
import { ok, type Result } from '../../app/errors.ts';
import { checkMeasures, checkPlan } from '../../app/training/check-plan.ts';
import type { RunPlan } from '../../app/training/run-plan.ts';
import { stepPlan } from '../../app/training/step-plan.ts';
import { readManifest } from '../shards/manifest.ts';
import { readTensor } from '../shards/read.ts';
import { splitBytes } from './open-rows.ts';
import type { EngineMeans } from './work.ts';

/** What is to be trained on what. */
export interface Trainable {
  readonly model: ModelSpec;
  readonly plan: RunPlan;
  readonly datasetFolder: string;
}

/** A training that can be done here, as far as can be told before anything is opened. */
export interface CheckedTraining {
  readonly manifest: PreparedManifest;
  readonly fitted: FittedModel;
  readonly cost: ModelCost;
  readonly stepped: TrainedPlan;
}

/** Checks in the order in which the user can be at fault: data, plan, model. */
export async function checkTraining({
  model,
  plan,
  datasetFolder,
}: Trainable): Promise<Result<CheckedTraining>> {
  const read = await readManifest(datasetFolder);
  if (!read.ok) return read;
  const manifest = read.value;
  const { train, val, test } = manifest.splits;
  const rows = { train: train.rows, val: val.rows, test: test.rows };
  const fits = checkPlan(plan, { rows });
  if (!fits.ok) return fits;
  const fitted = fitsDataset(model, manifest, plan.loss, plan.augmentation);
  if (!fitted.ok) return fitted;
  const measured = checkMeasures(plan, fitted.value);
  if (!measured.ok) return measured;
  const cost = costOf(model, manifest, plan, plan.batchSize);
  if (!cost.ok) return cost;
  const counts = await classCounts(datasetFolder, plan, manifest);
  if (!counts.ok) return counts;
  const stepped = stepPlan(plan, train.rows, counts.value);
  return ok({ manifest, fitted: fitted.value, cost: cost.value, stepped });
}

/** The execution plan with which a training fits in the memory that is free: see `fitMemory`. */
export function planMemory(
  { manifest, cost, stepped }: CheckedTraining,
  { model, plan }: Trainable,
  { memoryBytes, availableBytes }: EngineMeans,
  execution: ExecutionPlan,
): Result<ExecutionPlan> {
  const need = {
    model,
    plan: { ...stepped, batchSize: plan.batchSize },
    data: manifest,
    cost,
    residentBytes: residentBytes([manifest.splits.train, manifest.splits.val], memoryBytes),
    availableBytes: availableBytes(),
  };
  return fitMemory(need, execution);
}

/** What splits take while they are trained on: those that do not fit are streamed. */
function residentBytes(splits: readonly PreparedSplit[], memoryBytes: number): number {
  return splits.reduce((sum, split) => sum + Math.min(memoryBytes, splitBytes(split)), 0);
}

/** Training rows of each class, where balanced weights ask for them. */
async function classCounts(
  datasetFolder: string,
  plan: RunPlan,
  { classes, splits }: PreparedManifest,
): Promise<Result<readonly number[]>> {
  if (plan.classWeight !== 'balanced') return ok([]);
  const labels = await readTensor(datasetFolder, splits.train.target);
  if (!labels.ok) return labels;
  const counts = new Array<number>(classes.length).fill(0);
  for (const label of labels.value) counts[label] = (counts[label] ?? 0) + 1;
  return ok(counts);
}
