import type { AppError } from '../../../app/errors.ts';
import { ok, type Result } from '../../../app/errors.ts';
import type { Window } from './engine-window.ts';
import type { Contestant } from './rounds.ts';
import { TrainingPeer } from './training-peer.ts';

/** A peer's program and its first arguments; the case's name and the threads follow. */
export type PeerCommand = readonly [command: string, ...args: string[]];

/** A peer that trains a case, each way that it can. */
export interface EnteredPeer {
  readonly contestants: readonly Contestant<Window>[];
  close(): Promise<void>;
}

/**
 * Starts a peer on a case and warms each of its modes; those that do not work here are told and left
 * out.
 * @param peer prefix of its contestants' names: `pytorch/eager`
 */
export async function enterPeer(
  peer: string,
  command: Result<PeerCommand>,
  entry: { readonly caseName: string; readonly threads: number; readonly seconds: number },
  leftOut: (error: AppError) => void,
): Promise<Result<EnteredPeer>> {
  if (!command.ok) return command;
  const [program, ...args] = command.value;
  const started = await TrainingPeer.start(program, [
    ...args,
    entry.caseName,
    String(entry.threads),
  ]);
  if (!started.ok) return started;
  const training = started.value;
  const contestants: Contestant<Window>[] = [];
  for (const mode of training.modes) {
    const ready = await training.prepare(mode);
    if (ready.ok)
      contestants.push({
        name: `${peer}/${mode}`,
        measure: () => training.window(mode, entry.seconds),
      });
    else leftOut(ready.error);
  }
  return ok({ contestants, close: () => training.close() });
}
