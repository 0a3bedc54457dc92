import type { ExecutionPlan } from '../../app/compiler/execution-plan.ts';

/** Another plan must be so much faster to be taken: less is noise. */
const WORTHWHILE = 1.05;
/**
 * Several threads must be so much faster than one to be kept: in a run they also wait for each other while
 * the host, the worker that reads rows and the desk want a core.
 */
const WORTH_A_CORE = 1.2;
/** How often a plan must have been better by the fastest seen of both. */
const LOOKS = 3;

/**
 * Finds the fastest plan by trying: one choice after the other is changed, and what is faster is
 * kept. Measurements alternate with those of the best so far, so that a passing disturbance harms
 * both.
 * @param own             the plan that suits this machine as a rule
 * @param choosesThreads  whether the number of threads is left to us
 * @param secondsPerStep  measures a plan; null where its graph cannot be run
 */
export async function tuneExecution(
  own: ExecutionPlan,
  choosesThreads: boolean,
  secondsPerStep: (plan: ExecutionPlan) => Promise<number | null>,
): Promise<ExecutionPlan> {
  let best = own;
  for (const change of changes(own, choosesThreads)) {
    const changed = { ...best, ...change };
    const limit = changed.threads < best.threads ? 1 / WORTH_A_CORE : WORTHWHILE;
    const seen = { before: Number.POSITIVE_INFINITY, after: Number.POSITIVE_INFINITY };
    let isBetter = true;
    // What a disturbance has shown once is looked at again: the plan is kept for good.
    for (let look = 0; look < LOOKS && isBetter; look += 1) {
      const [before, after] = [await secondsPerStep(best), await secondsPerStep(changed)];
      seen.before = Math.min(seen.before, before ?? Number.POSITIVE_INFINITY);
      seen.after = Math.min(seen.after, after ?? Number.POSITIVE_INFINITY);
      isBetter = Number.isFinite(seen.after) && seen.before > seen.after * limit;
    }
    if (isBetter) best = changed;
  }
  return best;
}

function changes(own: ExecutionPlan, choosesThreads: boolean): readonly Partial<ExecutionPlan>[] {
  return [
    // Small graphs lose more by handing work to a second thread than it saves.
    ...(choosesThreads && own.threads > 1 ? [{ threads: 1 }] : []),
    ...(own.blockSize === 0 ? [] : [{ blockSize: 0 } as const]),
    // A small state is handed over in no time, and a loop computes what steps share together.
    ...(own.loopless === undefined ? [] : [{ loopless: undefined }]),
  ];
}
