import type { Money } from '../money.ts';
import type { CostBasis, FigureSource } from '../run-cost.ts';
import type { Law } from './input-rule.ts';
import type { InputId } from './inputs.ts';
import type { LoadLevels } from './load-profile.ts';
import type { Scenario } from './scenario.ts';

/** A figure that a decision is worked out with. Money in USD. */
export interface ResolvedInput {
  readonly id: InputId;
  readonly base: number;
  readonly low: number;
  readonly high: number;
  readonly law: Law;
  readonly source: FigureSource;
  /** Whether the user set it. */
  readonly isOwn: boolean;
  /** The user's own words. */
  readonly note: string | null;
}

/** What the choices of a scenario came to. */
export interface ResolvedNames {
  /** The card of the machine of one's own; null where it was measured whole or described by hand. */
  readonly gpu: string | null;
  /** `provider/instance type/region`; null where prices were given by hand. */
  readonly rentOffer: string | null;
  /** `provider/model`; null where prices were given by hand. */
  readonly apiModel: string | null;
  readonly apiQuality: number | null;
  readonly servedModel: string | null;
  readonly servedQuality: number | null;
  readonly qualityFloor: number | null;
  readonly region: string | null;
  /** The name of the measurement or the run that the own side rests on; null: the roofline. */
  readonly measured: string | null;
}

/** Every input of a scenario with its value, range and source: all that a decision follows from. */
export interface ResolvedInputs {
  readonly scenario: Scenario;
  /** Those that the work has a value for; what is absent has none. */
  readonly values: Readonly<Partial<Record<InputId, ResolvedInput>>>;
  readonly names: ResolvedNames;
  /** How work is spread over the hours of a week. */
  readonly levels: LoadLevels;
  /** Whether the rented machine has a card; null where none was found. */
  readonly rentedDevice: 'cpu' | 'gpu' | null;
  /** By when 95 of 100 answers of the measured server were whole, seconds; null where nothing says so. */
  readonly measuredAnswerSeconds: number | null;
  /** First month, `YYYY-MM`. */
  readonly start: string;
  /** What amounts are shown in. */
  readonly money: Money;
  /** ISO date that ages are counted to. */
  readonly today: string;
  /** What was chosen or assumed on the way. */
  readonly remarks: readonly CostBasis[];
}
