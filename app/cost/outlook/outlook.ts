import { OPTION_KINDS, type OptionKind } from '../decision/decision.ts';
import type { InputId } from '../decision/inputs.ts';
import type { Distribution } from '../uncertainty/distribution.ts';

/** How sure a decision is: its options over many draws of its inputs. Money in USD, present value over the horizon. */
export interface Outlook {
  readonly draws: number;
  readonly seed: number;
  /** Why it ended: every share has a standard error below the bound, or the draws were used up. */
  readonly ended: 'standard-error' | 'draws';
  readonly options: readonly OptionOutlook[];
  /** What `other` costs more than `option`. */
  readonly differences: readonly DifferenceOutlook[];
  /** Whether buying saves money at present value; null where nothing stands against owning. */
  readonly payback: PaybackOutlook | null;
  readonly tornados: readonly DecisionTornado[];
  /** Of options that can do the work. */
  readonly bands: readonly OptionBand[];
}

export interface OptionOutlook {
  readonly option: OptionKind;
  /** Share of all draws in which it costs least. */
  readonly cheapestShare: number;
  readonly cheapestStandardError: number;
  /** Share of all draws in which it can do the work. */
  readonly possibleShare: number;
  readonly usd: Distribution | null;
}

export interface DifferenceOutlook {
  readonly option: OptionKind;
  readonly other: OptionKind;
  readonly usd: Distribution | null;
}

export interface PaybackOutlook {
  /** Probability that owning has a net present value of 0 or more against its rival. */
  readonly probability: number;
  readonly standardError: number;
  readonly netPresentValueUsd: Distribution | null;
  /** Probability that the rival's price falls faster than k*; null where there is no k*. */
  readonly fasterThanBreakEvenProbability: number | null;
}

/** One input at a time, USD of a level month: for the cost of one option or for what `against` costs more. */
export interface DecisionTornado {
  readonly option: OptionKind;
  readonly against: OptionKind | null;
  readonly baseUsd: number;
  /** Widest swing first. */
  readonly bars: readonly DecisionBar[];
}

export interface DecisionBar {
  readonly input: InputId;
  readonly low: number;
  readonly high: number;
  /** Null where the option cannot do the work then. */
  readonly usdAtLow: number | null;
  readonly usdAtHigh: number | null;
  /** Null where an end does not exist. */
  readonly swingUsd: number | null;
  /** d ln cost / d ln input at the base; null of a difference, and where it does not exist. */
  readonly elasticity: number | null;
}

/** Cumulative cost of an option, month by month: quantiles over the draws, null in months that no draw has. */
export interface OptionBand {
  readonly option: OptionKind;
  readonly p10: readonly (number | null)[];
  readonly p50: readonly (number | null)[];
  readonly p90: readonly (number | null)[];
}

/** Costs of a level month of all options, USD, for pairs of values of two inputs. */
export interface DecisionGrid {
  readonly across: { readonly input: InputId; readonly values: readonly number[] };
  readonly up: { readonly input: InputId; readonly values: readonly number[] };
  /** `[row · columns + column]`; null where no option can do the work. */
  readonly cheapest: readonly (OptionKind | null)[];
  readonly usd: Readonly<Record<OptionKind, readonly (number | null)[]>>;
}

/** Of an index into the results of the compiled function. */
export function optionAt(index: number): OptionKind {
  const option = OPTION_KINDS[index];
  if (option === undefined) throw new Error(`There is no option ${index}`);
  return option;
}
