import { type ApiPrice, apiUsdPerMtok, longPromptUsdPerMtok } from '../formulas/unit-costs.ts';
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
  const tokens = inputTokens + at(x, I['work.outputTokens']);
  if (isLongPrompt(inputTokens, at(x, I['api.longPromptTokens']))) {
    return hasLongPromptPrice ? longUsd(x) : Number.POSITIVE_INFINITY;
  }
  return apiUsdPerMtok(priceOf(x), inputTokens / tokens);
}

function longUsd(x: Float64Array): number {
  return longPromptUsdPerMtok(
    priceOf(x),
    {
      aboveTokens: at(x, I['api.longPromptTokens']),
      inputUsdPerMtok: at(x, I['api.longInputUsdPerMtok']),
      cachedUsdPerMtok: at(x, I['api.longCachedUsdPerMtok']),
      outputUsdPerMtok: at(x, I['api.longOutputUsdPerMtok']),
      wholeShare: at(x, I['api.longWholeShare']),
    },
    at(x, I['work.inputTokens']),
    at(x, I['work.outputTokens']),
  );
}

function priceOf(x: Float64Array): ApiPrice {
  return {
    inputUsdPerMtok: at(x, I['api.inputUsdPerMtok']),
    cachedUsdPerMtok: at(x, I['api.cachedUsdPerMtok']),
    outputUsdPerMtok: at(x, I['api.outputUsdPerMtok']),
    cacheHitShare: at(x, I['api.cacheHitShare']),
    batchDiscount: at(x, I['api.batchShare']) * at(x, I['api.batchDiscount']),
    outputMultiplier: at(x, I['api.outputMultiplier']),
  };
}

/** Whether a prompt is charged at the prices of long ones. @param aboveTokens 0: there are none */
export function isLongPrompt(inputTokens: number, aboveTokens: number): boolean {
  return aboveTokens > 0 && inputTokens > aboveTokens;
}
