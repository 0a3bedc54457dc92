import { assumptionWords } from '../app/cost/decision/assumption-words.ts';
import type { CostBasis, FigureSource } from '../app/cost/run-cost.ts';
import { sourceName } from '../app/cost/source-name.ts';
import { isMessageKey } from '../app/text.ts';
import type { Locale } from './locale.svelte.ts';

/** What an estimate rests on, as a sentence. */
export function basisText({ key, values }: CostBasis, locale: Locale): string {
  if (!isMessageKey(key)) return key;
  const worded = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'number' ? figureText(name, value, locale) : value,
  ]);
  return locale.text(key, Object.fromEntries(worded));
}

/** A figure whose name ends in `Usd` is an amount of money. */
function figureText(name: string, value: number, locale: Locale): string {
  return name.endsWith('Usd') ? locale.money(value) : locale.number(value);
}

/** Where a figure comes from and how old it is. */
export function sourceText(from: FigureSource, locale: Locale): string {
  const { source, asOf, kind } = from;
  if (kind === 'user' && asOf === null) {
    return locale.text(source === 'settings' ? 'cost.source-settings' : 'source.own');
  }
  if (kind === 'measured') return locale.text('cost.source-measured');
  const dated =
    asOf === null
      ? source
      : locale.text('cost.source-dated', {
          source: sourceName(from, locale.language),
          date: locale.date(asOf),
          age: locale.figureAge(asOf),
        });
  // An assumption without a source is its own reason, and says that it is one.
  if (kind === 'assumption' && asOf === null) return assumptionWords(source, locale.language);
  return kind === 'assumption' ? locale.text('cost.source-assumption', { source: dated }) : dated;
}

/** Whether a figure is a guess that others may make differently, and is marked with ≈. */
export function isEstimated({ kind }: FigureSource): boolean {
  return kind === 'assumption';
}
