import {
  canFollow,
  type ExecutionPlan,
  type RunExecution,
} from '../../app/compiler/execution-plan.ts';
import type { PreparedManifest } from '../../app/dataset/prepared.ts';
import type { Checkpoint } from './checkpoint.ts';
import { PlanTrials } from './plan-trials.ts';
import type { RowSource } from './row-source.ts';
import { tuneExecution } from './tune-execution.ts';
import { keepPlan, keptPlan, tuningKey } from './tuning-cache.ts';
import type { EngineMeans, WorkOf } from './work.ts';

/**
 * The plan that a run keeps, since it started with it; null for a new run, and on a machine that
 * cannot follow it.
 */
export function begunPlan(
  { runId }: WorkOf<'train'>,
  checkpoint: Checkpoint | null,
  { execution: own }: EngineMeans,
): RunExecution | null {
  if (checkpoint?.runId !== runId) return null;
  return canFollow(checkpoint.execution, own) ? checkpoint.execution : null;
}

/**
 * The plan that was fastest when graphs of these shapes were first run here, and so the same one
 * every time. Where something else than graphs trains there is nothing to try.
 */
export async function fastestExecution(
  work: WorkOf<'train'>,
  manifest: PreparedManifest,
  rows: RowSource,
  {
    runtime,
    steps,
    execution: own,
    environment,
    recomputeAbove,
  }: EngineMeans & Pick<ExecutionPlan, 'recomputeAbove'>,
): Promise<ExecutionPlan> {
  const { tuningFolder, model, plan } = work;
  // How much memory is free now says nothing of which plan is fastest.
  const inMemory = (execution: ExecutionPlan): ExecutionPlan => ({ ...execution, recomputeAbove });
  if (tuningFolder === undefined || steps !== undefined) return inMemory(own);
  const key = tuningKey({ environment, own, model, plan, data: manifest });
  const kept = await keptPlan(tuningFolder, key);
  if (kept !== null) return inMemory(kept);
  const trials = new PlanTrials(work, manifest, rows, runtime);
  const found = await tuneExecution(own, work.threads === 0, (tried) =>
    trials.secondsPerStep(inMemory(tried)),
  );
  await trials.close();
  await keepPlan(tuningFolder, key, found);
  return inMemory(found);
}
