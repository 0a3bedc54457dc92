import { kwhOfJoules, kwhOfWatts } from '../../app/cost/energy.ts';
import type { RunEnergy } from '../../app/training/run.ts';
import { openRapl } from '../doctor/rapl.ts';
import { startCardMeter } from './card-meter.ts';

/** Processor counters turn over after minutes to hours; this is well before. */
const SAMPLE_MS = 5000;

/** A card by its index or UUID, and the command that tells its power. */
export interface MeteredCard {
  readonly command: string;
  readonly id: string;
}

export interface EnergyMeterOptions {
  /** Power of the busy machine, watts: what is charged where nothing can be measured. */
  readonly estimatedWatts: number;
  /** The card that the run uses; null for a run on the processor. */
  readonly card?: MeteredCard | null;
  /** `/`, or a folder that holds `sys/…`. */
  readonly fileSystemRoot?: string;
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
}

/** Counts the energy of one run; pauses are left out. */
export interface EnergyMeter {
  readonly pause: () => void;
  readonly continue: () => void;
  readonly read: () => RunEnergy;
  /** The final reading; afterwards nothing more is sampled. */
  readonly stop: () => RunEnergy;
}

/**
 * Starts counting with the best source there is: the processor's counters, the card's power
 * reading, or both; the estimate where neither can be read. Counters measure the whole machine,
 * other programs included; a card's reading alone leaves the rest of the machine out.
 */
export function startEnergyMeter(options: EnergyMeterOptions): EnergyMeter {
  const now = options.now ?? (() => performance.now());
  const rapl = openRapl(options.fileSystemRoot ?? '/');
  const card = options.card ? startCardMeter(options.card.command, options.card.id, now) : null;

  let counting = true;
  let countedSince = now();
  let busyMs = 0;
  let raplJoules = 0;
  let raplSeen = 0;

  const sample = (): void => {
    const time = now();
    const counter = rapl?.joules() ?? 0;
    if (counting) {
      busyMs += time - countedSince;
      raplJoules += counter - raplSeen;
    }
    countedSince = time;
    raplSeen = counter;
  };
  const read = (): RunEnergy => {
    sample();
    const cardJoules = card?.joules() ?? null;
    if (rapl !== null && cardJoules !== null) {
      return { kwh: kwhOfJoules(raplJoules + cardJoules), source: 'rapl+nvidia-smi' };
    }
    if (rapl !== null) return { kwh: kwhOfJoules(raplJoules), source: 'rapl' };
    if (cardJoules !== null) return { kwh: kwhOfJoules(cardJoules), source: 'nvidia-smi' };
    return { kwh: kwhOfWatts(options.estimatedWatts, busyMs / 1000), source: 'estimate' };
  };
  const count = (wanted: boolean): void => {
    sample();
    counting = wanted;
    card?.count(wanted);
  };
  const timer = setInterval(sample, SAMPLE_MS);
  timer.unref();

  return {
    pause: () => count(false),
    continue: () => count(true),
    read,
    stop: () => {
      clearInterval(timer);
      const energy = read();
      card?.stop();
      return energy;
    },
  };
}
