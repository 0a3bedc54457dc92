import { parseNumber, presentText } from './raw-value.ts';

const TOTAL =
  /^(((grand|overall) )?(totals?|sum)|gesamt(summe)?|summe|somme|totale|total (general|général)|итого|всего|合 ?计|总 ?计|共 ?计|总 ?和|合 ?計|總 ?計|総 ?計)\s*[:：]?$/i;

/** Whether a cell says that a row adds up those above. */
export function isTotalWord(cell: string): boolean {
  return TOTAL.test(cell.trim());
}

/** A row that says of itself that it adds up those above. */
export interface TotalRow {
  /** Column with the word, and the word. */
  readonly label: number;
  readonly value: string;
  /** What stands in other columns. */
  readonly numbers: readonly { readonly column: number; readonly text: string }[];
}

/** A row that holds one text, a word for a total, and else nothing but numbers; null for any other. */
export function totalRow(cells: readonly (string | null)[]): TotalRow | null {
  const filled = [...cells.entries()].flatMap(([column, cell]) => {
    const text = presentText(cell);
    return text === null ? [] : [{ column, text }];
  });
  const texts = filled.filter(({ text }) => parseNumber(text) === null);
  const [only] = texts;
  if (only === undefined || texts.length > 1 || !isTotalWord(only.text)) return null;
  const numbers = filled.filter((cell) => cell !== only);
  return { label: only.column, value: only.text, numbers };
}

/** What the rows above hold in one column. */
export interface ColumnSum {
  readonly numbers: number;
  readonly sum: number;
}

const FLOAT_ERROR = 1e-9;

/**
 * Whether a cell is the sum of those above, or their mean, as far as its digits tell: what is shown with fewer digits
 * than were added up is off by some of the last place.
 */
export function addsUp(text: string, { numbers, sum }: ColumnSum): 'sum' | 'mean' | null {
  const value = Number(text);
  const places = /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
  const rounding = places === 0 ? 0 : 0.5 * 10 ** -places;
  const near = (other: number, slack: number) =>
    Math.abs(value - other) <= slack + FLOAT_ERROR * Math.abs(other);
  if (numbers === 0) return null;
  if (near(sum, rounding * (1 + Math.sqrt(numbers)))) return 'sum';
  return near(sum / numbers, Math.max(rounding, places === 0 ? 0.5 : 0)) ? 'mean' : null;
}
