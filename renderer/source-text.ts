import type { FigureSource } from '../app/cost/run-cost.ts';
import type { Locale } from './locale.svelte.ts';

/** Where a figure comes from and how old it is. */
export function sourceText({ source, asOf, kind }: FigureSource, locale: Locale): string {
  if (kind === 'user') {
    return locale.text(source === 'settings' ? 'cost.source-settings' : 'source.own');
  }
  if (kind === 'measured') return locale.text('cost.source-measured');
  const dated =
    asOf === null
      ? source
      : locale.text('cost.source-dated', {
          source,
          date: locale.date(asOf),
          age: locale.figureAge(asOf),
        });
  return kind === 'assumption' ? locale.text('cost.source-assumption', { source: dated }) : dated;
}

/** Whether a figure is a guess that others may make differently, and is marked with ≈. */
export function isEstimated({ kind }: FigureSource): boolean {
  return kind === 'assumption';
}
