import { HOURS_PER_MONTH } from './rates.ts';

/** Own cost of a million tokens: `c_own n / (3600 tok/s) × 1e6`. @source COST_MODEL §4 */
export function ownUsdPerMtok(
  usdPerGpuHour: number,
  gpus: number,
  tokensPerSecond: number,
): number {
  return ((usdPerGpuHour * gpus) / (3600 * tokensPerSecond)) * 1e6;
}

/** What an API asks, USD per million tokens, and how it is used. @source COST_MODEL §4 */
export interface ApiPrice {
  readonly inputUsdPerMtok: number;
  /** p_cache, of input that was cached before. */
  readonly cachedUsdPerMtok: number;
  readonly outputUsdPerMtok: number;
  /** h, share of input that is found in the cache. */
  readonly cacheHitShare: number;
  /** beta, discount of work that may wait. */
  readonly batchDiscount: number;
  /** rho_r, tokens billed for each token of an answer: thinking tokens count. */
  readonly outputMultiplier: number;
}

/**
 * Price of a million tokens, prompts and answers together:
 * `(1 - beta) [x_in ((1 - h) p_in + h p_cache) + x_out rho_r p_out]`.
 * @param inputShare x_in, 0–1
 * @source COST_MODEL §4
 */
export function apiUsdPerMtok(price: ApiPrice, inputShare: number): number {
  const { cacheHitShare } = price;
  const input =
    (1 - cacheHitShare) * price.inputUsdPerMtok + cacheHitShare * price.cachedUsdPerMtok;
  const output = price.outputMultiplier * price.outputUsdPerMtok;
  return (1 - price.batchDiscount) * (inputShare * input + (1 - inputShare) * output);
}

/** What requests cost whose prompt has more tokens than a threshold, USD per million tokens. */
export interface LongPromptPrice {
  /** L, tokens of a prompt up to which the plain prices hold. */
  readonly aboveTokens: number;
  readonly inputUsdPerMtok: number;
  readonly cachedUsdPerMtok: number;
  readonly outputUsdPerMtok: number;
  /** w_L, share of the first L tokens that is charged like those beyond: 1 where the whole request is. */
  readonly wholeShare: number;
}

/**
 * Price of a million tokens of requests whose prompts are beyond L. The prompt's tokens at the price of long
 * prompts are `T_in - (1 - w_L) L`, all of the answer's cost what it says; all else as in `apiUsdPerMtok`.
 * @param inputTokens  T_in of one request, above L
 * @param outputTokens of its answer
 * @source COST_MODEL §4
 */
export function longPromptUsdPerMtok(
  price: ApiPrice,
  long: LongPromptPrice,
  inputTokens: number,
  outputTokens: number,
): number {
  const { cacheHitShare: hit } = price;
  const plain = (1 - long.wholeShare) * long.aboveTokens;
  const plainUsd = (1 - hit) * price.inputUsdPerMtok + hit * price.cachedUsdPerMtok;
  const longUsd = (1 - hit) * long.inputUsdPerMtok + hit * long.cachedUsdPerMtok;
  const answerUsd = outputTokens * price.outputMultiplier * long.outputUsdPerMtok;
  const usd = plain * plainUsd + (inputTokens - plain) * longUsd + answerUsd;
  return ((1 - price.batchDiscount) * usd) / (inputTokens + outputTokens);
}

/** Cost of a solved task: `cost / success`. @param successRate above 0 @source COST_MODEL §4 */
export function usdPerSolvedTask(usdPerTask: number, successRate: number): number {
  return usdPerTask / successRate;
}

/** The most a machine can serve: `V_max = 3600 × 730 × tok/s / 1e6`, M tokens a month. @source COST_MODEL §5 */
export function capacityMtokPerMonth(tokensPerSecond: number): number {
  return (3600 * HOURS_PER_MONTH * tokensPerSecond) / 1e6;
}
