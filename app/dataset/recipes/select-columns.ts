import type { FrameColumn, FrameType } from './frame.ts';
import type { ColumnSelection } from './recipe-steps.ts';

/** What is wrong with a recipe, and where: `steps[2].columns[0]`. */
export interface RecipeFault {
  readonly place: string;
  readonly value: string;
  /** In the notation of `expectedWords`. */
  readonly expected: string;
}

export type Selected =
  | { readonly ok: true; readonly columns: readonly FrameColumn[] }
  | { readonly ok: false; readonly fault: RecipeFault };

/**
 * The columns that a step means, in the frame's order. By type or pattern it gets those of the types that
 * it takes; a name that is no column, or one of another type, is a fault.
 * @param reserved columns that only their name selects: the target, the weights
 */
export function selectColumns(
  selection: ColumnSelection,
  columns: readonly FrameColumn[],
  accepted: readonly FrameType[],
  reserved: readonly string[],
  place: string,
): Selected {
  if (isNames(selection)) return byName(selection, columns, accepted, place);
  const { except = [] } = selection;
  const names = columns.map(({ name }) => name);
  const unknown = except.findIndex((name) => !names.includes(name));
  if (unknown >= 0) {
    return notAColumn(`${place}.except[${unknown}]`, except[unknown] ?? '', names);
  }
  const matches = matcher(selection);
  return {
    ok: true,
    columns: columns.filter(
      (column) =>
        accepted.includes(column.type) &&
        !reserved.includes(column.name) &&
        !except.includes(column.name) &&
        matches(column),
    ),
  };
}

function isNames(selection: ColumnSelection): selection is readonly string[] {
  return Array.isArray(selection);
}

function byName(
  selection: readonly string[],
  columns: readonly FrameColumn[],
  accepted: readonly FrameType[],
  place: string,
): Selected {
  const usable = columns.filter(({ type }) => accepted.includes(type)).map(({ name }) => name);
  for (const [at, name] of selection.entries()) {
    if (!usable.includes(name)) return notAColumn(`${place}[${at}]`, name, usable);
  }
  return { ok: true, columns: columns.filter(({ name }) => selection.includes(name)) };
}

function notAColumn(place: string, value: string, names: readonly string[]): Selected {
  return { ok: false, fault: { place, value, expected: columnsExpected(names) } };
}

/** Names that would do, in the notation of `expectedWords`. */
export function columnsExpected(names: readonly string[]): string {
  return `column: ${names.join(' | ')}`;
}

function matcher(
  selection: Exclude<ColumnSelection, readonly string[]>,
): (column: FrameColumn) => boolean {
  if ('pattern' in selection) return ({ name }) => matchesPattern(name, selection.pattern);
  const types: readonly string[] =
    typeof selection.type === 'string' ? [selection.type] : selection.type;
  return ({ type }) => types.includes(type);
}

/** Whether a text has the form of a pattern of `*` and `?`, in time of length × length at most. */
export function matchesPattern(text: string, pattern: string): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let retry = 0;
  while (at < text.length) {
    const wanted = pattern[place];
    if (wanted === '*') {
      star = place;
      retry = at;
      place += 1;
    } else if (wanted === '?' || wanted === text[at]) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      retry += 1;
      at = retry;
      place = star + 1;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(place));
}
