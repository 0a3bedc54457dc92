import type { Measurement } from './measurement.ts';

/** Why levels have no watts; null where all have them. */
export type PowerAbsence =
  /** The server ran on another machine, whose counters cannot be read from here. */
  | 'elsewhere'
  /** The processor has a counter, which is for the administrator only. */
  | 'forbidden'
  /** Neither the processor nor a card has a counter that can be read. */
  | 'absent'
  /** Some levels have watts: a reader came or went in the midst of the others. */
  | 'partly'
  /** A measurement from before this was kept. */
  | 'unknown';

export function powerAbsence({
  levels,
  machine,
}: Pick<Measurement, 'levels' | 'machine'>): PowerAbsence | null {
  const without = levels.filter(({ energy }) => energy === null);
  if (without.length === 0) return null;
  if (!machine.hasServer) return 'elsewhere';
  if (without.length < levels.length) return 'partly';
  const { processorCounter = null } = machine;
  if (processorCounter === null) return 'unknown';
  return processorCounter === 'readable' ? 'partly' : processorCounter;
}
