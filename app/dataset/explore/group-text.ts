import { formatNumber } from '../../format.ts';
import type { Language } from '../../language.ts';
import type { TargetGroup, TargetPlot } from './relations.ts';

/** What rows a group is of, in words: a value, a number, or bounds. */
export function groupText(
  { value, from, to }: TargetGroup,
  { type }: Pick<TargetPlot, 'type'>,
  language: Language,
): string {
  if (value !== null) return value;
  const told = (bound: number) =>
    type === 'datetime'
      ? new Date(bound).toISOString().slice(0, 10)
      : formatNumber(bound, language);
  if (from === null || to === null) return '';
  return from === to ? told(from) : `${told(from)} – ${told(to)}`;
}
