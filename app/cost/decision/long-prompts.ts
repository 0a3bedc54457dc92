import type { ApiPriceRow } from '../fact-sheets.ts';
import type { CostBasis } from '../run-cost.ts';
import { assumption, assumptionSource, type Figures, fromRow } from './figure.ts';
import type { ResolvedInputs } from './resolved-inputs.ts';
import { isLongPrompt } from './token-price.ts';

/*
 * Dearer prices of requests whose prompts are beyond a threshold. The arithmetic is `boughtTokenUsd`; here is where
 * its figures come from and what is said of them.
 */

/** What a row says of long prompts; nothing where it has no threshold. Prices of 0 mean unknown. */
export function longPromptFigures(row: ApiPriceRow): Figures {
  const above = row.long_prompt_above_tokens;
  if (above === null) return {};
  const priced = (id: keyof typeof PRICE_COLUMNS): Figures => {
    const usd = row[PRICE_COLUMNS[id]];
    return usd === null || usd <= 0 ? {} : { [id]: fromRow(id, usd, row, PRICE_COLUMNS[id]) };
  };
  const billing = row.long_prompt_billing;
  return {
    'api.longPromptTokens': fromRow('api.longPromptTokens', above, row, 'long_prompt_above_tokens'),
    ...priced('api.longInputUsdPerMtok'),
    ...priced('api.longCachedUsdPerMtok'),
    ...priced('api.longOutputUsdPerMtok'),
    ...(billing === null
      ? {}
      : {
          'api.longWholeShare': {
            ...fromRow('api.longWholeShare', WHOLE_SHARE[billing], row, 'long_prompt_billing'),
          },
        }),
  };
}

const PRICE_COLUMNS = {
  'api.longInputUsdPerMtok': 'long_prompt_input_usd_per_mtok',
  'api.longCachedUsdPerMtok': 'long_prompt_cached_input_usd_per_mtok',
  'api.longOutputUsdPerMtok': 'long_prompt_output_usd_per_mtok',
} as const;

const WHOLE_SHARE = { 'whole-request': 1, excess: 0 } as const;

/**
 * What is assumed where a threshold is known, but not all about it: the dearer reading, with the cheaper one as the
 * low end. Cached input costs as much as other input, at best so much less as below the threshold; the whole request
 * is dearer, at best only what is beyond.
 */
export function addLongPromptAssumptions(figures: Figures): void {
  if (figures['api.longPromptTokens'] === undefined) return;
  figures['api.longWholeShare'] ??= assumption('api.longWholeShare', 1, 0, 1);
  const long = figures['api.longInputUsdPerMtok'];
  if (long === undefined) return;
  const plain = figures['api.inputUsdPerMtok']?.base ?? 0;
  const cached = figures['api.cachedUsdPerMtok']?.base ?? plain;
  figures['api.longCachedUsdPerMtok'] ??= {
    base: long.base,
    low: plain > 0 ? Math.min(1, cached / plain) * long.low : long.low,
    high: long.high,
    source: assumptionSource('api.longCachedUsdPerMtok'),
  };
}

/** Which of a model's two prices its prompts have, in words; null where it has only one. */
export function longPromptBasis(values: ResolvedInputs['values']): CostBasis | null {
  const threshold = values['api.longPromptTokens']?.base;
  const input = values['api.longInputUsdPerMtok'];
  const output = values['api.longOutputUsdPerMtok'];
  if (threshold === undefined || input === undefined || output === undefined) return null;
  const isLong = isLongPrompt(values['work.inputTokens']?.base ?? 0, threshold);
  const isWhole = (values['api.longWholeShare']?.base ?? 1) > 0;
  return {
    key: `cost.remark.${isLong ? (isWhole ? 'long-prompt' : 'long-prompt-excess') : 'short-prompt'}`,
    values: {
      thresholdTokens: threshold,
      longInputUsd: input.base,
      longOutputUsd: output.base,
      inputUsd: values['api.inputUsdPerMtok']?.base ?? 0,
      outputUsd: values['api.outputUsdPerMtok']?.base ?? 0,
    },
    source: input.source,
  };
}

/** What a decision says of long prompts: only where the work has them. */
export function longPromptRemarks(values: ResolvedInputs['values']): readonly CostBasis[] {
  const basis = longPromptBasis(values);
  if (basis === null || !hasLongPrompts(values)) return [];
  const { thresholdTokens = 0 } = basis.values;
  const assumed = (
    id: 'api.longWholeShare' | 'api.longCachedUsdPerMtok',
    key: string,
  ): readonly CostBasis[] =>
    values[id]?.source.source === assumptionSource(id).source
      ? [{ key: `cost.remark.${key}`, values: { thresholdTokens }, source: null }]
      : [];
  return [
    basis,
    ...assumed('api.longWholeShare', 'long-prompt-unclear'),
    ...assumed('api.longCachedUsdPerMtok', 'no-long-cached-price'),
  ];
}

/** Whether the work's prompts are beyond the threshold of dearer prices. */
export function hasLongPrompts(values: ResolvedInputs['values']): boolean {
  return isLongPrompt(
    values['work.inputTokens']?.base ?? 0,
    values['api.longPromptTokens']?.base ?? 0,
  );
}
