import type { ApiPriceRow } from '../cost/fact-sheets.ts';

/** A sound row of `api_prices`: 2 / 0.2 / 8 USD per million tokens, the same for prompts of any length. */
export function apiPriceRow(changes: Partial<ApiPriceRow> = {}): ApiPriceRow {
  return {
    model: 'large',
    provider: 'Maker',
    provider_type: 'vendor',
    open_weights: false,
    input_usd_per_mtok: 2,
    cached_input_usd_per_mtok: 0.2,
    output_usd_per_mtok: 8,
    context_window: 128_000,
    long_prompt_above_tokens: null,
    long_prompt_input_usd_per_mtok: null,
    long_prompt_cached_input_usd_per_mtok: null,
    long_prompt_output_usd_per_mtok: null,
    long_prompt_billing: null,
    quality_index: null,
    quality_index_name: null,
    source: 'a price list',
    as_of: '2026-08-01',
    confidence: 'read',
    notes: null,
    price_schedule: null,
    ...changes,
  };
}
