import type { Language } from '../language.ts';
import { text } from '../text.ts';
import type { FigureSource } from './run-cost.ts';

/** Who says so: the sheet's source as it is; of a figure that the user put in a sheet, that and their note. */
export function sourceName({ source, asOf, kind }: FigureSource, language: Language): string {
  if (kind !== 'user' || asOf === null) return source;
  return source === 'prices'
    ? text(language, 'source.own')
    : text(language, 'source.own-note', { note: source });
}
