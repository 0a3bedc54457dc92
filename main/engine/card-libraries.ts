import { fail, type Result } from '../../app/errors.ts';
import { ENGINES, type EngineId } from '../../app/training/engines.ts';
import { libraryFault } from './library-fault.ts';
import { runtimeMissing } from './runtime-missing.ts';

/** NVIDIA's driver brings it, in a package of its own. */
export const DRIVER_LIBRARY = 'libcuda.so.1';

/**
 * What the loader finds at fault with the libraries by which an engine reaches a card, which the engine
 * itself only fails with: the first one's lack, `packs/damaged` where it lies in the pack, null where
 * all can be loaded.
 * @param libraries in the order in which they need each other
 */
export function cardLibraryLack(
  engine: EngineId,
  packFolder: string,
  libraries: readonly string[],
): Result<never> | null {
  for (const library of libraries) {
    const words = libraryFault(library);
    if (words === null) continue;
    const { pack } = ENGINES[engine];
    if (pack !== null && words.startsWith(`${packFolder}/`)) {
      const [file = ''] = words.slice(packFolder.length + 1).split(': ');
      return fail({ code: 'packs/damaged', pack, file });
    }
    const problem = words.startsWith('libcuda.so') ? 'no-cuda-library' : 'refused';
    return runtimeMissing(engine, problem, words, 'hearth doctor');
  }
  return null;
}
