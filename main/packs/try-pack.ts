import type { EnginePack } from '../../app/contract/engine.ts';
import type { PackId } from '../../app/contract/packs.ts';
import { ok, type Result } from '../../app/errors.ts';
import { ENGINE_IDS, ENGINES, type EngineId } from '../../app/training/engines.ts';
import type { Pack } from './catalogue.ts';
import { checkTensorflow } from './check-pack.ts';
import { packEnvironment } from './installed-packs.ts';
import { driverProblem } from './nvidia-driver.ts';

/** Trains with what lies in a folder. Fails with `packs/check-failed`, or as an engine does. */
export type TryPack = (pack: Pack, folder: string, signal: AbortSignal) => Promise<Result<null>>;

/** Trains on an engine by a pack, and holds the losses against the processor's. */
export type TryEngine = (id: PackId, engine: EngineId, pack: EnginePack) => Promise<Result<null>>;

/**
 * How packs are tried. One that is for a card and finds no driver for it cannot be loaded: it is
 * installed untried, and the driver is named.
 */
export function packTrial(driver: () => Promise<string | null>, tryEngine: TryEngine): TryPack {
  return async (pack, folder, signal) => {
    const isUsable =
      driverProblem(pack, pack.oldestDriver === null ? null : await driver()) === null;
    if (pack.addon === 'tensorflow') {
      return checkTensorflow(pack, folder, signal, {
        needsGpu: pack.oldestDriver !== null && isUsable,
      });
    }
    const engine = ENGINE_IDS.find((id) => ENGINES[id].pack === pack.id);
    if (engine === undefined || !isUsable) return ok(null);
    return tryEngine(pack.id, engine, { folder, environment: packEnvironment(pack, folder) });
  };
}
