import {
  BALANCE_METHODS,
  DATE_ORDERS,
  DATE_PARTS,
  ENCODE_METHODS,
  INDICATORS,
  MISSING_STRATEGIES,
  OUTLIER_METHODS,
  READ_TYPES,
  type RecipeStep,
  SCALE_METHODS,
  STEP_DEFAULTS,
  type StepKind,
  WORD_METHODS,
  WORD_WEIGHTINGS,
} from '../../../../app/dataset/recipes/recipe-steps.ts';

/** One argument of a step, as its form asks for it; `for` lists the methods that read it. */
export type StepField = {
  readonly name: string;
  /** What it is called, where not as its name. */
  readonly called?: string;
  readonly for?: readonly string[];
  /** Whether another one stands beside it. */
  readonly half?: boolean;
} & (
  | {
      readonly kind: 'choice';
      readonly choices: readonly string[];
      /** What the keys of its choices' words begin with, where it is not `recipe.choice`. */
      readonly words?: string;
      /** What leaving it out means. */
      readonly usual?: string;
      /** Whether it is the argument that decides which others there are. */
      readonly decides?: boolean;
    }
  | {
      readonly kind: 'number';
      readonly usual: number | null;
      readonly minimum?: number;
      readonly maximum?: number;
      readonly integer?: boolean;
      /** Whether it is a share, shown in percent. */
      readonly isShare?: boolean;
    }
  | { readonly kind: 'flag'; readonly usual?: boolean }
  /** One of the columns; left open where `optional`. */
  | { readonly kind: 'column'; readonly optional?: boolean }
  /** Some of the columns. */
  | { readonly kind: 'columns' }
  | { readonly kind: 'text' }
  /** A number or a text. */
  | { readonly kind: 'value' }
  | { readonly kind: 'list' }
  | {
      readonly kind: 'several';
      readonly choices: readonly string[];
      /** Whether choices are names of Keras', which are told beside their words. */
      readonly isCode?: boolean;
    }
  /** Rows of the source that are corrected or left out. */
  | { readonly kind: 'rows' }
);

const bounded = { minimum: 0, maximum: 1 } as const;

/** Arguments of every kind of step but its columns, in the order of its form. */
export const STEP_FIELDS: Readonly<Record<StepKind, readonly StepField[]>> = {
  drop: [],
  rename: [
    { name: 'column', kind: 'column' },
    { name: 'to', kind: 'text' },
  ],
  type: [
    { name: 'type', kind: 'choice', choices: READ_TYPES, decides: true },
    { name: 'invalid', kind: 'choice', choices: ['refuse', 'missing'], usual: 'refuse' },
    { name: 'dateOrder', kind: 'choice', choices: DATE_ORDERS, usual: 'ymd', for: ['datetime'] },
  ],
  missing: [
    { name: 'strategy', kind: 'choice', choices: MISSING_STRATEGIES, decides: true },
    { name: 'value', kind: 'value', for: ['constant'] },
    {
      name: 'indicator',
      kind: 'choice',
      choices: INDICATORS,
      usual: 'never',
      for: ['constant', 'mean', 'median', 'mode'],
    },
  ],
  outliers: [
    { name: 'method', kind: 'choice', choices: OUTLIER_METHODS, decides: true },
    { name: 'lower', kind: 'number', usual: STEP_DEFAULTS.lower, ...bounded, for: ['quantile'] },
    { name: 'upper', kind: 'number', usual: STEP_DEFAULTS.upper, ...bounded, for: ['quantile'] },
    { name: 'factor', kind: 'number', usual: STEP_DEFAULTS.factor, minimum: 0, for: ['iqr'] },
  ],
  scale: [
    { name: 'method', kind: 'choice', choices: SCALE_METHODS, decides: true },
    { name: 'low', kind: 'number', usual: STEP_DEFAULTS.low, for: ['min-max'] },
    { name: 'high', kind: 'number', usual: STEP_DEFAULTS.high, for: ['min-max'] },
    {
      name: 'knots',
      kind: 'number',
      usual: STEP_DEFAULTS.knots,
      integer: true,
      minimum: 2,
      maximum: 10_000,
      for: ['quantile'],
    },
    {
      name: 'output',
      kind: 'choice',
      choices: ['uniform', 'normal'],
      usual: 'uniform',
      for: ['quantile'],
    },
  ],
  encode: [
    { name: 'method', kind: 'choice', choices: ENCODE_METHODS, decides: true },
    {
      name: 'maxCategories',
      kind: 'number',
      usual: STEP_DEFAULTS.maxCategories,
      integer: true,
      minimum: 1,
      maximum: 10_000,
      for: ['one-hot'],
    },
    { name: 'other', kind: 'flag', for: ['one-hot'] },
    { name: 'order', kind: 'list', for: ['ordinal'] },
    {
      name: 'smoothing',
      kind: 'number',
      usual: STEP_DEFAULTS.smoothing,
      minimum: 0,
      for: ['target'],
    },
    {
      name: 'folds',
      kind: 'number',
      usual: STEP_DEFAULTS.folds,
      integer: true,
      minimum: 2,
      maximum: 20,
      for: ['target'],
    },
    {
      name: 'buckets',
      kind: 'number',
      usual: STEP_DEFAULTS.buckets,
      integer: true,
      minimum: 2,
      maximum: 65_536,
      for: ['hash'],
    },
  ],
  'date-parts': [
    { name: 'parts', kind: 'several', choices: DATE_PARTS },
    { name: 'cyclic', kind: 'flag' },
  ],
  'bag-of-words': [
    { name: 'method', kind: 'choice', choices: WORD_METHODS, decides: true },
    {
      name: 'features',
      kind: 'number',
      usual: STEP_DEFAULTS.features,
      integer: true,
      minimum: 1,
      maximum: 65_536,
    },
    { name: 'weighting', kind: 'choice', choices: WORD_WEIGHTINGS, usual: 'binary' },
  ],
  relabel: [{ name: 'rows', kind: 'rows' }],
  'exclude-rows': [{ name: 'rows', kind: 'rows' }],
  'keep-together': [{ name: 'groups', kind: 'rows' }],
  balance: [
    { name: 'method', kind: 'choice', choices: BALANCE_METHODS, decides: true },
    { name: 'seed', kind: 'number', usual: STEP_DEFAULTS.seed, integer: true, minimum: 0 },
  ],
};

/** Kinds that name rows of the source. */
export type RowStepKind = 'relabel' | 'exclude-rows' | 'keep-together';

/** Kinds that name rows come from an audit, which finds these. */
export type NewKind = Exclude<StepKind, RowStepKind>;

/** A new step of each kind, to be filled in. */
export const NEW_STEPS: { readonly [Kind in NewKind]: RecipeStep<Kind> } = {
  drop: { kind: 'drop', columns: [] },
  rename: { kind: 'rename', column: '', to: '' },
  type: { kind: 'type', columns: [], type: 'category' },
  missing: { kind: 'missing', columns: { type: 'number' }, strategy: 'median' },
  outliers: { kind: 'outliers', columns: { type: 'number' }, method: 'iqr' },
  scale: { kind: 'scale', columns: { type: 'number' }, method: 'standard' },
  encode: { kind: 'encode', columns: { type: ['category', 'boolean'] }, method: 'one-hot' },
  'date-parts': {
    kind: 'date-parts',
    columns: { type: 'datetime' },
    parts: ['year', 'month', 'day'],
  },
  'bag-of-words': { kind: 'bag-of-words', columns: { type: 'text' }, method: 'vocabulary' },
  balance: { kind: 'balance', method: 'class-weights' },
};

export const NEW_KINDS = Object.keys(NEW_STEPS) as readonly NewKind[];

/** What decides which arguments a step has. */
function decision(step: RecipeStep): string {
  const decider = STEP_FIELDS[step.kind].find((field) => field.kind === 'choice' && field.decides);
  return decider === undefined ? '' : String(argumentOf(step, decider.name) ?? '');
}

/** Arguments that a step has as it stands. */
export function fieldsOf(step: RecipeStep): readonly StepField[] {
  const decided = decision(step);
  return STEP_FIELDS[step.kind].filter((field) => field.for?.includes(decided) ?? true);
}

export function argumentOf(step: RecipeStep, name: string): unknown {
  return Object.entries(step).find(([key]) => key === name)?.[1];
}

/** The step with another argument; undefined leaves it out, as do arguments that it no longer has. */
export function withArgument(step: RecipeStep, name: string, value: unknown): RecipeStep {
  const changed = { ...step, [name]: value } as RecipeStep;
  const kept = new Set(['kind', 'columns', ...fieldsOf(changed).map((field) => field.name)]);
  const entries = Object.entries(changed).filter(
    ([key, argument]) => kept.has(key) && argument !== undefined,
  );
  return Object.fromEntries(entries) as unknown as RecipeStep;
}
