import type { Precision } from '../../app/compiler/training-step.ts';
import type { EnginePack, EngineSetting } from '../../app/contract/engine.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import {
  adapterNumber,
  DEFAULT_ENGINE,
  ENGINES,
  type EngineId,
  isEngineId,
} from '../../app/training/engines.ts';
import { chosenEngine } from '../home/doctor-choice.ts';
import type { HomeFolders } from '../home/home-folders.ts';
import { PACKS } from '../packs/catalogue.ts';
import { packEnvironment, packFolder } from '../packs/installed-packs.ts';
import { packFaultIn } from '../packs/pack-marker.ts';

/**
 * What an engine process is started with.
 * @param wanted  engines in order of preference; `auto`, and one of another version, are passed over
 *                for the next, in the end for the doctor's choice, if that is still whole
 * @param threads as the settings say
 */
export function engineSetting(
  folders: HomeFolders,
  threads: number,
  ...wanted: readonly string[]
): EngineSetting {
  const asked = wanted.find(isEngineId);
  const chosen = asked ?? chosenEngine(folders.doctor);
  const pack = packOf(chosen, folders);
  // What was chosen once may have lost its pack since; nobody has asked for it by name.
  if (asked === undefined && !pack.ok) return { engine: DEFAULT_ENGINE, threads };
  return { engine: chosen, threads, ...packPart(pack) };
}

/** With the card that its process is to see, where it can be told one. */
export function withCard(setting: EngineSetting, card: string | undefined): EngineSetting {
  const { engine = DEFAULT_ENGINE } = setting;
  return card && ENGINES[engine].choosesCard ? { ...setting, card } : setting;
}

/** With the place of the card that a plan names, for an engine that numbers them. */
export function withAdapter(setting: EngineSetting, device: string | null): EngineSetting {
  const { engine = DEFAULT_ENGINE } = setting;
  const adapter = ENGINES[engine].numbersCards ? adapterNumber(device) : null;
  return adapter === null ? setting : { ...setting, adapter };
}

/** Whether an engine computes in a precision: TensorFlow.js has no half one. */
export function checkPrecision(precision: Precision, engine: EngineId): Result<null> {
  if (precision === 'float32' || ENGINES[engine].runtime !== 'tensorflow') return ok(null);
  return fail({ code: 'engine/precision-not-on-runtime', precision, engine });
}

/** Null for an engine that needs none. Fails with `packs/not-installed` or `packs/damaged`. */
function packOf(engine: EngineId, { home }: HomeFolders): Result<EnginePack | null> {
  const { pack: id } = ENGINES[engine];
  if (id === null) return ok(null);
  const pack = PACKS[id];
  const folder = packFolder(home, pack);
  const fault = packFaultIn(folder, pack);
  return fault === null ? ok({ folder, environment: packEnvironment(pack, folder) }) : fail(fault);
}

/** A process that finds no pack knows that it is not there, but not that it is damaged. */
function packPart(pack: Result<EnginePack | null>): Pick<EngineSetting, 'pack' | 'packFault'> {
  if (pack.ok) return pack.value === null ? {} : { pack: pack.value };
  return pack.error.code === 'packs/damaged' ? { packFault: pack.error } : {};
}
