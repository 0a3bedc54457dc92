import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Milliseconds between two power readings of the card. */
const LOOP_MS = 1000;

/** Counts the energy of one card from its power readings. */
export interface CardMeter {
  /** Joules counted so far; null until the card has told its power once. */
  readonly joules: () => number | null;
  /** Whether readings count: false while a run is paused. */
  readonly count: (wanted: boolean) => void;
  readonly stop: () => void;
}

/**
 * Reads one card's power once a second through `nvidia-smi`, which stays open: starting it for
 * each reading would cost the host more than the reading is worth.
 * A command that is missing, or a card that does not tell, leaves `joules` at null.
 * @param id  index or UUID
 * @param now milliseconds on a clock that never goes back
 */
export function startCardMeter(command: string, id: string, now: () => number): CardMeter {
  const child = spawn(
    command,
    [
      `--id=${id}`,
      '--query-gpu=power.draw',
      '--format=csv,noheader,nounits',
      `--loop-ms=${LOOP_MS}`,
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  child.on('error', () => {
    // Not installed: the meter stays silent and the caller falls back.
  });
  let joules: number | null = null;
  let watts = 0;
  let since = now();
  let counting = true;
  const advance = (): void => {
    const time = now();
    if (counting && joules !== null) joules += (watts * (time - since)) / 1000;
    since = time;
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    const reading = Number.parseFloat(line);
    if (!Number.isFinite(reading)) return;
    // The first reading stands for the time before it, too.
    if (joules === null) {
      joules = 0;
      watts = reading;
    }
    advance();
    watts = reading;
  });
  return {
    joules: () => {
      advance();
      return joules;
    },
    count: (wanted) => {
      advance();
      counting = wanted;
    },
    stop: () => {
      child.kill();
    },
  };
}
