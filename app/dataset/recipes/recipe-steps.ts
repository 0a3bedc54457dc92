/** Types that a step may choose columns by, and that a column may be read as. */
export const READ_TYPES = ['number', 'category', 'boolean', 'text', 'datetime'] as const;
export type ReadType = (typeof READ_TYPES)[number];

/** Columns of a step: by name, by type, or by a pattern in which `*` is any text and `?` any character. */
export type ColumnSelection =
  | readonly string[]
  | {
      readonly type: ReadType | readonly ReadType[];
      readonly except?: readonly string[] | undefined;
    }
  | { readonly pattern: string; readonly except?: readonly string[] | undefined };

export const MISSING_STRATEGIES = ['drop-rows', 'constant', 'mean', 'median', 'mode'] as const;
export const INDICATORS = ['never', 'auto', 'always'] as const;
export const OUTLIER_METHODS = ['quantile', 'iqr'] as const;
export const SCALE_METHODS = ['standard', 'min-max', 'robust', 'log1p', 'quantile'] as const;
export const ENCODE_METHODS = ['one-hot', 'ordinal', 'target', 'hash'] as const;
export const DATE_ORDERS = ['ymd', 'dmy', 'mdy'] as const;
export const DATE_PARTS = ['year', 'month', 'day', 'weekday', 'hour'] as const;
export const WORD_METHODS = ['vocabulary', 'hash'] as const;
export const WORD_WEIGHTINGS = ['binary', 'count', 'tf-idf'] as const;
export const BALANCE_METHODS = ['class-weights', 'oversample', 'undersample'] as const;

export type DateOrder = (typeof DATE_ORDERS)[number];
export type DatePart = (typeof DATE_PARTS)[number];
export type WordWeighting = (typeof WORD_WEIGHTINGS)[number];

export interface DropArguments {
  readonly columns: ColumnSelection;
}

export interface RenameArguments {
  readonly column: string;
  readonly to: string;
}

export interface TypeArguments {
  readonly columns: ColumnSelection;
  readonly type: ReadType;
  /** What a value that is none of the type does: refuse the file (the default), or be missing. */
  readonly invalid?: 'refuse' | 'missing' | undefined;
  /** Order of year, month and day in dates; `ymd` where left out. */
  readonly dateOrder?: DateOrder | undefined;
}

export interface MissingArguments {
  readonly columns: ColumnSelection;
  readonly strategy: (typeof MISSING_STRATEGIES)[number];
  /** With `constant`. */
  readonly value?: number | string | undefined;
  /** Whether a further 0/1 feature says that the value was missing; `auto`: where training rows have gaps. */
  readonly indicator?: (typeof INDICATORS)[number] | undefined;
}

export interface OutliersArguments {
  readonly columns: ColumnSelection;
  readonly method: (typeof OUTLIER_METHODS)[number];
  /** Fractions, with `quantile`: 0.01 and 0.99 where left out. */
  readonly lower?: number | undefined;
  readonly upper?: number | undefined;
  /** Interquartile ranges beyond the quartiles, with `iqr`: 1.5 where left out. */
  readonly factor?: number | undefined;
}

export interface ScaleArguments {
  readonly columns: ColumnSelection;
  readonly method: (typeof SCALE_METHODS)[number];
  /** Ends of the range, with `min-max`: 0 and 1 where left out. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  /** Points of the training distribution that are kept, with `quantile`: 101 where left out. */
  readonly knots?: number | undefined;
  /** With `quantile`: `uniform` on [0, 1] where left out. */
  readonly output?: 'uniform' | 'normal' | undefined;
}

export interface EncodeArguments {
  readonly columns: ColumnSelection;
  readonly method: (typeof ENCODE_METHODS)[number];
  /** With `one-hot`: the most frequent categories that are kept; 64 where left out. */
  readonly maxCategories?: number | undefined;
  /** With `one-hot`: whether a further feature stands for every category that is not kept. */
  readonly other?: boolean | undefined;
  /** With `ordinal`: the categories in their order; sorted where left out. */
  readonly order?: readonly string[] | undefined;
  /** With `target`: training rows that the overall mean counts for; 10 where left out. */
  readonly smoothing?: number | undefined;
  /** With `target`: 5 where left out. */
  readonly folds?: number | undefined;
  /** With `hash`: 32 where left out. */
  readonly buckets?: number | undefined;
}

export interface DatePartsArguments {
  readonly columns: ColumnSelection;
  readonly parts: readonly DatePart[];
  /** Whether all parts but the year become sine and cosine of their place in the round. */
  readonly cyclic?: boolean | undefined;
}

export interface BagOfWordsArguments {
  readonly columns: ColumnSelection;
  readonly method: (typeof WORD_METHODS)[number];
  /** Words that are kept, or buckets; 256 where left out. */
  readonly features?: number | undefined;
  /** `binary` where left out; `tf-idf` needs a vocabulary. */
  readonly weighting?: WordWeighting | undefined;
}

export interface BalanceArguments {
  readonly method: (typeof BALANCE_METHODS)[number];
  /** Of the rows drawn; 1 where left out. */
  readonly seed?: number | undefined;
}

/** A row of the source, from 0, and what its target says there and is to say. */
export interface Relabelling {
  readonly row: number;
  /** As the source has it, so that a recipe of another file is refused. */
  readonly from: string;
  readonly to: string;
}

export interface RelabelArguments {
  readonly rows: readonly Relabelling[];
}

export interface ExcludeRowsArguments {
  /** Rows of the source, from 0. */
  readonly rows: readonly number[];
}

export interface KeepTogetherArguments {
  /** Rows of the source, from 0, that are to stand in one split: one list for each such group. */
  readonly groups: readonly (readonly number[])[];
}

/** What each kind of step takes. */
export interface StepArguments {
  drop: DropArguments;
  rename: RenameArguments;
  type: TypeArguments;
  missing: MissingArguments;
  outliers: OutliersArguments;
  scale: ScaleArguments;
  encode: EncodeArguments;
  'date-parts': DatePartsArguments;
  'bag-of-words': BagOfWordsArguments;
  balance: BalanceArguments;
  relabel: RelabelArguments;
  'exclude-rows': ExcludeRowsArguments;
  'keep-together': KeepTogetherArguments;
}

export type StepKind = keyof StepArguments;

/** One step of a recipe for tables. */
export type RecipeStep<Kind extends StepKind = StepKind> = {
  readonly [Each in Kind]: { readonly kind: Each } & StepArguments[Each];
}[Kind];

export const STEP_KINDS = [
  'drop',
  'rename',
  'type',
  'missing',
  'outliers',
  'scale',
  'encode',
  'date-parts',
  'bag-of-words',
  'balance',
  'relabel',
  'exclude-rows',
  'keep-together',
] as const satisfies readonly StepKind[];

/** What arguments are where a step leaves them out. */
export const STEP_DEFAULTS = {
  lower: 0.01,
  upper: 0.99,
  factor: 1.5,
  low: 0,
  high: 1,
  knots: 101,
  maxCategories: 64,
  smoothing: 10,
  folds: 5,
  buckets: 32,
  features: 256,
  seed: 1,
} as const;
