import type { Language } from './language.ts';

/** What a user sets once for a home; keys are the `hearth settings` keys. */
export interface Settings {
  readonly language: Language | 'system';
  readonly theme: 'light' | 'dark' | 'system';
  /** Region of the tariff sheet; null until chosen. */
  readonly tariffRegion: string | null;
  /** The user's own price, which wins over the sheet's. */
  readonly tariffUsdPerKwh: number | null;
  /** ISO 4217, in which amounts are shown; null: that of the tariff region's country. */
  readonly currency: string | null;
  /** Fraction added to electricity prices that come without VAT: of the country chosen, where one is. */
  readonly vat: number;
  /** Power of the whole machine under training load, watts; null: estimated from the processor. */
  readonly machineWatts: number | null;
  /** What the machine cost, USD; null leaves hardware out of the run's cost. */
  readonly machinePriceUsd: number | null;
  /** Over how many years of how many useful hours it is written off. */
  readonly machineLifeYears: number;
  readonly machineHoursPerYear: number;
  /** Threads of the engine; 0 lets it choose, and leaves a core to the desk where there are more than two. */
  readonly threads: number;
  /** Runs that may train at once, where processor and memory suffice; 1 trains one after the other. */
  readonly runsAtOnce: number;
  /** Index or UUID of the card that runs take whose plan names none; null: one that is free. */
  readonly device: string | null;
  /** Whether a run whose GPU fails goes on with the processor, from its last checkpoint. */
  readonly continueOnCpu: boolean;
  /** Checkpoints kept besides the best and the latest, newest first. */
  readonly keepCheckpoints: number;
  /** Runs ended longer ago than this keep only the best checkpoint; 0 never lets go. */
  readonly pruneAfterDays: number;
}

export const DEFAULT_SETTINGS: Settings = {
  language: 'system',
  theme: 'system',
  tariffRegion: null,
  tariffUsdPerKwh: null,
  currency: null,
  vat: 0,
  machineWatts: null,
  machinePriceUsd: null,
  machineLifeYears: 4,
  machineHoursPerYear: 3000,
  threads: 0,
  runsAtOnce: 1,
  device: null,
  continueOnCpu: false,
  keepCheckpoints: 0,
  pruneAfterDays: 30,
};
