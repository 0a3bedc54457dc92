import { canFollow, type ExecutionPlan } from '../../app/compiler/execution-plan.ts';
import type { PreparedManifest } from '../../app/dataset/prepared.ts';
import type { Checkpoint } from './checkpoint.ts';
import { PlanTrials } from './plan-trials.ts';
import type { RowSource } from './row-source.ts';
import { tuneExecution } from './tune-execution.ts';
import { keepPlan, keptPlan, tuningKey } from './tuning-cache.ts';
import type { EngineMeans, WorkOf } from './work.ts';

export interface ChosenExecution {
  readonly execution: ExecutionPlan;
  /** The run began with a plan that cannot be followed here: its last bits may differ from now on. */
  readonly replanned: boolean;
}

/**
 * A run keeps the plan that it started with; on a machine that cannot follow it, it gets a new one.
 * A new run gets the plan that was fastest when graphs of its shapes were first run here, and so
 * the same one every time.
 */
export async function chooseExecution(
  work: WorkOf<'train'>,
  checkpoint: Checkpoint | null,
  manifest: PreparedManifest,
  rows: RowSource,
  means: EngineMeans,
): Promise<ChosenExecution> {
  const begun = checkpoint?.runId === work.runId ? checkpoint.execution : null;
  if (begun !== null && canFollow(begun, means.execution)) {
    return { execution: begun, replanned: false };
  }
  return { execution: await fastest(work, manifest, rows, means), replanned: begun !== null };
}

async function fastest(
  work: WorkOf<'train'>,
  manifest: PreparedManifest,
  rows: RowSource,
  { runtime, execution: own, environment }: EngineMeans,
): Promise<ExecutionPlan> {
  const { tuningFolder, model, plan } = work;
  if (tuningFolder === undefined) return own;
  const key = tuningKey({ environment, own, model, plan, data: manifest });
  const kept = await keptPlan(tuningFolder, key);
  if (kept !== null) return kept;
  const trials = new PlanTrials(work, manifest, rows, runtime);
  const found = await tuneExecution(own, work.threads === 0, (tried) =>
    trials.secondsPerStep(tried),
  );
  await trials.close();
  await keepPlan(tuningFolder, key, found);
  return found;
}
