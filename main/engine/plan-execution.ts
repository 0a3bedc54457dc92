import { ok, type Result } from '../../app/errors.ts';
import { checkTraining, planMemory } from './check-training.ts';
import { keptPlan, tuningKey } from './tuning-cache.ts';
import type { EngineMeans, EventOf, WorkOf } from './work.ts';

/**
 * The execution plan that a run would get here, without trying any.
 * @returns why the run would be refused, `engine/memory-short` included
 */
export async function planExecution(
  work: WorkOf<'plan'>,
  means: EngineMeans,
): Promise<Result<EventOf<'planned'>>> {
  const checked = await checkTraining(work);
  if (!checked.ok) return checked;
  const { environment, execution: own } = means;
  const { model, plan, tuningFolder } = work;
  const data = checked.value.manifest;
  const kept = await keptPlan(tuningFolder, tuningKey({ environment, own, model, plan, data }));
  const execution = planMemory(checked.value, work, means, kept ?? own);
  if (!execution.ok) return execution;
  return ok({ kind: 'planned', execution: execution.value, tuned: kept !== null });
}
