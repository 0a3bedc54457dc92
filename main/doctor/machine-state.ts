import type { PackId } from '../../app/contract/packs.ts';
import type { AppError } from '../../app/errors.ts';
import { type AskCommand, askCommand } from './ask-command.ts';
import { type CardFacts, graphicsCards } from './cards.ts';
import type { MachineIdentity } from './doctor-record.ts';
import { type MachineFacts, machineFacts } from './machine-facts.ts';
import { type MemoryFacts, memoryFacts } from './memory-facts.ts';
import { type NativeFailure, nativeFailures } from './native-modules.ts';
import { processorVectors } from './processor-vectors.ts';
import { type Surroundings, surroundings, type Variables } from './surroundings.ts';

/** All that the doctor can see of a machine without measuring. */
export interface MachineState {
  readonly platform: string;
  readonly arch: string;
  readonly facts: MachineFacts;
  readonly vectors: readonly string[];
  readonly memory: MemoryFacts;
  readonly cards: readonly CardFacts[];
  readonly surroundings: Surroundings;
  readonly nativeFailures: readonly NativeFailure[];
  readonly identity: MachineIdentity;
  /** Why a pack of the home cannot be used; null: it is there and whole. */
  readonly packs: Readonly<Record<PackId, AppError | null>>;
}

export interface MachineStateOptions {
  /** Versions of Hearth and of the runtimes that are installed: part of what a measurement holds for. */
  readonly versions: { readonly hearth: string; readonly runtimes: readonly string[] };
  /** `/`, or a folder that holds `proc/…`, `sys/…`, `etc/…` and `usr/…`. */
  readonly fileSystemRoot?: string;
  readonly platform?: string;
  readonly arch?: string;
  readonly variables?: Variables;
  readonly ask?: AskCommand;
}

/** What may be otherwise a moment later. */
export async function passingState(
  fileSystemRoot = '/',
  platform: string = process.platform,
  variables: Variables = process.env,
  ask: AskCommand = askCommand,
): Promise<Pick<MachineState, 'memory' | 'surroundings'>> {
  const [memory, around] = await Promise.all([
    memoryFacts(fileSystemRoot),
    surroundings(fileSystemRoot, platform, variables, ask),
  ]);
  return { memory, surroundings: around };
}

/** Looks at the machine anew, but for the packs, which belong to a home. */
export async function machineState({
  versions,
  fileSystemRoot = '/',
  platform = process.platform,
  arch = process.arch,
  variables = process.env,
  ask = askCommand,
}: MachineStateOptions): Promise<Omit<MachineState, 'packs'>> {
  const [facts, vectors, cards, failures, passing] = await Promise.all([
    machineFacts({ fileSystemRoot }),
    processorVectors(fileSystemRoot, platform, arch, ask),
    graphicsCards(fileSystemRoot, platform, ask),
    nativeFailures(ask),
    passingState(fileSystemRoot, platform, variables, ask),
  ]);
  return {
    platform,
    arch,
    facts,
    ...passing,
    vectors,
    cards,
    nativeFailures: failures,
    identity: {
      hearth: versions.hearth,
      processor: `${facts.cpuModel} × ${facts.cpuCores}`,
      cards: cards.map(({ name }) => name).join(', '),
      drivers: cards.map(({ driver }) => driver ?? '').join(', '),
      runtimes: versions.runtimes.join(', '),
    },
  };
}
