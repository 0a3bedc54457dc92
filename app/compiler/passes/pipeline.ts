import type { ExecutionPlan } from '../execution-plan.ts';
import { type Pass, SIMPLIFICATIONS } from './simplify.ts';

/** All that a graph goes through before it is written for a machine, in order. */
export function passesFor(_execution: ExecutionPlan): readonly Pass[] {
  return SIMPLIFICATIONS;
}
