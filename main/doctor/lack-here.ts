import { OLDEST_DRIVERS } from '../../app/contract/packs.ts';
import type { AppError } from '../../app/errors.ts';
import { ENGINES, type EngineId } from '../../app/training/engines.ts';
import { isLoaded, isSilent } from './cards.ts';
import type { MachineState } from './machine-state.ts';
import {
  cudaLibraryCommand,
  driverCommand,
  loaderCommand,
  RESTART,
  UPDATE_WSL,
} from './repair-commands.ts';

export type RuntimeMissing = Extract<AppError, { code: 'engine/runtime-missing' }>;
type Lack = Pick<RuntimeMissing, 'problem' | 'detail' | 'command'>;

/** What an engine process names that may only follow from what the machine lacks. */
const FOLLOWS: readonly RuntimeMissing['problem'][] = ['pack-missing', 'no-driver', 'on-processor'];

/**
 * What an engine lacks that is seen without loading anything: null where only trying it tells. What
 * can be repaired comes last: nobody shall install a pack for a card that is not there.
 */
export function lackAtSight(
  engine: EngineId,
  state: Pick<MachineState, 'platform' | 'arch' | 'cards' | 'surroundings' | 'packs'>,
): AppError | null {
  const { platforms, pack } = ENGINES[engine];
  const missing = (problem: RuntimeMissing['problem'], detail: string, command: string) =>
    ({ code: 'engine/runtime-missing', engine, problem, detail, command }) as const;
  if (!platforms.includes(state.platform)) {
    return missing('platform', `${state.platform}-${state.arch}`, '');
  }
  if (pack === null) return hasNothingToReach(engine, state) ? missing('no-adapter', '', '') : null;
  const fault = state.packs[pack];
  if (fault?.code === 'packs/platform-unsupported') return fault;
  const notInstalled = missing('pack-missing', '', `hearth doctor --install ${pack}`);
  const lack = lackHere(engine, notInstalled, state);
  if (lack !== notInstalled) return lack;
  return fault?.code === 'packs/not-installed' ? notInstalled : fault;
}

/** Whether there is no card, and nothing by which an engine for any card could reach one. */
function hasNothingToReach(
  engine: EngineId,
  { cards, surroundings: { wsl, vulkan } }: Pick<MachineState, 'cards' | 'surroundings'>,
): boolean {
  if (ENGINES[engine].device !== 'gpu' || cards.length > 0 || wsl) return false;
  return vulkan?.loader === false && vulkan.drivers === 0;
}

/**
 * What an engine lacks on this machine first of all, with the one command that helps: an engine process
 * sees its own lack only, and names libraries where a card or its driver is missing.
 */
export function lackHere(
  engine: EngineId,
  error: RuntimeMissing,
  state: Pick<MachineState, 'cards' | 'surroundings'>,
): RuntimeMissing {
  if (error.problem === 'no-cuda-library') {
    return { ...error, command: cudaLibraryCommand(state.surroundings) ?? '' };
  }
  const lack =
    error.problem === 'no-loader'
      ? loaderLack(error, state)
      : ENGINES[engine].choosesCard && FOLLOWS.includes(error.problem)
        ? nvidiaLack(engine, state)
        : null;
  return lack === null ? error : { ...error, ...lack };
}

function loaderLack(
  { detail }: RuntimeMissing,
  { cards, surroundings: { wsl, distribution } }: Pick<MachineState, 'cards' | 'surroundings'>,
): Lack {
  // A loader would have nothing to load for. Inside Windows cards are not listed.
  if (cards.length === 0 && !wsl) return { problem: 'no-adapter', detail: '', command: '' };
  return { problem: 'no-loader', detail, command: loaderCommand(distribution) ?? '' };
}

function nvidiaLack(
  engine: EngineId,
  { cards, surroundings }: Pick<MachineState, 'cards' | 'surroundings'>,
): Lack | null {
  const [card] = cards.filter(({ vendor }) => vendor === 'nvidia');
  if (card === undefined) {
    if (!surroundings.wsl) return { problem: 'no-nvidia-card', detail: '', command: '' };
    return surroundings.wslCuda
      ? null
      : { problem: 'no-driver', detail: 'WSL', command: UPDATE_WSL };
  }
  if (isSilent(card)) {
    const command = isLoaded(card) ? RESTART : (driverCommand(surroundings) ?? '');
    return { problem: 'no-driver', detail: card.name, command };
  }
  const { pack } = ENGINES[engine];
  const needed = pack === null ? null : OLDEST_DRIVERS[pack];
  if (needed === null || !(Number.parseInt(card.driver ?? '', 10) < needed)) return null;
  const detail = `${card.driver} < ${needed}`;
  return { problem: 'driver-old', detail, command: driverCommand(surroundings) ?? '' };
}
