import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { Pack } from './catalogue.ts';
import { lastLine } from './failure.ts';
import { packEnvironment } from './installed-packs.ts';
import { knownLosses } from './known-training.ts';
import { runProgram } from './programs.ts';

const PROGRAM = fileURLToPath(new URL('./check-tensorflow.ts', import.meta.url));
/** Of float32 against float64, over the steps that are trained. */
const TOLERANCE = 1e-4;

const tensorflowCheck = z.object({ losses: z.array(z.number()), isOnGpu: z.boolean() });

export interface CheckOptions {
  /** The losses that are right. */
  readonly known?: readonly number[];
  /** Whether TensorFlow must have found a card. */
  readonly needsGpu?: boolean;
}

/**
 * Trains with a TensorFlow pack in a process of its own: a library that cannot be loaded ends it,
 * not this one. Fails with `packs/check-failed`.
 */
export async function checkTensorflow(
  pack: Pack,
  folder: string,
  signal: AbortSignal,
  { known = knownLosses(), needsGpu = false }: CheckOptions = {},
): Promise<Result<null>> {
  const { exit, stdout, stderr } = await runProgram(process.execPath, [PROGRAM, folder], {
    env: {
      ...process.env,
      ...packEnvironment(pack, folder),
      // Electron's program is Node then.
      ELECTRON_RUN_AS_NODE: '1',
      NODE_NO_WARNINGS: '1',
      TF_CPP_MIN_LOG_LEVEL: '3',
      TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    },
    signal,
  });
  const failed = (reason: string) => fail({ code: 'packs/check-failed', pack: pack.id, reason });
  if (exit !== 0) return failed(faultIn(stderr) || String(exit));
  const { losses, isOnGpu } = tensorflowCheck.parse(JSON.parse(lastLine(stdout)));
  if (needsGpu && !isOnGpu) return failed('GPU: 0');
  const wrong = known.findIndex(
    (loss, step) => !(Math.abs((losses[step] ?? Number.NaN) - loss) <= TOLERANCE * loss),
  );
  return wrong < 0 ? ok(null) : failed(`loss[${wrong}] = ${losses[wrong]} ≠ ${known[wrong]}`);
}

/** The line of a stack trace that says what happened. */
function faultIn(stderr: string): string {
  return (
    /^(?:\w*Error|.*: cannot open|.*undefined symbol).*$/mu.exec(stderr)?.[0] ?? lastLine(stderr)
  );
}
