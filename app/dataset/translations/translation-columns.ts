import { fail, ok, type Result } from '../../errors.ts';
import { type ColumnFacts, columnType } from '../column-type.ts';
import type { ImportOptions } from '../dataset.ts';
import type { GuessColumn } from '../guess-column.ts';
import { sideNamed } from './language-names.ts';

/** Columns of a table of translations. */
export interface TranslationColumns {
  readonly source: string;
  readonly target: string;
  /** Whether names or contents speak for translating one into the other; else it is only possible. */
  readonly likely: boolean;
}

/** Choices that bear on which columns these are. */
type Choices = Pick<ImportOptions, 'task' | 'target' | 'weight' | 'ignore' | 'text'>;

/** Says where rows came from in a source that has parts; see `default-recipe`. */
const SPLIT = 'split';

/**
 * The columns that hold a text and its translation: by choice, by names of languages or sides, or else the first two
 * that hold texts.
 * @param predictable whether the table has a column that something else could be learnt about
 * @returns null where there are none; `dataset/column-missing` where translations are asked for all the same
 */
export function findTranslations(
  facts: readonly ColumnFacts[],
  choices: Choices,
  predictable: boolean,
): Result<TranslationColumns | null> {
  const { task, target, weight, ignore = [], text } = choices;
  const free = facts.filter(({ name }) => ![weight, ...ignore].includes(name) && name !== SPLIT);
  const texts = free.filter((column) => columnType(column) === 'text');
  const worded = free.filter((column) => ['text', 'category'].includes(columnType(column)));
  const named = worded.filter(({ name }) => sideNamed(name) !== null);
  const asked = task === 'translation';
  const known = free.map(({ name }) => name);
  const likeliest = [named, texts, ...(asked ? [worded, free] : [])]
    .map((columns) => columns.map(({ name }) => name))
    .find((names) => pairOf(names, target, text?.column) !== null);
  const pair = pairOf(likeliest ?? [], target, text?.column);
  if (pair === null) {
    const column = text?.column ?? target ?? 'source';
    return asked ? fail({ code: 'dataset/column-missing', column, columns: known }) : ok(null);
  }
  const missing = [pair.source, pair.target].find((name) => !known.includes(name));
  if (missing !== undefined) {
    return asked
      ? fail({ code: 'dataset/column-missing', column: missing, columns: known })
      : ok(null);
  }
  const isNamed = [pair.source, pair.target].every((name) =>
    named.some((column) => column.name === name),
  );
  return ok({ ...pair, likely: isNamed || !predictable });
}

/** Two of some columns, the chosen ones among them; null where they are too few. */
function pairOf(
  names: readonly string[],
  target: string | undefined,
  source: string | undefined,
): Pick<TranslationColumns, 'source' | 'target'> | null {
  const others = names.filter((name) => name !== target && name !== source);
  const from = source ?? others.find((name) => sideNamed(name) === 'source') ?? others[0];
  const rest = others.filter((name) => name !== from);
  const to = target ?? rest.find((name) => sideNamed(name) === 'target') ?? rest[0];
  if (from === undefined || to === undefined || from === to) return null;
  return { source: from, target: to };
}

/** Roles for translating: both texts are read as they stand, and nothing else is but weights. */
export function readsTranslations(
  columns: readonly GuessColumn[],
  { source, target }: TranslationColumns,
): readonly GuessColumn[] {
  return columns.map((column) => {
    const { name, role } = column;
    if (name === source) return { ...column, type: 'text', role: 'feature' };
    if (name === target) return { ...column, type: 'text', role: 'target' };
    return role === 'weight' ? column : { ...column, role: 'ignored' };
  });
}
