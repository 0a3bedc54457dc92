import type { CostBasis } from '../cost/run-cost.ts';
import { formatNumber, formatPercent } from '../format.ts';
import type { Language } from '../language.ts';
import { isMessageKey, type MessageKey, text } from '../text.ts';

/** Words of the market lab, for page and command line alike. */

/** Values that are shares, and are read as per cent. */
const SHARES: ReadonlySet<string> = new Set([
  'share',
  'expected',
  'coverage80',
  'coverage95',
  'rise',
]);

/** A sentence of a claim's evidence. */
export function evidenceText({ key, values }: CostBasis, language: Language): string {
  if (!isMessageKey(key)) return key;
  const shown = Object.entries(values).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : valueText(name, value, language),
  ]);
  return text(language, key, Object.fromEntries(shown));
}

function valueText(name: string, value: number, language: Language): string {
  return SHARES.has(name) ? formatPercent(value, language, 0) : formatNumber(value, language, 3);
}

/** The name of a parameter, stock, auxiliary or flow. */
export function variableName(id: string, language: Language): string {
  const key = `market.variable.${id}`;
  return isMessageKey(key) ? text(language, key) : id;
}

/** `MMLU ≥ 82` */
export function className(id: string, language: Language): string {
  const [measure, floor = ''] = id.split('-');
  const key: MessageKey = measure === 'mmlu' ? 'market.class.mmlu' : 'market.class.aa';
  return text(language, key, { floor });
}

/** Above this, how many times cheaper says no more than that it is a lot. */
const MOST_TIMES = 9999;

/** How many times cheaper: three digits, and no false precision in what runs off. */
export function timesText(factor: number, language: Language): string {
  return factor > MOST_TIMES
    ? text(language, 'market.more-than', { value: formatNumber(MOST_TIMES, language) })
    : formatNumber(factor, language, 3);
}
