import {
  amount,
  choice,
  day,
  flag,
  orNull,
  PROVENANCE,
  positive,
  positiveInteger,
  schedule,
  text,
} from './fact-sheets-columns.ts';

/*
 * Columns of the sheets about models behind an API, all prices per million tokens. The bands hold the
 * cheapest small model and the dearest reasoning model with a factor of ten to spare, so that a price
 * per thousand tokens or in cents falls out.
 */

const tokenPrice = () => amount('USD/Mtok', 0.001, 2000);

/** How a prompt beyond the threshold of dearer prices is charged. */
export const LONG_PROMPT_BILLINGS = ['whole-request', 'excess'] as const;

/** What a model behind an API costs now. */
export const API_PRICE_COLUMNS = {
  model: text(),
  provider: text(),
  /** Who sets the price: the model's maker, a host of open weights, or a router over several hosts. */
  provider_type: choice(['vendor', 'host', 'aggregator']),
  open_weights: orNull(flag()),
  input_usd_per_mtok: tokenPrice(),
  cached_input_usd_per_mtok: orNull(amount('USD/Mtok', 0.0001, 2000)),
  output_usd_per_mtok: tokenPrice(),
  context_window: orNull(positiveInteger('tokens', 256, 1e9)),
  /** Requests whose prompt has more tokens than this cost what the next columns say. */
  long_prompt_above_tokens: orNull(positiveInteger('tokens', 256, 1e9)),
  long_prompt_input_usd_per_mtok: orNull(tokenPrice()),
  long_prompt_cached_input_usd_per_mtok: orNull(amount('USD/Mtok', 0.0001, 2000)),
  long_prompt_output_usd_per_mtok: orNull(tokenPrice()),
  /** What of the prompt is charged so: all of it, or only what is beyond the threshold. */
  long_prompt_billing: orNull(choice(LONG_PROMPT_BILLINGS)),
  /** Comparable only within one snapshot, which `quality_index_name` names. */
  quality_index: orNull(amount('points', 0.1, 1000)),
  quality_index_name: orNull(text()),
  ...PROVENANCE,
  notes: orNull(text()),
  /** Where the price differs by the time of day; the row then holds the dearest. */
  price_schedule: orNull(schedule()),
} as const;

/** What a model behind an API cost from a date on. */
export const API_PRICE_HISTORY_COLUMNS = {
  model: text(),
  provider: text(),
  event: choice(['launch', 'cut', 'rise', 'listing', 'index', 'promo']),
  date: day(),
  date_kind: choice(['effective', 'observed']),
  date_confidence: choice(['read', 'recalled', 'assumed']),
  input_usd_per_mtok: tokenPrice(),
  cached_input_usd_per_mtok: orNull(amount('USD/Mtok', 0.0001, 2000)),
  output_usd_per_mtok: tokenPrice(),
  /** ISO 4217; the two prices as they were published. */
  currency: text(),
  input_local_per_mtok: amount('local/Mtok', 0.0001, 20_000_000),
  output_local_per_mtok: amount('local/Mtok', 0.0001, 20_000_000),
  fx_local_per_usd: orNull(positive('local/USD', 0.0001, 2_000_000)),
  blended_3to1_usd_per_mtok: tokenPrice(),
  mmlu: orNull(amount('%', 1, 100)),
  mmlu_confidence: orNull(choice(['read', 'recalled', 'assumed'])),
  aa_index: orNull(amount('points', 0.1, 1000)),
  ...PROVENANCE,
  notes: orNull(text()),
} as const;

/** Work that tokens could do, and what a firm would give for it at most. */
export const APPLICATION_COLUMNS = {
  id: text(),
  domain: choice(['vision', 'language', 'recommendation']),
  name: text(),
  name_zh: text(),
  /** Of one request; a picture counts as the tokens it is turned into. */
  input_tokens: positiveInteger('tokens', 10, 10_000_000),
  output_tokens: positiveInteger('tokens', 1, 1_000_000),
  /** Of 1,000 requests, beside what the tokens cost. */
  value_low_usd_per_1000: positive('USD', 0.00001, 1e6),
  value_usd_per_1000: positive('USD', 0.00001, 1e6),
  value_high_usd_per_1000: positive('USD', 0.00001, 1e6),
  /** The least that a model must be able to do: an id of `CAPABILITY_CLASSES`. */
  capability_class: text(),
  /** How the value was come by. */
  reason: text(),
  reason_zh: text(),
  ...PROVENANCE,
  notes: orNull(text()),
} as const;
