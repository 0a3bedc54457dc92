import type { EnergySource } from '../../app/training/run.ts';
import type { EnergyMeter, MeteredCard } from '../runs/energy-meter.ts';
import { startEnergyMeter } from '../runs/energy-meter.ts';

/** Reads what the machine has used since the meter started. */
export interface Power {
  /** Energy since `from`, itself a reading; null where nothing can be read all the way. */
  readonly since: (from: Reading) => Reading;
  readonly read: () => Reading;
  readonly stop: () => void;
}

export type Reading = { readonly kwh: number; readonly source: EnergySource } | null;

/** A machine whose use cannot be read from here. */
export const NO_POWER: Power = { since: () => null, read: () => null, stop: () => {} };

/**
 * Counts by the readers that this machine has: the processor's counters, a card's power.
 * What has none is absent here, never estimated: a measurement tells what was seen.
 * @param card index or UUID of the card that computes; null without one
 */
export function startPower(
  card: string | null,
  start: (card: MeteredCard | null) => EnergyMeter = (each) =>
    startEnergyMeter({ estimatedWatts: 0, card: each }),
): Power {
  const meter = start(card === null ? null : { command: 'nvidia-smi', id: card });
  const read = (): Reading => {
    const { kwh, source } = meter.read();
    return source === 'estimate' ? null : { kwh, source };
  };
  return {
    read,
    since: (from) => {
      const now = read();
      // A reader that came in between has not seen all of it.
      if (from === null || now === null || from.source !== now.source) return null;
      return { kwh: now.kwh - from.kwh, source: now.source };
    },
    stop: () => {
      meter.stop();
    },
  };
}
