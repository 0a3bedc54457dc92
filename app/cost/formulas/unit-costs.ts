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

/** Cost of a solved task: `cost / success`. @param successRate above 0 @source COST_MODEL §4 */
export function usdPerSolvedTask(usdPerTask: number, successRate: number): number {
  return usdPerTask / successRate;
}

/** The most a machine can serve: `V_max = 3600 × 730 × tok/s / 1e6`, M tokens a month. @source COST_MODEL §5 */
export function capacityMtokPerMonth(tokensPerSecond: number): number {
  return (3600 * HOURS_PER_MONTH * tokensPerSecond) / 1e6;
}
