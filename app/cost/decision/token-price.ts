import { apiUsdPerMtok, longPromptUsdPerMtok } from '../formulas/unit-costs.ts';
import { at } from './input-at.ts';
import { INPUT_INDEX as I } from './inputs.ts';

/** Which prices of tokens there are. */
export interface TokenPriceBasis {
  /** Whether requests beyond the threshold of dearer prices have a price. */
  readonly hasLongPromptPrice: boolean;
}

/**
 * Price of a million tokens behind an API, prompts and answers together: by the price that a request's prompt falls
 * into, so that a draw or a cell with longer prompts costs what those cost. Infinite where prompts are beyond the
 * threshold and nobody says what they cost.
 * @param x in catalogue order; without a threshold it is 0
 */
export function boughtTokenUsd({ hasLongPromptPrice }: TokenPriceBasis, x: Float64Array): number {
  const inputTokens = at(x, I['work.inputTokens']);
  const outputTokens = at(x, I['work.outputTokens']);
  const aboveTokens = at(x, I['api.longPromptTokens']);
  const price = {
    inputUsdPerMtok: at(x, I['api.inputUsdPerMtok']),
    cachedUsdPerMtok: at(x, I['api.cachedUsdPerMtok']),
    outputUsdPerMtok: at(x, I['api.outputUsdPerMtok']),
    cacheHitShare: at(x, I['api.cacheHitShare']),
    batchDiscount: at(x, I['api.batchShare']) * at(x, I['api.batchDiscount']),
    outputMultiplier: at(x, I['api.outputMultiplier']),
  };
  if (!isLongPrompt(inputTokens, aboveTokens)) {
    return apiUsdPerMtok(price, inputTokens / (inputTokens + outputTokens));
  }
  if (!hasLongPromptPrice) return Number.POSITIVE_INFINITY;
  const long = {
    aboveTokens,
    inputUsdPerMtok: at(x, I['api.longInputUsdPerMtok']),
    cachedUsdPerMtok: at(x, I['api.longCachedUsdPerMtok']),
    outputUsdPerMtok: at(x, I['api.longOutputUsdPerMtok']),
    wholeShare: at(x, I['api.longWholeShare']),
  };
  return longPromptUsdPerMtok(price, long, inputTokens, outputTokens);
}

/** Whether a prompt is charged at the prices of long ones. @param aboveTokens 0: there are none */
export function isLongPrompt(inputTokens: number, aboveTokens: number): boolean {
  return aboveTokens > 0 && inputTokens > aboveTokens;
}
