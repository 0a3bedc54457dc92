import type { EnergySource } from '../training/run.ts';
import type { RowPlace } from './fact-sheets.ts';

/** Where a figure comes from and how old it is. */
export interface FigureSource {
  /** Of a figure that the user put in a sheet: their note, else `prices`. */
  readonly source: string;
  /**
   * As given by the source: `2026-08`, `2026-08-01`, `2026`; the day on which the user put a figure in
   * a sheet; null for their figure elsewhere.
   */
  readonly asOf: string | null;
  readonly kind: 'measured' | 'sheet' | 'user' | 'assumption';
  /** The row of a sheet that it stands in. */
  readonly place?: Pick<RowPlace, 'sheet' | 'row'>;
}

/** Something an estimate rests on: a message key of the page with its figures. */
export interface CostBasis {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
  /** Null where the sentence is its own reason. */
  readonly source: FigureSource | null;
}

/** Quantity × unit price = amount, naming where each came from. */
export interface CostLine {
  readonly item: 'electricity' | 'hardware' | 'instance-hours' | 'start-up' | 'billing-grain';
  readonly quantity: number;
  readonly unit: 'kWh' | 'h';
  readonly unitPriceUsd: number;
  readonly amountUsd: number;
  readonly source: FigureSource;
}

/** One way of doing the same work: a range where throughput had to be estimated. */
export interface CostEstimate {
  readonly id: string;
  readonly kind: 'own' | 'rent';
  /** This machine's processor, or provider and instance type. */
  readonly name: string;
  readonly region: string | null;
  readonly device: 'cpu' | 'gpu';
  readonly measured: boolean;
  readonly lowUsd: number;
  readonly highUsd: number;
  /** From asking for the machine until the last step: a rented one's start-up is counted. */
  readonly lowSeconds: number;
  readonly highSeconds: number;
  /** Lines of the low end, adding up to `lowUsd`; the high end differs in hours only. */
  readonly lines: readonly CostLine[];
  readonly basis: readonly CostBasis[];
}

/** What a run cost here, and the same work elsewhere. All money in USD. */
export interface RunCost {
  readonly usd: number;
  readonly seconds: number;
  readonly energy: {
    readonly kwh: number;
    readonly source: EnergySource;
    /** Message key that says what was measured or assumed; takes `{watts}`. */
    readonly basis: string;
    /** Mean power over the run's seconds. */
    readonly watts: number;
  };
  readonly tariff: {
    /** VAT included. */
    readonly usdPerKwh: number;
    readonly region: string | null;
    readonly source: FigureSource;
  };
  readonly carbonKg: number | null;
  /** Of the grid's grams per kWh; null where `carbonKg` is. */
  readonly carbonSource: FigureSource | null;
  readonly own: CostEstimate;
  readonly rented: readonly CostEstimate[];
  /** The oldest date among all figures used. */
  readonly oldestAsOf: string | null;
}
