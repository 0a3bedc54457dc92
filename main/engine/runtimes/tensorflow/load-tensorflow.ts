import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import { type AppError, fail, ok, type Result } from '../../../../app/errors.ts';
import type { TensorFlow } from './tensorflow-types.ts';

/** Either package computes on whatever its libraries can. */
const PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];
const ADDON = 'lib/napi-v8/tfjs_binding.node';

/**
 * Loads TensorFlow.js on the native library. A process may do so once.
 * @param folder  whose `node_modules` holds a package with its addon and libraries
 * @param threads of one operator on the processor; the library reads it as it is loaded
 * @returns `engine/runtime-missing` with the loader's words
 */
export function loadTensorflow(
  engine: string,
  folder: string,
  threads: number,
): Result<TensorFlow> {
  const refused = (detail: string): AppError => ({
    code: 'engine/runtime-missing',
    engine,
    problem: 'refused',
    detail,
    command: 'hearth doctor',
  });
  const name = PACKAGES.find((each) => existsSync(join(folder, 'node_modules', each, ADDON)));
  if (name === undefined) return fail(refused(`${folder}: ${ADDON}`));
  process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  process.env.TF_NUM_INTEROP_THREADS = '1';
  // A model that shares the card with others takes what it needs, not all there is.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  restoreUtilities();
  // The package calls what Node has marked for removal: nothing that a user could change.
  process.noDeprecation = true;
  try {
    const load: (name: string) => TensorFlow = createRequire(join(folder, 'package.json'));
    return ok(load(name));
  } catch (cause) {
    return fail(refused(cause instanceof Error ? cause.message : String(cause)));
  }
}

/**
 * Whether the library has found a card and computes on it. Where it has not, for lack of one of
 * NVIDIA's libraries for instance, it takes the processor and says so to nobody.
 */
export function usesCard(tf: TensorFlow): boolean {
  const backend = tf.backend();
  return 'isUsingGpuDevice' in backend && backend.isUsingGpuDevice === true;
}

/** The package still calls what Node has dropped since version 23. */
function restoreUtilities(): void {
  const old = {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  };
  for (const [name, value] of Object.entries(old)) {
    if (!(name in util)) Object.assign(util, { [name]: value });
  }
}
