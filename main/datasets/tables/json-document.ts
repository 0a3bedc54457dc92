/** How a file that begins with an object holds records, where it is not one object a line. */
export type JsonDocument =
  /** The first list of objects in one object; it begins at this byte. */
  | { readonly kind: 'list'; readonly key: string; readonly atByte: number }
  /** One object with a list for each column, or an object of rows by their names. */
  | { readonly kind: 'columns' };

interface Entry {
  readonly key: string;
  /** Where its value begins. */
  readonly at: number;
}

/**
 * Looks at a file's beginning: text without a byte order mark.
 * @param complete whether that is all of it
 * @returns null where it holds an object a line, or none
 */
export function jsonDocumentOf(head: string, complete: boolean): JsonDocument | null {
  const { entries, end } = topLevel(head);
  // Another object behind the first: one a line.
  if (entries.length === 0 || (end !== null && head.slice(end).trim() !== '')) return null;
  if (end === null && complete) return null;
  const list = entries.find(({ at }) => /^\[\s*\{/.test(head.slice(at, at + 64)));
  if (list !== undefined) {
    const atByte = Buffer.byteLength(head.slice(0, list.at));
    return { kind: 'list', key: list.key, atByte };
  }
  const isColumn = ({ at }: Entry) => /^(\[\s*([^[{\s]|$)|\{)/.test(head.slice(at, at + 64));
  return entries.every(isColumn) ? { kind: 'columns' } : null;
}

/** Keys of the outermost object, with where their values begin, and where the object ends. */
function topLevel(text: string): {
  readonly entries: readonly Entry[];
  readonly end: number | null;
} {
  const entries: Entry[] = [];
  const token = /"(?:[^"\\]|\\.)*(?:"|\\?$)|[{}[\]:]/gs;
  let depth = 0;
  let key: string | null = null;
  if (!text.trimStart().startsWith('{')) return { entries, end: null };
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [mark] = found;
    if (mark === '{' || mark === '[') depth += 1;
    else if (mark === '}' || mark === ']') depth -= 1;
    else if (mark === ':' && depth === 1 && key !== null) {
      const at = token.lastIndex + (/\S|$/.exec(text.slice(token.lastIndex))?.index ?? 0);
      entries.push({ key, at });
      key = null;
    } else if (depth === 1 && mark.startsWith('"')) key = mark.slice(1, -1);
    if (depth === 0) return { entries, end: token.lastIndex };
  }
  return { entries, end: null };
}

/** A column's name and cells. */
export type JsonColumn = readonly [string, readonly unknown[]];

/** Records of columns of one length. */
export function recordsOf(columns: readonly JsonColumn[]): readonly Record<string, unknown>[] {
  const [[, first = []] = []] = columns;
  return first.map((_, row) =>
    Object.fromEntries(columns.map(([name, cells]) => [name, cells[row]])),
  );
}

/** Columns of an object: lists of one length, or objects with the same names of rows in them, as pandas writes them; null where it holds anything else. */
export function columnsOf(value: unknown): readonly JsonColumn[] | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const columns: JsonColumn[] = [];
  let names: string | null = null;
  for (const [name, cells] of Object.entries(value)) {
    if (typeof cells !== 'object' || cells === null) return null;
    const isList = Array.isArray(cells);
    const rows = isList ? String(cells.length) : JSON.stringify(Object.keys(cells));
    names ??= rows;
    if (rows !== names) return null;
    columns.push([name, isList ? cells : Object.values(cells)]);
  }
  return columns;
}
