import type { ApplicationRow } from '../cost/fact-sheets.ts';
import { rowSource } from '../cost/sheets/current-sheet.ts';
import type { PriceEvent } from './price-history.ts';
import { median } from './price-moves.ts';

/** Work that tokens could do. Values and costs are of 1,000 requests, in USD. */
export interface Application {
  readonly id: string;
  readonly domain: 'vision' | 'language' | 'recommendation';
  readonly name: string;
  readonly nameZh: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly capabilityClass: string;
  readonly valueLowUsd: number;
  readonly valueUsd: number;
  readonly valueHighUsd: number;
  /** Blended price of a million tokens at which value and cost are equal, for the three values. */
  readonly breakEvenLowUsdPerMtok: number;
  readonly breakEvenUsdPerMtok: number;
  readonly breakEvenHighUsdPerMtok: number;
  readonly reason: string;
  readonly reasonZh: string;
  readonly source: string;
  readonly asOf: string;
  readonly confidence: 'read' | 'recalled' | 'assumed';
}

/**
 * Output price over input price of the models of the history, the middle one: list prices differ by
 * this between reading and writing, and applications read and write in different proportions.
 */
export function outputRatio(events: readonly PriceEvent[]): number {
  const ratios = events.flatMap(({ inputUsdPerMtok, outputUsdPerMtok, event }) =>
    event !== 'index' && inputUsdPerMtok > 0 && outputUsdPerMtok > 0
      ? [outputUsdPerMtok / inputUsdPerMtok]
      : [],
  );
  return median(ratios) ?? 1;
}

/**
 * M tokens that 1,000 requests are worth at the blended price: with output r times as dear as input,
 * input costs 4 / (3 + r) of the blended price, so that 3 parts input and 1 part output give it.
 */
export function blendedMtokPer1000(
  inputTokens: number,
  outputTokens: number,
  ratio: number,
): number {
  return ((inputTokens + ratio * outputTokens) * 4 * 1000) / (3 + ratio) / 1e6;
}

export function applicationsOf(
  rows: readonly ApplicationRow[],
  ratio: number,
): readonly Application[] {
  return rows.map((row) => {
    const mtok = blendedMtokPer1000(row.input_tokens, row.output_tokens, ratio);
    return {
      id: row.id,
      domain: row.domain,
      name: row.name,
      nameZh: row.name_zh,
      inputTokens: row.input_tokens,
      outputTokens: row.output_tokens,
      capabilityClass: row.capability_class,
      valueLowUsd: row.value_low_usd_per_1000,
      valueUsd: row.value_usd_per_1000,
      valueHighUsd: row.value_high_usd_per_1000,
      breakEvenLowUsdPerMtok: row.value_low_usd_per_1000 / mtok,
      breakEvenUsdPerMtok: row.value_usd_per_1000 / mtok,
      breakEvenHighUsdPerMtok: row.value_high_usd_per_1000 / mtok,
      reason: row.reason,
      reasonZh: row.reason_zh,
      source: rowSource(row),
      asOf: row.as_of,
      confidence: row.confidence,
    };
  });
}

/** Whether it pays: for every value in its range, for some, for none. */
export type Profitability = 'profitable' | 'in-range' | 'unprofitable';

export function profitability(application: Application, usdPerMtok: number): Profitability {
  if (usdPerMtok <= application.breakEvenLowUsdPerMtok) return 'profitable';
  return usdPerMtok <= application.breakEvenHighUsdPerMtok ? 'in-range' : 'unprofitable';
}

/** Whether it pays at its most likely value. */
export function pays(application: Application, usdPerMtok: number): boolean {
  return usdPerMtok <= application.breakEvenUsdPerMtok;
}
