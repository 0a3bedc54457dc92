import type { CostBasis, FigureSource } from '../run-cost.ts';
import type { Work } from './input-rule.ts';
import type { InputId } from './inputs.ts';
import type { ResolvedInput, ResolvedNames } from './resolved-inputs.ts';
import type { ScenarioWeights } from './scenario.ts';

/** Ways of getting the work done, in the order of the compiled function's results. */
export const OPTION_KINDS = ['own', 'rent', 'api', 'hybrid'] as const;
export type OptionKind = (typeof OPTION_KINDS)[number];

/** What a line of an option's cost is for. */
export const DECISION_ITEMS = [
  'hardware',
  'repairs',
  'idle-energy',
  'work-energy',
  'admin',
  'other',
  'instance-hours',
  'billing-grain',
  'storage',
  'egress',
  'tokens',
  'long-tokens',
  'training-tokens',
] as const;
export type DecisionItem = (typeof DECISION_ITEMS)[number];

/** Units of a line's quantity. */
export const LINE_UNITS = ['machines', 'kWh', 'h', 'Mtok', 'months'] as const;
export type LineUnit = (typeof LINE_UNITS)[number];

/** Quantity × unit price = amount, each of a level month: the month that, repeated, has the same present value. */
export interface DecisionLine {
  readonly item: DecisionItem;
  readonly quantity: number;
  readonly unit: LineUnit;
  readonly unitPriceUsd: number;
  readonly amountUsd: number;
  readonly source: FigureSource;
}

/** Machines of an option, and how busy they are. */
export interface OptionCapacity {
  /** Machines at the start and in the last month. */
  readonly machines: number;
  readonly machinesAtEnd: number;
  /** The most that one machine does in a month: M tokens, or runs. */
  readonly unitsPerMachineMonth: number;
  /** Of one machine; null for training. */
  readonly tokensPerSecond: number | null;
  /** Share of all machine-hours at work in the first month. */
  readonly utilisation: number;
  /** Seconds for a whole answer at the assumed concurrency; null for training. */
  readonly answerSeconds: number | null;
}

/** One way of getting the work done over the whole horizon. Money in USD. */
export interface DecisionOption {
  readonly id: OptionKind;
  readonly kind: OptionKind;
  /** What exactly: `2 × RTX 4090`, `RunPod 1x …`, `OpenAI/gpt-5-mini`. */
  readonly name: string;
  /** Whether it can do the work at all, as `reasons` says. */
  readonly feasible: boolean;
  /** Why it cannot, or what could not be checked: message keys with values. */
  readonly reasons: readonly CostBasis[];
  /** The level month: it repeats to the same present value. Null where a price is missing. */
  readonly usdPerMonth: number | null;
  /** All cash over the horizon, what the hardware is still worth at its end taken off. */
  readonly usdTotal: number | null;
  readonly presentValueUsd: number | null;
  /** With the weights of privacy and control charged on top: what options are ranked by. */
  readonly weightedUsdPerMonth: number | null;
  /** Share of the work that leaves the house, and that depends on another's terms: what weights count. */
  readonly exposure: number;
  readonly dependence: number;
  readonly usdPerRequest: number | null;
  readonly usdPerMtok: number | null;
  readonly usdPerRun: number | null;
  readonly lines: readonly DecisionLine[];
  /** Over the horizon; null where nobody publishes what it rests on. */
  readonly kwh: number | null;
  readonly carbonKg: number | null;
  /** Null of an API. */
  readonly capacity: OptionCapacity | null;
  /** Whether its throughput was measured; else it is the roofline's estimate. */
  readonly measured: boolean;
  /** Cash paid until the end of each month, from month 0; at the end the hardware's value is taken off. */
  readonly cumulativeUsd: readonly number[];
}

/** Where owning and its rival cost the same. */
export interface BreakEven {
  /** What owning is compared with: the cheapest other option that can do the work, hybrid aside. */
  readonly against: 'rent' | 'api' | null;
  /** M tokens or runs a month; of several volumes the one nearest to the demand. */
  readonly unitsPerMonth: number | null;
  /** On which side of that volume owning is cheaper. */
  readonly ownWins: 'above' | 'below' | null;
  /** Requests or runs a day. */
  readonly perDay: number | null;
  /** Share of the capacity of the machines bought. */
  readonly shareOfCapacity: number | null;
  /** First month in which owning has cost no more so far, `YYYY-MM`. */
  readonly date: string | null;
  /** The same as months from the start: payback under falling prices. */
  readonly paybackMonths: number | null;
  /** Payback with interest. */
  readonly discountedPaybackMonths: number | null;
  /** Present value of what owning saves. */
  readonly netPresentValueUsd: number | null;
  /** Why a figure above does not exist. */
  readonly reasons: readonly CostBasis[];
}

/** k*: how fast the rival's price may fall before owning no longer pays. */
export interface BreakEvenDecline {
  readonly input: 'market.apiDeclinePerYear' | 'market.rentalDeclinePerYear';
  /** k*, 1/a; null where owning pays, or does not, at every rate looked at. */
  readonly exponent: number | null;
  /** The same as the share by which the price falls in a year. */
  readonly sharePerYear: number | null;
  readonly assumedExponent: number;
  readonly assumedSharePerYear: number;
  readonly reason: CostBasis | null;
}

/** What buying a quarter later is worth. */
export interface WaitingValue {
  /** Present value of waiting, USD; above 0: waiting pays. */
  readonly usd: number;
  readonly months: number;
  /** What does the work meanwhile. */
  readonly meanwhile: 'rent' | 'api';
}

/** The value of one input at which another option would be recommended. */
export interface Flip {
  readonly input: InputId;
  readonly base: number;
  readonly value: number;
  /** On which side of the value the other option wins. */
  readonly side: 'below' | 'above';
  readonly winner: OptionKind;
  /** `equal`: there both cost the same. `step`: there a further machine is needed, and the costs jump. */
  readonly kind: 'equal' | 'step';
  /** As people say it: message key and values. */
  readonly words: CostBasis;
}

export interface Recommendation {
  /** Null where no option can do the work. */
  readonly option: OptionKind | null;
  /** The next best. */
  readonly runnerUp: OptionKind | null;
  readonly savingUsdPerMonth: number | null;
  /** The verdict in words: message key and values. */
  readonly words: CostBasis;
  /** The three strongest. */
  readonly reasons: readonly CostBasis[];
  /** Nearest first. */
  readonly flips: readonly Flip[];
}

/** Own, rent, API and hybrid side by side, and what follows from them. Money in USD. */
export interface Decision {
  readonly work: Work;
  readonly currency: string;
  readonly currencyPerUsd: number;
  readonly horizonMonths: number;
  /** `YYYY-MM` of month 0 and of every month after. */
  readonly months: readonly string[];
  /** M tokens or runs in each month, month 0 being today's rate. */
  readonly demand: readonly number[];
  readonly options: readonly DecisionOption[];
  readonly breakEven: BreakEven;
  readonly decline: BreakEvenDecline;
  /** Null where nothing could be used meanwhile, or owning is impossible. */
  readonly waiting: WaitingValue | null;
  readonly recommendation: Recommendation;
  readonly weights: ScenarioWeights;
  readonly names: ResolvedNames;
  /** Every input with value, range and source. */
  readonly inputs: readonly ResolvedInput[];
  readonly remarks: readonly CostBasis[];
  /** The oldest date among all figures used. */
  readonly oldestAsOf: string | null;
}
