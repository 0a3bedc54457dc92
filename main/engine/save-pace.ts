import { BYTES_PER_MIB } from '../../app/units.ts';

/** From one save to the next, for each of the time that the last one took: saving costs 2 % at most. */
const PACE = 50;
const LONGEST_PAUSE_MS = 2000;
/** The same for large states, which training waits for; a dying machine loses so much of it. */
const LONGEST_PAUSE_OF_LARGE_MS = 60_000;
/** Long epochs are saved in their midst too, where nothing was for so long: a crash costs no more. */
const LONGEST_UNSAVED_MS = 30_000;
/** How fast a large state is saved, before one has been: short runs save theirs at the end only. */
const LIKELY_BYTES_PER_MS = 400_000;
/** See `isLargeState`. */
const MOST_WAITING_BYTES = 8 * BYTES_PER_MIB;

/**
 * Whether a state is not held where epochs are saved together, but saved at the end of its epoch or
 * not at all; only the best epoch's stays until the next save.
 */
export const isLargeState = (stateBytes: number): boolean => stateBytes > MOST_WAITING_BYTES;

/** When a run saves, so that it costs little and a crash does, too. */
export class SavePace {
  readonly #now: () => number;
  readonly #openedMs: number;
  /** When the last save began, and how long it took; before the first, null. */
  #last: { readonly beganMs: number; readonly tookMs: number } | null = null;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number) {
    this.#now = now;
    this.#openedMs = now();
  }

  /** Whether a finished epoch may be saved. */
  isDue(stateBytes: number): boolean {
    const { sinceMs, tookMs } = this.#sinceLast(stateBytes);
    const longestMs = isLargeState(stateBytes) ? LONGEST_PAUSE_OF_LARGE_MS : LONGEST_PAUSE_MS;
    return sinceMs >= Math.min(longestMs, PACE * tookMs);
  }

  /** Whether nothing has been saved for so long that the midst of an epoch is worth it. */
  isOverdue(stateBytes: number): boolean {
    const { sinceMs, tookMs } = this.#sinceLast(stateBytes);
    return sinceMs >= Math.max(LONGEST_UNSAVED_MS, PACE * tookMs);
  }

  /** A save begins. @returns what is called at its end */
  begin(): () => void {
    const beganMs = this.#now();
    return () => {
      this.#last = { beganMs, tookMs: this.#now() - beganMs };
    };
  }

  #sinceLast(stateBytes: number): { readonly sinceMs: number; readonly tookMs: number } {
    const likelyMs = isLargeState(stateBytes) ? stateBytes / LIKELY_BYTES_PER_MS : 0;
    const { beganMs, tookMs } = this.#last ?? { beganMs: this.#openedMs, tookMs: likelyMs };
    return { sinceMs: this.#now() - beganMs, tookMs };
  }
}
