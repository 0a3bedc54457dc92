import type { Column } from '../../../app/dataset/dataset.ts';
import type { Locale } from '../../locale.svelte.ts';

const SHOWN_VALUES = 4;

/** What a column holds, in one line: range and mean of numbers, the most frequent values of all else. */
export function columnSummary(column: Column, locale: Locale): string {
  const { minimum, maximum, mean, stddev, top } = column;
  if (minimum !== undefined && maximum !== undefined) {
    const range = `${locale.number(minimum)} – ${locale.number(maximum)}`;
    if (mean === undefined || stddev === undefined) return range;
    return locale.text('datasets.number-summary', {
      range,
      mean: locale.number(mean, 3),
      stddev: locale.number(stddev, 3),
    });
  }
  if (top === undefined || top.length === 0) return '';
  const values = top.slice(0, SHOWN_VALUES).map(({ value, count }) => `${value} (${count})`);
  return locale.list(top.length > SHOWN_VALUES ? [...values, '…'] : values);
}
