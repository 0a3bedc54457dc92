import { parseNumber, presentText } from '../raw-value.ts';
import type { FittedInput } from './fitted-table.ts';
import type { Vector } from './frame.ts';
import { readDate } from './read-date.ts';

/** A cell that is none of its column's type. */
export interface BadCell {
  readonly row: number;
  readonly value: string;
}

/**
 * Reads raw cells of one column.
 * @returns the first cell that the column refuses, if any; its value is missing
 */
export function readCells(
  input: FittedInput,
  cells: readonly (string | null | undefined)[],
): { readonly vector: Vector; readonly bad: BadCell | null } {
  const texts = cells.map(presentText);
  if (input.type !== 'number' && input.type !== 'datetime') {
    return { vector: { kind: 'texts', values: texts }, bad: null };
  }
  const read = (text: string) =>
    input.type === 'number' ? parseNumber(text) : readDate(text, input.dateOrder);
  let bad: BadCell | null = null;
  const values = Float64Array.from(texts, (text, row) => {
    const value = text === null ? null : read(text);
    if (text !== null && value === null && input.lenient !== true) bad ??= { row, value: text };
    return value ?? Number.NaN;
  });
  return { vector: { kind: 'numbers', values }, bad };
}
