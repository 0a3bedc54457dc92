import { ok, type Result } from '../../../app/errors.ts';
import type { Window } from './engine-window.ts';

/** Rounds that are tried at most for each one that is wanted. */
const TRIED_ROUNDS = 1.5;
/** Where the processor itself is measured. */
export const TOLERATED_SHARE = 0.12;
/** A disturbed window is measured again so often; the quietest one stands. */
const TRIES = 2;

/** One who trains, by name. */
export interface Contestant<Measured extends Window> {
  readonly name: string;
  readonly measure: () => Promise<Result<Measured>>;
}

/** The windows of one round, by contestant. */
export type Round<Measured extends Window> = ReadonlyMap<string, Measured>;

export interface Rounds<Measured extends Window> {
  readonly rounds: readonly Round<Measured>[];
  /** Whether no round was quiet, so that all were kept. */
  readonly disturbed: boolean;
}

/**
 * Lets all train in turn, round after round, so that whatever the machine does meets all alike.
 * Rounds that other programs disturbed are left out, unless there is none else.
 * @param wanted    undisturbed rounds
 * @param tolerated share of the processor that other programs may take in a window that counts
 */
export async function alternate<Measured extends Window>(
  contestants: readonly Contestant<Measured>[],
  wanted: number,
  said: (round: number) => void,
  tolerated = TOLERATED_SHARE,
): Promise<Result<Rounds<Measured>>> {
  const isQuiet = ({ othersShare }: Window): boolean => othersShare <= tolerated;
  const all: Round<Measured>[] = [];
  const quiet: Round<Measured>[] = [];
  while (quiet.length < wanted && all.length < TRIED_ROUNDS * wanted) {
    said(all.length);
    const round = new Map<string, Measured>();
    for (const { name, measure } of contestants) {
      const window = await quietest(measure, isQuiet);
      if (!window.ok) return window;
      round.set(name, window.value);
    }
    all.push(round);
    if ([...round.values()].every(isQuiet)) quiet.push(round);
  }
  return ok(
    quiet.length > 0 ? { rounds: quiet, disturbed: false } : { rounds: all, disturbed: true },
  );
}

async function quietest<Measured extends Window>(
  measure: () => Promise<Result<Measured>>,
  isQuiet: (window: Window) => boolean,
): Promise<Result<Measured>> {
  let best = await measure();
  for (let tries = 1; tries < TRIES && best.ok && !isQuiet(best.value); tries += 1) {
    const next = await measure();
    if (!next.ok || next.value.othersShare < best.value.othersShare) best = next;
  }
  return best;
}
