import type { Settings } from '../../settings.ts';
import type { AllSheets } from '../fact-sheets.ts';
import type { MeasuredWork } from '../rented-gpu.ts';
import type { TariffSettings } from '../tariff.ts';

/** A server of one's own as it was measured, at the concurrency that a scenario rests on. */
export interface MeasuredServing {
  readonly name: string;
  readonly inputTokensPerSecond: number;
  readonly outputTokensPerSecond: number;
  readonly concurrency: number;
  /** Null where no counter could be read. */
  readonly busyWatts: number | null;
  /** 95 of 100 answers were whole by then; null where none was. */
  readonly answerSecondsP95: number | null;
  /** ISO date. */
  readonly measuredAt: string;
}

/** A stored run that is to be repeated. */
export interface MeasuredRun extends MeasuredWork {
  readonly name: string;
  readonly kwh: number;
  /** What trained it. */
  readonly device: 'cpu' | 'gpu';
  /** Physical cores of this machine. */
  readonly cores: number;
  /** Matrix-multiplication peak of this machine; null while it is not known. */
  readonly gemmGflops: number | null;
  /** ISO date. */
  readonly measuredAt: string;
}

/** How fast prices of one quality will fall, as dated prices let one expect. */
export interface PriceDecline {
  /** Least quality index of the models whose prices these are. */
  readonly qualityFloor: number;
  /** Exponents k of a year, averaged over the years ahead; below 0: a rise. */
  readonly low: number;
  readonly base: number;
  readonly high: number;
  /** What it was worked out from, in English. */
  readonly source: string;
  /** Date of the newest price. */
  readonly asOf: string;
}

/** What scenarios are resolved against. */
export interface ResolveContext {
  readonly sheets: Pick<
    AllSheets,
    | 'gpus'
    | 'cloud_gpu_prices'
    | 'cloud_cpu_prices'
    | 'api_prices'
    | 'electricity_prices'
    | 'model_parameters'
    | 'run_parameters'
    | 'rental_exclusions'
    | 'rental_terms'
    | 'exchange_rates'
    | 'vat_rates'
  >;
  readonly settings: TariffSettings & Pick<Settings, 'currency' | 'machinePriceUsd'>;
  /** ISO 3166 code of the system's locale, null where it names none. */
  readonly localeCountry: string | null;
  /** ISO date. */
  readonly today: string;
  readonly serving: MeasuredServing | null;
  readonly run: MeasuredRun | null;
  /** By rising quality; empty where nothing is known of the past. */
  readonly declines: readonly PriceDecline[];
}
