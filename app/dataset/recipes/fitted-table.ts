import type { FrameType } from './frame.ts';
import type { DateOrder, DatePart, ReadType, WordWeighting } from './recipe-steps.ts';

/** How a column of the source is read. */
export interface FittedInput {
  readonly column: string;
  readonly type: ReadType;
  /** Whether a value that is none of the type is missing; it is refused otherwise. */
  readonly lenient?: boolean | undefined;
  readonly dateOrder?: DateOrder | undefined;
}

/** What each operation holds for one column. */
export interface OpEntries {
  drop: { readonly column: string };
  rename: { readonly column: string; readonly to: string };
  /** Rows without a value are left out. */
  require: { readonly column: string };
  fill: {
    readonly column: string;
    readonly value: number | string;
    /** Name of the 0/1 feature that says where the value was missing. */
    readonly flag: string | null;
  };
  clip: { readonly column: string; readonly low: number; readonly high: number };
  /** (x − shift) / factor */
  scale: { readonly column: string; readonly shift: number; readonly factor: number };
  /** sign(x) · ln(1 + |x|) */
  log1p: { readonly column: string };
  /** Place among evenly spaced quantiles of the training rows, which ascend. */
  quantiles: {
    readonly column: string;
    readonly knots: readonly number[];
    readonly output: 'uniform' | 'normal';
  };
  'one-hot': {
    readonly column: string;
    /** In order of their features; a value outside them is all zeros, or the last feature. */
    readonly categories: readonly string[];
    readonly other: boolean;
  };
  ordinal: { readonly column: string; readonly categories: readonly string[] };
  'target-means': {
    readonly column: string;
    /** One feature for each. */
    readonly outputs: readonly string[];
    readonly categories: readonly string[];
    /** [categories, outputs] */
    readonly means: readonly (readonly number[])[];
    /** [outputs]: for missing and unknown categories. */
    readonly prior: readonly number[];
  };
  hash: { readonly column: string; readonly buckets: number };
  'date-parts': {
    readonly column: string;
    readonly parts: readonly DatePart[];
    readonly cyclic: boolean;
  };
  words: {
    readonly column: string;
    /** Null hashes words into `features` buckets. */
    readonly vocabulary: readonly string[] | null;
    readonly features: number;
    readonly weighting: WordWeighting;
    /** Inverse document frequencies in the vocabulary's order, for tf–idf. */
    readonly idf: readonly number[] | null;
  };
}

export type OpName = keyof OpEntries;

/** An operation with its numbers; columns that are absent are passed over. */
export type FittedOp<Name extends OpName = OpName> = {
  readonly [Each in Name]: { readonly op: Each; readonly columns: readonly OpEntries[Each][] };
}[Name];

/** A column that an operation makes of another. */
export interface OpOutput {
  readonly name: string;
  readonly type: FrameType;
}

/** A column of the end with its features in order. */
export interface FittedFeature {
  readonly column: string;
  readonly names: readonly string[];
}

/** From raw cells to features: read, operate in order, line up. */
export interface FittedTable {
  readonly inputs: readonly FittedInput[];
  readonly ops: readonly FittedOp[];
  readonly features: readonly FittedFeature[];
}

/** Features that a row becomes. */
export function featureWidth({ features }: FittedTable): number {
  return features.reduce((total, { names }) => total + names.length, 0);
}
