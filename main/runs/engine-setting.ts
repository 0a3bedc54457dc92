import type { EngineSetting } from '../../app/contract/engine.ts';
import { isEngineId } from '../../app/training/engines.ts';
import { chosenEngine } from '../home/doctor-choice.ts';
import type { HomeFolders } from '../home/home-folders.ts';

/**
 * What an engine process is started with.
 * @param wanted  engines in order of preference; `auto`, and one of another version, are passed over
 *                for the next, in the end for the doctor's choice
 * @param threads as the settings say
 */
export function engineSetting(
  folders: HomeFolders,
  threads: number,
  ...wanted: readonly string[]
): EngineSetting {
  return { engine: wanted.find(isEngineId) ?? chosenEngine(folders.doctor), threads };
}
