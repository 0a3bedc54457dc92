import { formatNumber } from './format.ts';
import type { Language } from './language.ts';
import { type MessageKey, type MessageValues, text } from './text.ts';

/**
 * What a value should have been, in words. Failures hold it in one notation for scripts, whatever the
 * reader's language: `integer in [1, 64]`, `relu | tanh`, `number > 0 | null`. What is not in that
 * notation, such as a name, stays as it is.
 */
export function expectedWords(expected: string, language: Language): string {
  const columns = /^column: (.+)$/s.exec(expected)?.[1];
  if (columns !== undefined) {
    return text(language, 'expected.column', { columns: listed(columns.split(' | '), language) });
  }
  const [first = '', ...others] = expected.split(' | ');
  const kind = words(KINDS, first, language);
  if (others.length === 0) return kind ?? expected;
  return kind !== null && others.length === 1 && others[0] === 'null'
    ? text(language, 'expected.or-null', { kind })
    : text(language, 'expected.one-of', { choices: listed([first, ...others], language) });
}

/** A notation and its message; what the groups catch are the message's values. */
type Pattern = readonly [RegExp, MessageKey];

const BOUNDS: readonly Pattern[] = [
  [/^in \[(?<low>\S+), (?<high>\S+)\]$/, 'expected.bounds.from-to'],
  [/^in \((?<low>\S+), (?<high>\S+)\]$/, 'expected.bounds.above-to'],
  [/^in \[(?<low>\S+), (?<high>\S+)\)$/, 'expected.bounds.from-below'],
  [/^in \((?<low>\S+), (?<high>\S+)\)$/, 'expected.bounds.above-below'],
  [/^≥ (?<low>\S+)$/, 'expected.bounds.from'],
  [/^> (?<low>\S+)$/, 'expected.bounds.above'],
  [/^≤ (?<high>\S+)$/, 'expected.bounds.to'],
  [/^< (?<high>\S+)$/, 'expected.bounds.below'],
];

const KINDS: readonly Pattern[] = [
  [/^number$/, 'expected.number'],
  [/^number (?<bounds>(?:in|[≥>≤<]) .+)$/, 'expected.number-bounded'],
  [/^integer$/, 'expected.integer'],
  [/^date$/, 'expected.date'],
  [/^integer (?<bounds>(?:in|[≥>≤<]) .+)$/, 'expected.integer-bounded'],
  [/^integer or \[height, width\]$/, 'expected.size-pair'],
  [/^integer or \[height, width\] (?<bounds>.+)$/, 'expected.size-pair-bounded'],
  [/^integer or \[depth, height, width\]$/, 'expected.size-triple'],
  [/^integer or \[depth, height, width\] (?<bounds>.+)$/, 'expected.size-triple-bounded'],
  [/^integer or \[before, after\]$/, 'expected.border'],
  [/^integer or \[before, after\] (?<bounds>.+)$/, 'expected.border-bounded'],
  [/^integer, \[rows, columns\] or \[\[top, bottom\], \[left, right\]\]$/, 'expected.borders'],
  [
    /^integer, \[rows, columns\] or \[\[top, bottom\], \[left, right\]\] (?<bounds>.+)$/,
    'expected.borders-bounded',
  ],
  [/^integers, Σ < (?<high>\d+)$/, 'expected.total-below'],
  [/^1–(?<rank>\d+) integers$/, 'expected.shape'],
  [/^1–(?<rank>\d+) integers (?<bounds>.+)$/, 'expected.shape-bounded'],
  [/^sizes or null each (?<bounds>.+)$/, 'expected.open-shape'],
  [/^1 or null or size of (?<sizes>.+)$/, 'expected.draws'],
  [/^axis or list of axes$/, 'expected.axes'],
  [/^axis or list of axes (?<bounds>.+)$/, 'expected.axes-bounded'],
  [/^balanced or list of numbers (?<bounds>.+)$/, 'expected.balanced-or-numbers'],
  [/^number or list of numbers$/, 'expected.numbers'],
  [/^number or list of numbers (?<bounds>.+)$/, 'expected.numbers-bounded'],
  [/^1 or (?<count>\d+) numbers$/, 'expected.one-or-numbers'],
  [/^sizes, Π = (?<count>\d+)$/, 'expected.sizes-product'],
  [/^axes 1–(?<rank>\d+) in some order$/, 'expected.axes-order'],
  [/^axis or \[first, second\]$/, 'expected.axis-pair'],
  [/^axis of (?<rank>\d+)$/, 'expected.axis'],
  [/^axes of (?<rank>\d+) but the last$/, 'expected.axes-but-last'],
  [/^one axis with (?<argument>\w+)$/, 'expected.one-axis-with'],
  [/^even integer$/, 'expected.even-integer'],
  [/^multiple of (?<count>\d+)$/, 'expected.multiple-of'],
  [/^weight axis of (?<rank>\d+)$/, 'expected.weight-axis'],
  [/^initializer for (?<rank>\d+) axes$/, 'expected.initializer'],
  [/^regularizer for (?<rank>\d+) axes$/, 'expected.regularizer'],
  [/^divisor of (?<count>\d+) or -1$/, 'expected.divisor-or-all'],
  [/^(?<count>\d+) numbers$/, 'expected.count-of-numbers'],
  [/^ascending integers$/, 'expected.ascending-integers'],
  [/^divisor of (?<count>\d+)$/, 'expected.divisor-of'],
  [/^divisor of (?<left>\d+) and (?<right>\d+)$/, 'expected.divisor'],
  [/^date$/, 'expected.date'],
  [/^date in \((?<low>\S+), (?<high>\S+)\]$/, 'expected.date-within'],
  [/^text$/, 'expected.text'],
  [/^text, not empty$/, 'expected.text-not-empty'],
  [/^list$/, 'expected.list'],
  [/^absent$/, 'expected.absent'],
  [/^new name$/, 'expected.new-name'],
  [/^key=value$/, 'expected.key-value'],
  [/^image$/, 'expected.image'],
  [/^JSON object$/, 'expected.json-object'],
  [/^tariff region$/, 'expected.tariff-region'],
  [/^(ISO 4217 code|\[A-Z\]\{3\})$/, 'expected.currency'],
  [/^fractions > 0, Σ = 1$/, 'expected.fractions'],
  [/^date$/, 'expected.date'],
  [/^low ≤ base ≤ high$/, 'expected.range-in-order'],
  [/^rate to USD$/, 'expected.rate-to-usd'],
  [/^amounts by name$/, 'expected.amounts-by-name'],
  [/^price schedule$/, 'expected.price-schedule'],
  [/^SHEET\.ROW\.COLUMN$/, 'expected.figure-key'],
  [/^1 \(strides > 1\)$/, 'expected.no-dilation'],
  [/^\[A-Za-z\]\[A-Za-z0-9_\.-\]\{0,63\}$/, 'expected.layer-id'],
  [/^(?<none>\S+) or list of (?<choices>.+)$/, 'expected.choices'],
];

function words(patterns: readonly Pattern[], notation: string, language: Language): string | null {
  for (const [pattern, key] of patterns) {
    const match = pattern.exec(notation);
    if (match !== null) return text(language, key, boundsWorded(match.groups ?? {}, language));
  }
  return null;
}

/** Numbers whose thousands are set apart, and all digits of them. */
const LARGE = /^\d{5,}$/;
const DIGITS = 15;

function boundsWorded(groups: Record<string, string>, language: Language): MessageValues {
  const { bounds } = groups;
  if (bounds !== undefined) {
    return { ...groups, bounds: words(BOUNDS, bounds, language) ?? bounds };
  }
  return Object.fromEntries(
    Object.entries(groups).map(([name, value]) => [
      name,
      LARGE.test(value) ? formatNumber(Number(value), language, DIGITS) : value,
    ]),
  );
}

function listed(names: readonly string[], language: Language): string {
  return names.join(language === 'zh' ? '、' : ', ');
}
