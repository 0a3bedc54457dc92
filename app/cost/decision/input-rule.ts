import type { Bounds } from '../../bounds.ts';

/** The two kinds of work that a decision is about. */
export const WORKS = ['serving', 'training'] as const;
export type Work = (typeof WORKS)[number];

/** Which part of a form an input stands in. */
export const INPUT_GROUPS = [
  'work',
  'model',
  'reach',
  'measured',
  'own',
  'energy',
  'finance',
  'rent',
  'api',
  'market',
] as const;
export type InputGroup = (typeof INPUT_GROUPS)[number];

/** Units as people write them; those that begin with USD are amounts of money. */
export const INPUT_UNITS = [
  'USD',
  'USD/h',
  'USD/kWh',
  'USD/Mtok',
  'USD/month',
  '1/day',
  '1/month',
  '1/h',
  '1/year',
  'share',
  'times',
  'count',
  'tokens',
  'tokens/s',
  'tokens/min',
  'parameters',
  'bytes',
  'GB',
  'GB/s',
  'TFLOP/s',
  'W',
  'kWh',
  'g/kWh',
  's',
  'min',
  'h',
  'h/month',
  'months',
  'years',
] as const;
export type InputUnit = (typeof INPUT_UNITS)[number];

/** How an input varies in Monte-Carlo draws. */
export const LAWS = ['fixed', 'triangular', 'lognormal'] as const;
export type Law = (typeof LAWS)[number];

/** Where the value comes from that an input has while the user set none. */
export type InputOrigin =
  /** A working assumption: `input.reason.<id>` says why. */
  | {
      readonly from: 'assumption';
      readonly low: number;
      readonly base: number;
      readonly high: number;
    }
  /** A row of `model_parameters` or `run_parameters`, by its symbol. */
  | { readonly from: 'parameter'; readonly symbol: string }
  /** The row that a choice of the scenario names. */
  | { readonly from: InputChoice }
  /** Worked out from other inputs when they are resolved. */
  | { readonly from: 'inputs' }
  /** Nothing: the input must be given. */
  | { readonly from: 'user' }
  /** Nothing: what it stands for is then left out. */
  | { readonly from: 'absent' };

/** What a row of a sheet, a measurement or a run can be chosen for. */
export type InputChoice =
  | 'card'
  | 'served-model'
  | 'offer'
  | 'rented-card'
  | 'api-model'
  | 'region'
  | 'measurement'
  | 'run';

/** Inputs whose draws move together: prices of APIs, rentals and used hardware. */
export type CopulaGroup = 'api' | 'rental' | 'resale';

/** One numeric input, as data: forms, ranges, checks, provenance and draws follow from it. */
export interface InputRule {
  /** As in COST_MODEL; what has none there is named in words. */
  readonly symbol: string;
  readonly unit: InputUnit;
  /** What a value may be. */
  readonly bounds: Bounds;
  readonly isInteger?: true;
  readonly works: readonly Work[];
  readonly origin: InputOrigin;
  readonly law: Law;
  /** Of an origin without a range: low and high are this share away from base, as an assumption. */
  readonly spread?: number;
  readonly copula?: CopulaGroup;
  /** Whether a recommendation says at which value of it another option would win. */
  readonly flips?: true;
}

export const SERVING: readonly Work[] = ['serving'];
export const TRAINING: readonly Work[] = ['training'];

/** A share of a whole. */
export const SHARE: Bounds = { minimum: 0, maximum: 1 };
export const NOT_NEGATIVE: Bounds = { minimum: 0, maximum: 1e15 };
export const POSITIVE: Bounds = { above: 0, maximum: 1e15 };

/** The range of an assumption. */
export function assumed(low: number, base: number, high: number): InputOrigin {
  return { from: 'assumption', low, base, high };
}

/** An assumption without a range. */
export function certain(base: number): InputOrigin {
  return assumed(base, base, base);
}
