import type { PeerSettings } from '../../../app/contract/bench-report.ts';
import type { AppError } from '../../../app/errors.ts';
import { ok, type Result } from '../../../app/errors.ts';
import type { Window } from './engine-window.ts';
import type { Contestant } from './rounds.ts';
import { TrainingPeer } from './training-peer.ts';

/** A peer's program and its first arguments; those of the entry follow. */
export type PeerCommand = readonly [command: string, ...args: string[]];

/** A peer that trains a case, each way that it can. */
export interface EnteredPeer {
  readonly contestants: readonly Contestant<Window>[];
  readonly settings: PeerSettings | null;
  close(): Promise<void>;
}

export interface PeerEntry {
  /** The case's name, and whatever else the program takes. */
  readonly args: readonly string[];
  /** How long it trains in a round. */
  readonly seconds: number;
  /** Whether only those modes take part that win a short trial, since time is dear. */
  readonly isShortlisted: boolean;
}

/** How long a mode trains to be seen beside the others. */
const TRIAL_SECONDS = 0.5;
/** The mode that everybody begins with, which always takes part. */
const PLAIN = 'eager';

/** Whether the mode of a peer, by its name, has been through a compiler. */
export const isCompiled = (name: string): boolean => name.includes('compiled');

/**
 * Starts a peer on a case and warms each of its modes; those that do not work here are told and left
 * out.
 * @param peer prefix of its contestants' names: `pytorch/eager`
 */
export async function enterPeer(
  peer: string,
  command: Result<PeerCommand>,
  entry: PeerEntry,
  leftOut: (error: AppError) => void,
): Promise<Result<EnteredPeer>> {
  if (!command.ok) return command;
  const [program, ...args] = command.value;
  const started = await TrainingPeer.start(peer, program, [...args, ...entry.args]);
  if (!started.ok) return started;
  const training = started.value;
  const ready: string[] = [];
  for (const mode of training.modes) {
    const prepared = await training.prepare(mode);
    if (prepared.ok) ready.push(mode);
    else leftOut(prepared.error);
  }
  const entered = entry.isShortlisted ? await shortlist(training, ready) : ready;
  return ok({
    contestants: entered.map((mode) => ({
      name: `${peer}/${mode}`,
      measure: () => training.window(mode, entry.seconds),
    })),
    settings: training.settings,
    close: () => training.close(),
  });
}

/** The plain mode, the fastest one, and the fastest of those that are compiled. */
async function shortlist(
  training: TrainingPeer,
  modes: readonly string[],
): Promise<readonly string[]> {
  const rates = new Map<string, number>();
  for (const mode of modes) {
    const window = await training.window(mode, TRIAL_SECONDS);
    if (window.ok) rates.set(mode, window.value.samplesPerSecond);
  }
  const rateOf = (mode: string) => rates.get(mode) ?? 0;
  const byRate = [...rates.keys()].sort((left, right) => rateOf(right) - rateOf(left));
  const chosen = new Set([byRate[0], byRate.find(isCompiled)]);
  return byRate.filter((mode) => mode === PLAIN || chosen.has(mode));
}
