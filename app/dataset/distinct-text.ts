import { formatCount } from '../format.ts';
import type { Language } from '../language.ts';
import type { Column } from './dataset.ts';

/** How many different values a column has, `≈` where that is an estimate; nothing where they are not counted. */
export function distinctText(
  { distinct, distinctEstimated }: Pick<Column, 'distinct' | 'distinctEstimated'>,
  language: Language,
): string {
  if (distinct === null) return '';
  const told = formatCount(distinct, language);
  return distinctEstimated ? `≈\u00a0${told}` : told;
}
