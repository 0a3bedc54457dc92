import { fail, type Result } from '../../app/errors.ts';
import type { RuntimeProblem } from '../../app/failures/run-errors.ts';
import type { EngineId } from '../../app/training/engines.ts';

/**
 * Why an engine cannot be used here.
 * @param detail  what was looked for or found
 * @param command what to type next
 */
export function runtimeMissing(
  engine: EngineId,
  problem: RuntimeProblem,
  detail: string,
  command: string,
): Result<never> {
  return fail({ code: 'engine/runtime-missing', engine, problem, detail, command });
}
