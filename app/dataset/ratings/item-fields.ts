import { wordsOf } from '../../text/words.ts';
import { parseNumber, presentText } from '../raw-value.ts';

/** What of an item a column says, in tokens; `first` is the lowest of the column's own. */
export type ItemField =
  /** One token, where the column says 1. */
  | { readonly kind: 'flag'; readonly column: string; readonly first: number }
  /** A token for each value; cells may list several. */
  | {
      readonly kind: 'values';
      readonly column: string;
      readonly first: number;
      readonly separator: Separator | null;
      readonly values: readonly string[];
    }
  /** The bin that a number, or the year in a text, falls into: between edges that part training's items evenly. */
  | {
      readonly kind: 'bins';
      readonly column: string;
      readonly first: number;
      readonly of: 'number' | 'year';
      readonly edges: readonly number[];
    }
  /** Words, each hashed to one of so many tokens. */
  | {
      readonly kind: 'words';
      readonly column: string;
      readonly first: number;
      readonly buckets: number;
    };

export interface ItemFields {
  readonly fields: readonly ItemField[];
  /** Tokens of one item at the most; 0 fills up. */
  readonly length: number;
  /** Tokens that there are, that of nothing included. */
  readonly vocabulary: number;
}

const SEPARATORS = ['|', ';', ','] as const;
type Separator = (typeof SEPARATORS)[number];

/** Of what an item has more, the rest is left out. */
export const MOST_TOKENS = 48;
const MOST_VALUES = 512;
const WORD_BUCKETS = 1024;
const BINS = 16;
/** Characters of a cell that are read. */
const LONGEST_CELL = 4000;
/** Different values that are told apart, and numbers that bins are made from. */
const MOST_DISTINCT = 5000;
const MOST_NUMBERS = 200_000;
/** Whole numbers that are all different say which item it is, from so many items on. */
const FEWEST_FOR_IDENTIFIER = 20;
const FEW_VALUES = 20;

const YEAR_AT_END = /\((\d{4})\)\s*$/;
const YEAR = /(?<!\d)(1[89]\d\d|20\d\d)(?!\d)/;
const LONGEST_DATE = 30;

/** What a column's cells are like, over the items that training knows. */
interface ColumnStats {
  present: number;
  links: number;
  integers: number;
  withYear: number;
  yearAtEnd: number;
  readonly numbers: number[];
  readonly years: number[];
  readonly values: Map<string, number>;
  /** Pieces of cells by separator, and how many cells have it. */
  readonly pieces: Readonly<Record<Separator, Map<string, number>>>;
  readonly listed: Record<Separator, number>;
}

/** Learns which columns of a table say what of its items, from items that training knows only. */
export class ItemFieldFit {
  readonly #columns: readonly string[];
  readonly #title: string | null;
  readonly #stats: readonly ColumnStats[];
  #items = 0;

  /** @param columns all but the id's */
  constructor(columns: readonly string[], title: string | null) {
    this.#columns = columns;
    this.#title = title;
    this.#stats = columns.map(() => ({
      present: 0,
      links: 0,
      integers: 0,
      withYear: 0,
      yearAtEnd: 0,
      numbers: [],
      years: [],
      values: new Map(),
      pieces: { '|': new Map(), ';': new Map(), ',': new Map() },
      listed: { '|': 0, ';': 0, ',': 0 },
    }));
  }

  /** @param cells in the order of the columns */
  add(cells: readonly (string | null)[]): void {
    this.#items += 1;
    for (const [at, stats] of this.#stats.entries()) {
      const text = presentText(cells[at]?.slice(0, LONGEST_CELL));
      if (text !== null) count(stats, text);
    }
  }

  finish(): Pick<ItemFields, 'fields' | 'vocabulary'> {
    const fields: ItemField[] = [];
    // 0 fills up.
    let first = 1;
    for (const [at, column] of this.#columns.entries()) {
      const stats = this.#stats[at];
      if (stats === undefined || stats.present === 0) continue;
      for (const found of fieldsOf(column, stats, column === this.#title)) {
        const field: ItemField = { ...found, first };
        fields.push(field);
        first += tokensOf(field);
      }
    }
    return { fields, vocabulary: first };
  }
}

function count(stats: ColumnStats, text: string): void {
  stats.present += 1;
  if (/^https?:\/\//i.test(text)) stats.links += 1;
  const number = parseNumber(text);
  if (number !== null) {
    if (Number.isInteger(number)) stats.integers += 1;
    if (stats.numbers.length < MOST_NUMBERS) stats.numbers.push(number);
  }
  tally(stats.values, text);
  const ending = yearOf(text, true);
  if (ending !== null) stats.yearAtEnd += 1;
  const year = ending ?? (text.length <= LONGEST_DATE ? yearOf(text, false) : null);
  if (year !== null) {
    stats.withYear += 1;
    if (stats.years.length < MOST_NUMBERS) stats.years.push(year);
  }
  for (const separator of SEPARATORS) {
    const pieces = piecesOf(text, separator);
    if (pieces.length > 1) stats.listed[separator] += 1;
    for (const piece of pieces) tally(stats.pieces[separator], piece);
  }
}

function tally(counts: Map<string, number>, value: string): void {
  const known = counts.get(value);
  if (known === undefined && counts.size >= MOST_DISTINCT) return;
  counts.set(value, (known ?? 0) + 1);
}

function piecesOf(text: string, separator: Separator): readonly string[] {
  return text
    .split(separator)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
}

function yearOf(text: string, atEnd: boolean): number | null {
  const found = (atEnd ? YEAR_AT_END : YEAR).exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

type Found = ItemField extends infer Field
  ? Field extends ItemField
    ? Omit<Field, 'first'>
    : never
  : never;

/** What a column is read as; nothing where it only says which item it is, or where to look it up. */
function fieldsOf(column: string, stats: ColumnStats, isTitle: boolean): readonly Found[] {
  const { present, values, numbers } = stats;
  if (stats.links >= 0.9 * present) return [];
  if (numbers.length === Math.min(present, MOST_NUMBERS)) {
    if ([...values.keys()].every((value) => value === '0' || value === '1')) {
      return [{ kind: 'flag', column }];
    }
    const isIdentifier =
      stats.integers === present && values.size === present && present >= FEWEST_FOR_IDENTIFIER;
    return isIdentifier ? [] : [{ kind: 'bins', column, of: 'number', edges: edgesOf(numbers) }];
  }
  const words: Found = { kind: 'words', column, buckets: WORD_BUCKETS };
  const years: Found = { kind: 'bins', column, of: 'year', edges: edgesOf(stats.years) };
  if (isTitle) return stats.yearAtEnd >= 0.5 * present ? [years, words] : [words];
  const separator = separatorOf(stats);
  if (separator !== null) return [listing(column, separator, stats.pieces[separator])];
  if (stats.withYear >= 0.9 * present) return [years];
  const isCategory = values.size <= Math.max(FEW_VALUES, present / 2);
  return isCategory && values.size < MOST_DISTINCT ? [listing(column, null, values)] : [words];
}

/** What parts the values that cells list: they recur, while what commas part in prose does not. */
function separatorOf({ present, listed, pieces }: ColumnStats): Separator | null {
  const found = SEPARATORS.find((separator) => {
    const counts = pieces[separator];
    const total = [...counts.values()].reduce((sum, one) => sum + one, 0);
    return listed[separator] >= 0.1 * present && counts.size * 2 <= total;
  });
  return found ?? null;
}

function listing(
  column: string,
  separator: Separator | null,
  counts: ReadonlyMap<string, number>,
): Found {
  const values = [...counts]
    .toSorted(([left, a], [right, b]) => b - a || (left < right ? -1 : 1))
    .slice(0, MOST_VALUES)
    .map(([value]) => value);
  return { kind: 'values', column, separator, values };
}

function edgesOf(numbers: readonly number[]): readonly number[] {
  const sorted = Float64Array.from(numbers).sort();
  const edges = Array.from(
    { length: BINS - 1 },
    (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / BINS)] ?? 0,
  );
  return [...new Set(edges)];
}

/** Tokens of a column's own. */
function tokensOf(field: ItemField): number {
  switch (field.kind) {
    case 'flag':
      return 1;
    case 'values':
      return field.values.length;
    case 'bins':
      return field.edges.length + 1;
    case 'words':
      return field.buckets;
  }
}

/** @returns tells the tokens of an item from its cells, in the order of `columns`, each once, at most `MOST_TOKENS` */
export function openItemFields(
  fields: readonly ItemField[],
  columns: readonly string[],
): (cells: readonly (string | null)[]) => readonly number[] {
  const readers = fields.map((field) => ({
    at: columns.indexOf(field.column),
    read: readerOf(field),
  }));
  return (cells) => {
    const tokens = new Set<number>();
    for (const { at, read } of readers) {
      const text = presentText(cells[at]?.slice(0, LONGEST_CELL));
      if (text === null) continue;
      for (const token of read(text)) if (tokens.size < MOST_TOKENS) tokens.add(token);
    }
    return [...tokens];
  };
}

function readerOf(field: ItemField): (text: string) => readonly number[] {
  const { first } = field;
  switch (field.kind) {
    case 'flag':
      return (text) => (text === '1' ? [first] : []);
    case 'values': {
      const { separator } = field;
      const places = new Map(field.values.map((value, at) => [value, at]));
      return (text) =>
        (separator === null ? [text] : piecesOf(text, separator)).flatMap((piece) => {
          const place = places.get(piece);
          return place === undefined ? [] : [first + place];
        });
    }
    case 'bins':
      return (text) => {
        const value =
          field.of === 'number' ? parseNumber(text) : (yearOf(text, true) ?? yearOf(text, false));
        return value === null ? [] : [first + field.edges.filter((edge) => value >= edge).length];
      };
    case 'words':
      return (text) =>
        wordsOf(text.toLowerCase())
          .filter((word) => /[\p{L}\p{N}]/u.test(word))
          .map((word) => first + (hashOf(word) % field.buckets));
  }
}

/** FNV-1a over UTF-16 code units. @source Fowler, Noll and Vo; RFC 9923 */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at += 1) {
    hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
