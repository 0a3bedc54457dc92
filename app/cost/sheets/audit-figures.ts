import type { SheetName } from '../fact-sheets.ts';
import type { RowFinding } from './audit-rules.ts';
import { ageMonths, isStale } from './figure-age.ts';
import { longPromptGap } from './long-prompt-gap.ts';
import { type AnyRow, definitionOf, rowKey } from './read-row.ts';

/** Derived figures are rounded to a few digits in the sources. */
const ROUNDING = 0.02;

type Rule = (row: AnyRow, sheet: SheetName, today: string) => readonly Omit<RowFinding, 'row'>[];

/** What a row says about itself, without looking at others. */
export function figureFindings(
  sheet: SheetName,
  row: AnyRow,
  today: string,
): readonly RowFinding[] {
  const key = rowKey(sheet, row);
  return RULES.flatMap((rule) => rule(row, sheet, today)).map((finding) => ({
    ...finding,
    row: key,
  }));
}

const dates: Rule = (row, sheet, today) => {
  const asOf = String(row.as_of);
  if (asOf > today) return [{ column: 'as_of', rule: 'date-ahead', values: { asOf } }];
  const months = ageMonths(asOf, today) ?? 0;
  if (isStale(sheet, row, today))
    return [{ column: 'as_of', rule: 'stale', values: { asOf, months } }];
  if (definitionOf(sheet).staleAfterMonths === null || asOf.length > 4) return [];
  return [{ column: 'as_of', rule: 'year-only', values: { asOf } }];
};

const remembered: Rule = ({ confidence }) =>
  confidence === 'recalled' ? [{ column: null, rule: 'recalled', values: {} }] : [];

/** Money of 0 often means that nobody knew, seldom that it is free. */
const free: Rule = (row, sheet) =>
  Object.entries(definitionOf(sheet).columns).flatMap(([column, { unit }]) =>
    row[column] === 0 && (unit?.startsWith('USD/') ?? false)
      ? [{ column, rule: 'zero-price', values: {} }]
      : [],
  );

const bands: Rule = (row, sheet) =>
  Object.entries(definitionOf(sheet).columns).flatMap(([column, { unit, plausible }]) => {
    const value = row[column];
    if (plausible === null || typeof value !== 'number' || value === 0) return [];
    const [low, high] = plausible;
    if (value >= low && value <= high) return [];
    return [{ column, rule: 'implausible', values: { value, low, high, unit: unit ?? '' } }];
  });

/** Two columns that say the same must agree. */
const DERIVED: readonly {
  readonly column: string;
  readonly from: (row: AnyRow) => number | null;
}[] = [
  {
    column: 'on_demand_usd_per_gpu_h',
    from: (row) => ratio(row.on_demand_usd_per_h, row.gpu_count),
  },
  { column: 'spot_usd_per_gpu_h', from: (row) => ratio(row.spot_usd_per_h, row.gpu_count) },
  {
    column: 'input_usd_per_mtok',
    from: (row) => ratio(row.input_local_per_mtok, row.fx_local_per_usd),
  },
  {
    column: 'output_usd_per_mtok',
    from: (row) => ratio(row.output_local_per_mtok, row.fx_local_per_usd),
  },
  {
    column: 'blended_3to1_usd_per_mtok',
    from: ({ input_usd_per_mtok: input, output_usd_per_mtok: output }) =>
      typeof input === 'number' && typeof output === 'number' ? (3 * input + output) / 4 : null,
  },
];

const derived: Rule = (row) =>
  DERIVED.flatMap(({ column, from }) => {
    const [value, expected] = [row[column], from(row)];
    if (typeof value !== 'number' || expected === null) return [];
    if (Math.abs(value - expected) <= ROUNDING * Math.max(value, expected)) return [];
    return [{ column, rule: 'inconsistent', values: { value, expected: short(expected) } }];
  });

/** Pairs of which the first should be the lower one. */
const ORDERED: readonly {
  readonly low: string;
  readonly high: string;
  readonly rule:
    | 'spot-not-cheaper'
    | 'cached-above-input'
    | 'output-below-input'
    | 'tariff-order'
    | 'long-prompt-cheaper'
    | 'long-prompt-unreachable';
  readonly mayBeEqual: boolean;
}[] = [
  {
    low: 'spot_usd_per_h',
    high: 'on_demand_usd_per_h',
    rule: 'spot-not-cheaper',
    mayBeEqual: false,
  },
  {
    low: 'cached_input_usd_per_mtok',
    high: 'input_usd_per_mtok',
    rule: 'cached-above-input',
    mayBeEqual: true,
  },
  {
    low: 'input_usd_per_mtok',
    high: 'output_usd_per_mtok',
    rule: 'output-below-input',
    mayBeEqual: true,
  },
  {
    low: 'long_prompt_cached_input_usd_per_mtok',
    high: 'long_prompt_input_usd_per_mtok',
    rule: 'cached-above-input',
    mayBeEqual: true,
  },
  {
    low: 'input_usd_per_mtok',
    high: 'long_prompt_input_usd_per_mtok',
    rule: 'long-prompt-cheaper',
    mayBeEqual: true,
  },
  {
    low: 'output_usd_per_mtok',
    high: 'long_prompt_output_usd_per_mtok',
    rule: 'long-prompt-cheaper',
    mayBeEqual: true,
  },
  {
    low: 'long_prompt_above_tokens',
    high: 'context_window',
    rule: 'long-prompt-unreachable',
    mayBeEqual: false,
  },
  {
    low: 'price_large_industrial_usd_per_kwh',
    high: 'price_small_business_usd_per_kwh',
    rule: 'tariff-order',
    mayBeEqual: true,
  },
];

const order: Rule = (row) =>
  ORDERED.flatMap(({ low, high, rule, mayBeEqual }) => {
    const [lower, higher] = [row[low], row[high]];
    if (typeof lower !== 'number' || typeof higher !== 'number' || lower === 0 || higher === 0) {
      return [];
    }
    if (lower < higher || (mayBeEqual && lower === higher)) return [];
    return [{ column: low, rule, values: { value: lower, other: higher } }];
  });

/** A threshold without prices, or prices without a threshold. */
const longPrompts: Rule = (row) => {
  const column = longPromptGap(row);
  return column === null ? [] : [{ column, rule: 'long-prompt-incomplete', values: {} }];
};

const RULES: readonly Rule[] = [dates, remembered, free, bands, derived, order, longPrompts];

function ratio(amount: unknown, by: unknown): number | null {
  return typeof amount === 'number' && typeof by === 'number' && by > 0 ? amount / by : null;
}

function short(value: number): number {
  return Number(value.toPrecision(4));
}
