import { fail, ok, type Result } from '../errors.ts';
import { type ChosenColumns, decideRole } from './column-roles.ts';
import { type ColumnFacts, columnType, looksLikeIdentifier } from './column-type.ts';
import type { ImportOptions } from './dataset.ts';
import { guessTarget, possibleTasks } from './guess.ts';
import type { GuessColumn } from './guess-column.ts';
import type { PreviewWarning } from './preview-warning.ts';
import { findRatings, learnsRatings, type RatingColumns } from './ratings/rating-columns.ts';
import {
  idGaps,
  planRatings,
  type RatingPlan,
  ratedAt,
  readsRatings,
  withRatings,
} from './ratings/rating-plan.ts';
import type { DateOrder } from './recipes/recipe-steps.ts';
import { guessTime, readsSeries } from './series-columns.ts';
import type { Task } from './tasks.ts';
import {
  findTranslations,
  readsTranslations,
  type TranslationColumns,
} from './translations/translation-columns.ts';

/** What to learn from which columns of a table. */
export interface TablePlan {
  /** In the order of the source. */
  readonly columns: readonly GuessColumn[];
  /** Index of the target; -1 where samples are to be given back and none is kept aside, and where rows are choices. */
  readonly targetIndex: number;
  /** Index of the column that weighs rows, if one was chosen. */
  readonly weightIndex: number | null;
  /** Column that orders the rows, where the task is forecasting. */
  readonly time: string | null;
  /** Column that tells when something was rated or chosen, where ratings are learnt and one does. */
  readonly ratedAt: string | null;
  readonly targetGuessed: boolean;
  readonly task: Task;
  readonly possibleTasks: readonly Task[];
  /** Who rated what; null where that is not what is learnt. */
  readonly ratings: RatingPlan | null;
  /** Column that says of which split each row is; null where the source does not say. */
  readonly splitColumn: string | null;
  readonly warnings: readonly PreviewWarning[];
}

/**
 * Decides types, target, task and roles, from the user's choices and from what the columns hold.
 * @param splitColumn says of which split each row is, and nothing else
 */
export function planTable(
  facts: readonly ColumnFacts[],
  options: ImportOptions,
  path: string,
  splitColumn: string | null = null,
): Result<TablePlan> {
  const order = options.series?.dateOrder ?? options.ratings?.dateOrder;
  const told = facts
    .filter(({ name }) => name !== splitColumn)
    .map((column) => withChosenOrder(column, order));
  const plan = planColumns(told, options, path);
  if (!plan.ok || splitColumn === null) return plan;
  // It stands behind all others.
  const aside = facts.slice(told.length).map(asideColumn);
  return ok({ ...plan.value, columns: [...plan.value.columns, ...aside], splitColumn });
}

/** Dates that do not tell their order are dates as soon as somebody says it. */
function withChosenOrder(column: ColumnFacts, chosen: DateOrder | undefined): ColumnFacts {
  return chosen === undefined || column.dateOrderOpen === undefined
    ? column
    : { ...column, datetimes: column.present, dateOrder: chosen };
}

function asideColumn(facts: ColumnFacts): GuessColumn {
  const { name, rows, present } = facts;
  const missing = rows - present;
  const different = differentOf(facts);
  return { name, type: columnType(facts), role: 'ignored', missing, ...different, integer: false };
}

function differentOf({ distinct, distinctEstimated }: ColumnFacts) {
  return { distinct, ...(distinctEstimated && { distinctEstimated }) };
}

function planColumns(
  facts: readonly ColumnFacts[],
  options: ImportOptions,
  path: string,
): Result<TablePlan> {
  const names = facts.map(({ name }) => name);
  const { weight } = options;
  for (const column of [weight, ...(options.ignore ?? [])]) {
    if (column !== undefined && !names.includes(column)) {
      return fail({ code: 'dataset/column-missing', column, columns: names });
    }
  }
  const predictable = names.filter((name) => name !== weight);
  if (options.target !== undefined && !predictable.includes(options.target)) {
    return fail({ code: 'dataset/target-missing', column: options.target, columns: predictable });
  }
  const found = findRatings(facts, options);
  if (!found.ok) return found;
  const rated = found.value;
  const ratings = rated !== null && learnsRatings(options, rated) ? rated : null;
  const ratingPlan = ratings && planRatings(ratings, facts, options);
  const chosen = { target: options.target ?? ratings?.rating ?? null, weight: weight ?? null };
  const guessed = guessTarget(giveRoles(facts, chosen, options.ignore).columns);
  const pair = findTranslations(facts, options, chosen.target !== null || guessed !== null);
  if (!pair.ok) return pair;
  const translations = translates(options, pair.value) ? pair.value : null;
  if (ratings?.rating === null) return ok(planChoices(facts, ratings, ratingPlan, options));
  if (options.task === 'reconstruction')
    return planReconstruction(facts, chosen, options, guessed, path);
  const target = translations?.target ?? chosen.target ?? guessed;
  if (target === null) return fail({ code: 'dataset/no-features', path });

  const guided = giveRoles(facts, { ...chosen, target }, options.ignore);
  // Numbers of rows are all that some tables offer to learn from: x = 1, 2, 3, … and y.
  const bare = options.ignore === undefined && !hasFeatures(guided.columns);
  const { columns, warnings } = bare ? giveRoles(facts, { ...chosen, target }, []) : guided;
  const targetIndex = names.indexOf(target);
  const targetColumn = columns[targetIndex];
  if (targetColumn === undefined) throw new Error(`Column ${target} went missing`);
  const rows = facts[targetIndex]?.rows ?? 0;
  const usual = [
    ...possibleTasks(targetColumn, columns, rows),
    ...(hasFeatures(columns) ? ['reconstruction' as const] : []),
  ];
  const tasks = withTranslation(
    withRatings(usual, ratings !== null, rated?.rating === target),
    translations !== null,
    pair.value !== null,
  );
  const task = options.task ?? tasks[0] ?? 'classification';
  const time =
    task === 'forecasting'
      ? (options.series?.time ?? guessTime(columns, target, rows)?.name ?? 'time')
      : null;
  const learnt =
    time !== null
      ? readsSeries(columns, time, options.series ?? {})
      : translations !== null
        ? ok(readsTranslations(columns, translations))
        : forTask(task, facts, columns, options, ratings, path);
  if (!learnt.ok) return learnt;
  return ok({
    columns: learnt.value,
    targetIndex,
    weightIndex: weight === undefined ? null : names.indexOf(weight),
    time,
    ratedAt: ratings && ratedAt(facts, learnt.value, ratings),
    targetGuessed: options.target === undefined,
    task,
    possibleTasks: tasks,
    ratings: ratingPlan,
    splitColumn: null,
    warnings: [
      ...warnings.filter((warning) => isAbout(learnt.value, warning, task)),
      ...(task === 'recommendation' && ratings !== null ? idGaps(facts, ratings) : []),
    ],
  });
}

/** Roles where every row is a choice. */
function planChoices(
  facts: readonly ColumnFacts[],
  columns: RatingColumns,
  ratings: RatingPlan | null,
  options: ImportOptions,
): TablePlan {
  const weight = options.weight ?? null;
  const guided = giveRoles(facts, { target: null, weight }, options.ignore);
  return {
    columns: readsRatings(guided.columns, columns),
    targetIndex: -1,
    weightIndex: weight === null ? null : facts.findIndex(({ name }) => name === weight),
    time: null,
    ratedAt: ratedAt(facts, guided.columns, columns),
    targetGuessed: false,
    task: 'recommendation',
    possibleTasks: ['recommendation'],
    ratings,
    splitColumn: null,
    warnings: idGaps(facts, columns),
  };
}

/** Roles for giving rows back: all that can be told in numbers is read, but for what is kept aside. */
function planReconstruction(
  facts: readonly ColumnFacts[],
  chosen: ChosenColumns,
  options: ImportOptions,
  guessed: string | null,
  path: string,
): Result<TablePlan> {
  const { columns, warnings } = giveRoles(facts, chosen, options.ignore);
  if (!hasFeatures(columns)) return fail({ code: 'dataset/no-features', path });
  const indexOf = (name: string | null) => columns.findIndex((column) => column.name === name);
  const other = columns[indexOf(chosen.target ?? guessed)];
  const usual = other === undefined ? [] : possibleTasks(other, columns, facts[0]?.rows ?? 0);
  return ok({
    columns,
    targetIndex: indexOf(chosen.target),
    weightIndex: chosen.weight === null ? null : indexOf(chosen.weight),
    time: null,
    ratedAt: null,
    targetGuessed: false,
    task: 'reconstruction',
    possibleTasks: ['reconstruction', ...usual],
    ratings: null,
    splitColumn: null,
    warnings,
  });
}

/** Whether a table's texts are to be translated: by choice, or where that is the likeliest. */
function translates({ task }: ImportOptions, pair: TranslationColumns | null): boolean {
  return task === 'translation' || (task === undefined && pair?.likely === true);
}

function withTranslation(
  tasks: readonly Task[],
  learnt: boolean,
  possible: boolean,
): readonly Task[] {
  if (learnt) return ['translation', ...tasks];
  return possible ? [...tasks, 'translation'] : tasks;
}

/** Roles as a task has them. */
function forTask(
  task: Task,
  facts: readonly ColumnFacts[],
  columns: readonly GuessColumn[],
  options: ImportOptions,
  ratings: RatingColumns | null,
  path: string,
): Result<readonly GuessColumn[]> {
  if (task === 'text-classification') return readsOneText(facts, columns, options, path);
  return ok(ratings === null ? columns : readsRatings(columns, ratings));
}

/**
 * Roles for telling texts apart: one column is read, the chosen one or else the one with the longest values, and all
 * others but the target and the weights are not.
 */
function readsOneText(
  facts: readonly ColumnFacts[],
  columns: readonly GuessColumn[],
  options: ImportOptions,
  path: string,
): Result<readonly GuessColumn[]> {
  const fixed = ({ role }: GuessColumn) => role === 'target' || role === 'weight';
  const readable = columns.filter((column) => !fixed(column) && column.type !== 'number');
  const lengths = new Map(facts.map(({ name, meanLength }) => [name, meanLength]));
  const [longest] = readable
    .filter(({ name }) => options.ignore?.includes(name) !== true)
    .toSorted((left, right) => (lengths.get(right.name) ?? 0) - (lengths.get(left.name) ?? 0));
  const chosen = options.text?.column ?? longest?.name;
  if (chosen === undefined) return fail({ code: 'dataset/no-features', path });
  if (columns.every((column) => column.name !== chosen || fixed(column))) {
    const known = columns.filter((column) => !fixed(column)).map(({ name }) => name);
    return fail({ code: 'dataset/column-missing', column: chosen, columns: known });
  }
  return ok(
    columns.map((column) =>
      fixed(column) ? column : { ...column, role: column.name === chosen ? 'feature' : 'ignored' },
    ),
  );
}

/** Ids are names whatever they look like, and nothing else is read. */
const NOT_OF_RATINGS: readonly PreviewWarning['kind'][] = [
  'identifier-column',
  'missing-values',
  'leading-zeros',
];

/** Whether a warning still holds: a text that is read after all is not left out. */
function isAbout(columns: readonly GuessColumn[], warning: PreviewWarning, task: Task): boolean {
  // Texts are translated as they stand, and by nothing else.
  if (task === 'translation') return false;
  // Ratings are learnt by nothing but ids, which nothing fills in for.
  const isOfRatings = task === 'recommendation';
  if (NOT_OF_RATINGS.includes(warning.kind)) return !isOfRatings;
  if (isOfRatings && warning.kind === 'column-ignored') return false;
  if (warning.kind !== 'column-ignored') return true;
  return columns.some(({ name, role }) => name === warning.column && role === 'ignored');
}

/** Whether anything is left to learn from. */
export function hasFeatures(columns: readonly GuessColumn[]): boolean {
  return columns.some(({ role }) => role === 'feature');
}

function giveRoles(
  facts: readonly ColumnFacts[],
  chosen: ChosenColumns,
  ignored: readonly string[] | undefined,
): { readonly columns: readonly GuessColumn[]; readonly warnings: readonly PreviewWarning[] } {
  const decided = facts.map((column) => {
    const type = columnType(column);
    const identifier = looksLikeIdentifier(column);
    const { name, distinct } = column;
    const missing = column.rows - column.present;
    const known = { name, type, missing, distinct, identifier };
    const { role, warnings } = decideRole(known, chosen, ignored);
    const integer = column.integers === column.present;
    const { dateOrder } = column;
    const dates = type === 'datetime' && dateOrder !== undefined ? { dateOrder } : {};
    const { zeroLed: value } = column;
    const codes =
      value === undefined ? [] : [{ kind: 'leading-zeros', column: name, value } as const];
    const told = { name, type, role, missing, ...differentOf(column), integer, ...dates };
    return { column: told, warnings: [...codes, ...warnings] };
  });
  return {
    columns: decided.map(({ column }) => column),
    warnings: decided.flatMap(({ warnings }) => warnings),
  };
}
