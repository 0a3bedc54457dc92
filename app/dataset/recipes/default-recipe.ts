import { fail, ok, type Result } from '../../errors.ts';
import {
  DEFAULT_HORIZON,
  DEFAULT_WINDOW,
  type SeriesOptions,
} from '../../series/series-options.ts';
import { MOST_CATEGORIES } from '../column-roles.ts';
import type { DatasetFormat, ImportOptions, Recipe } from '../dataset.ts';
import { DEFAULT_FRACTIONS, DEFAULT_SPLIT_SEED } from '../split.ts';
import type { TablePlan } from '../table-plan.ts';
import { hasClasses } from '../tasks.ts';
import { recipeFault } from './recipe-fault.ts';
import { RECIPE_VERSION, type SplitSpec } from './recipe-spec.ts';
import type { RecipeStep } from './recipe-steps.ts';
import { chosenSplit, SPLIT_COLUMN } from './split-choice.ts';

/** Formats whose sources may come in such parts. */
const PARTED: readonly (DatasetFormat | undefined)[] = ['text-folder', 'parallel-text'];

/** What to do where nobody says: leave out what cannot be learnt from, standardise, fill, encode. */
export function defaultRecipe(plan: TablePlan, options: ImportOptions): Recipe {
  const { columns, task, targetIndex, weightIndex, ratings } = plan;
  const ignored = columns.filter(({ role }) => role === 'ignored').map(({ name }) => name);
  const used = (...types: readonly string[]) =>
    columns.some(({ role, type }) => role === 'feature' && types.includes(type));
  const steps: RecipeStep[] = [...readsDates(plan, options)];
  if (ignored.length > 0) steps.push({ kind: 'drop', columns: ignored });
  if (used('number')) {
    steps.push(
      { kind: 'scale', columns: { type: 'number' }, method: 'standard' },
      { kind: 'missing', columns: { type: 'number' }, strategy: 'median', indicator: 'auto' },
    );
  }
  if (used('category', 'boolean')) {
    const categories = { type: ['category', 'boolean'] } as const;
    const maxCategories = MOST_CATEGORIES;
    steps.push({ kind: 'encode', columns: categories, method: 'one-hot', maxCategories });
  }
  // Tokens are made from one column as it stands, and ids are.
  const translates = task === 'translation';
  const readsTexts = translates || task === 'text-classification';
  const readsRatings = task === 'recommendation';
  const series = seriesOf(plan, options);
  const target = columns[targetIndex]?.name;
  const weight = weightIndex === null ? undefined : columns[weightIndex]?.name;
  return {
    version: RECIPE_VERSION,
    task,
    ...(target !== undefined && { target }),
    ...(weight !== undefined && { weight }),
    split: splitOf(plan, options, series),
    steps: readsTexts || readsRatings || series !== undefined ? [] : steps,
    ...(readsTexts && options.text !== undefined && { text: options.text }),
    ...(translates && options.targetText !== undefined && { targetText: options.targetText }),
    ...(series !== undefined && { series }),
    ...(readsRatings && ratings !== null && { ratings }),
  };
}

/** How dates are read whose order somebody says, so that the recipe goes on saying it. */
function readsDates({ columns }: TablePlan, { series }: ImportOptions): readonly RecipeStep[] {
  const dateOrder = series?.dateOrder;
  if (dateOrder === undefined) return [];
  const dates = columns.filter((column) => column.dateOrder === dateOrder).map(({ name }) => name);
  return dates.length === 0 ? [] : [{ kind: 'type', columns: dates, type: 'datetime', dateOrder }];
}

/** As chosen, as the source says, by time, or at random. */
function splitOf(
  { columns, task, ratings, ratedAt, splitColumn }: TablePlan,
  options: ImportOptions,
  series: SeriesOptions | undefined,
): SplitSpec {
  const { split, format, splitFractions: fractions = DEFAULT_FRACTIONS } = options;
  const { time, id: seriesId } = series ?? {};
  if (split !== undefined) {
    return chosenSplit(
      split,
      { user: ratings?.user, seriesId, time: time ?? ratedAt ?? undefined },
      options,
    );
  }
  if (splitColumn !== null) return { kind: 'column', column: splitColumn };
  if (PARTED.includes(format) && columns.some(({ name }) => name === SPLIT_COLUMN)) {
    return { kind: 'column', column: SPLIT_COLUMN };
  }
  if (time !== undefined) return { kind: 'time', column: time, fractions };
  return defaultSplit(!hasClasses(task), options);
}

/** What windows look like, with nothing left to guess; undefined for other tasks. */
function seriesOf(
  { columns, time }: TablePlan,
  { series = {} }: ImportOptions,
): SeriesOptions | undefined {
  if (time === null) return undefined;
  const { dateOrder, id, scaling, scaleEach } = series;
  const { window = DEFAULT_WINDOW, horizon = DEFAULT_HORIZON } = series;
  const values = columns
    .filter(({ name, role }) => role === 'feature' && name !== time && name !== id)
    .map(({ name }) => name);
  return {
    time,
    ...(dateOrder !== undefined && { dateOrder }),
    ...(id !== undefined && { id }),
    values,
    window,
    horizon,
    ...(scaling !== undefined && { scaling }),
    ...(scaleEach !== undefined && { scaleEach }),
  };
}

/** At random, in every class alike where there are classes. */
export function defaultSplit(
  atRandom: boolean,
  { splitFractions = DEFAULT_FRACTIONS, splitSeed = DEFAULT_SPLIT_SEED }: ImportOptions,
): SplitSpec {
  const kind = atRandom ? 'random' : 'stratified';
  return { kind, fractions: splitFractions, seed: splitSeed };
}

/** What an import may choose by a recipe or beside it: everything that a recipe says but its steps and its split. */
export type SharedChoices = Omit<Recipe, 'version' | 'split' | 'steps'>;

const SHARED: Readonly<Record<keyof SharedChoices, true>> = {
  task: true,
  target: true,
  weight: true,
  text: true,
  targetText: true,
  ratings: true,
  series: true,
  images: true,
};

const isShared = (key: string): boolean => Object.hasOwn(SHARED, key);

/** Of choices, those that a recipe holds as well, also where they are said to be open. */
export function sharedChoices(choices: SharedChoices): SharedChoices {
  return Object.fromEntries(Object.entries(choices).filter(([key]) => isShared(key)));
}

/** Of choices, those that no recipe holds; a recipe's split is its own. */
export function choicesBeside(
  options: ImportOptions,
): Omit<ImportOptions, keyof SharedChoices | 'split'> {
  return Object.fromEntries(
    Object.entries(options).filter(([key]) => !isShared(key) && key !== 'split'),
  );
}

/** The recipe's choices of target, task and weights, unless there are others; every column is for its steps. */
export function planOptions(options: ImportOptions): ImportOptions {
  const { recipe } = options;
  if (recipe === undefined) return options;
  const said = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...sharedChoices(recipe), ...Object.fromEntries(said), ignore: [] };
}

/** The recipe that is asked for, or the usual one, with nothing left to guess. Fails with `recipe/invalid`. */
export function wholeRecipe(plan: TablePlan, options: ImportOptions): Result<Recipe> {
  const usual = defaultRecipe(plan, planOptions(options));
  const { recipe } = options;
  if (recipe === undefined) return ok(usual);
  const fault = recipeFault(recipe, plan.task);
  if (fault !== null) return fail(fault);
  const split = options.split === undefined ? (recipe.split ?? usual.split) : usual.split;
  return ok({ ...usual, split, steps: withoutSplit(recipe.steps, plan.splitColumn) });
}

/** Steps that also leave out the column which says of which split a row is: it was made, and tells nothing else. */
function withoutSplit(steps: readonly RecipeStep[], column: string | null): readonly RecipeStep[] {
  const known = steps.some(
    (step) => step.kind === 'drop' && Array.isArray(step.columns) && step.columns.includes(column),
  );
  return column === null || known ? steps : [{ kind: 'drop', columns: [column] }, ...steps];
}
