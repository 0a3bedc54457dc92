import type { Column } from '../../../../app/dataset/dataset.ts';

/** How one feature column is asked for. */
export type InputField =
  | {
      readonly kind: 'number';
      readonly column: string;
      readonly usual: string;
      readonly range: readonly [number, number] | null;
    }
  | {
      readonly kind: 'choice';
      readonly column: string;
      readonly usual: string;
      readonly choices: readonly string[];
    }
  | { readonly kind: 'text'; readonly column: string; readonly usual: string };

/**
 * Fields for the columns a model learned from, each with a usual value: the mean of numbers, the
 * most frequent of anything else.
 */
export function inputFields(columns: readonly Column[]): readonly InputField[] {
  return columns.filter(({ role }) => role === 'feature').map(inputField);
}

function inputField(column: Column): InputField {
  const { name, type, minimum, maximum, mean, top = [], distinct } = column;
  if (type === 'number') {
    const range =
      minimum === undefined || maximum === undefined ? null : ([minimum, maximum] as const);
    return { kind: 'number', column: name, usual: usualNumber(mean, range), range };
  }
  const choices = top.map(({ value }) => value);
  const usual = choices[0] ?? '';
  // The profile keeps the most frequent values only; where there are more, any may be typed.
  return distinct !== null && choices.length > 0 && choices.length >= distinct
    ? { kind: 'choice', column: name, usual, choices }
    : { kind: 'text', column: name, usual };
}

/** As many digits as tell a hundredth of the column's range apart. */
function usualNumber(mean: number | undefined, range: readonly [number, number] | null): string {
  if (mean === undefined) return '';
  const span = range === null ? 0 : range[1] - range[0];
  if (span <= 0) return String(mean);
  const decimals = Math.max(0, Math.min(12, 2 - Math.floor(Math.log10(span))));
  return String(Number(mean.toFixed(decimals)));
}
