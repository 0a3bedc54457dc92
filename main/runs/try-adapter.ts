import type { EngineSetting } from '../../app/contract/engine.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import type { StartEngine } from './engine-process.ts';

/** DXGI_ERROR_NOT_FOUND: the list of cards ends before that place. @source Windows SDK, winerror.h */
const NO_SUCH_PLACE = /887a0002/i;

/**
 * Whether an engine that numbers cards has one at the place that it is given: known only by opening
 * it, which takes a second, in a process of its own that ends then.
 * @param setting with the place
 * @param names   of the cards that the system lists, in an order of its own
 * @returns `engine/card-unknown` where the list ends before, or the engine's own error
 */
export function tryAdapter(
  startEngine: StartEngine,
  setting: EngineSetting,
  device: string,
  names: readonly string[],
): Promise<Result<null>> {
  return new Promise((resolve) => {
    let failure: AppError | null = null;
    let isOpen = false;
    const engine = startEngine(
      { kind: 'measure', models: [], ...setting },
      {
        onEvent: (event) => {
          if (event.kind === 'failed') failure = event.error;
          if (event.kind !== 'measuring') return;
          isOpen = true;
          engine.kill();
        },
        onExit: (error) => {
          const trouble = failure ?? error;
          if (isOpen || trouble === null) return resolve(ok(null));
          const isNone =
            trouble.code === 'engine/runtime-missing' && NO_SUCH_PLACE.test(trouble.detail);
          resolve(fail(isNone ? { code: 'engine/card-unknown', device, known: names } : trouble));
        },
      },
    );
  });
}
