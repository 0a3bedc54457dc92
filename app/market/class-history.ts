import type { ApiPriceHistoryRow } from '../cost/fact-sheets.ts';
import { rowSource } from '../cost/sheets/current-sheet.ts';
import { type Backtest, type BacktestCase, backtestCases, scored } from './backtest.ts';
import { type ChangePoints, changePoints } from './change-points.ts';
import { type EnvelopePoint, lowerEnvelope } from './envelope.ts';
import type { GuardRails } from './forecast.ts';
import { CAPABILITY_CLASSES, type CapabilityClassId, type PriceEvent } from './price-history.ts';
import { type PriceTrend, priceTrend } from './price-trend.ts';

/** What the dated prices say of one class. */
export interface ClassHistory {
  readonly id: CapabilityClassId;
  readonly envelope: readonly EnvelopePoint[];
  readonly currentUsdPerMtok: number;
  /** Null with fewer than three points. */
  readonly trend: PriceTrend | null;
  readonly changePoints: ChangePoints;
  readonly backtest: Backtest;
}

export interface Histories {
  readonly classes: readonly ClassHistory[];
  /** Over the cases of all classes, which share models: fewer independent tests than cases. */
  readonly backtest: Backtest;
}

/** All classes that have a price by then. */
export function classHistories(
  events: readonly PriceEvent[],
  until: string,
  rails: GuardRails,
): Histories {
  const cases: (BacktestCase & { readonly lastUsdPerMtok: number })[] = [];
  const classes = CAPABILITY_CLASSES.flatMap((capability): readonly ClassHistory[] => {
    const envelope = lowerEnvelope(events, capability, until);
    const last = envelope.at(-1);
    if (last === undefined) return [];
    const own = backtestCases(envelope, rails);
    cases.push(...own);
    return [
      {
        id: capability.id,
        envelope,
        currentUsdPerMtok: last.usdPerMtok,
        trend: priceTrend(envelope),
        changePoints: changePoints(envelope),
        backtest: scored(own),
      },
    ];
  });
  return { classes, backtest: scored(cases) };
}

/** A row of the sheet as the lab reads it. */
export function priceEvent(row: ApiPriceHistoryRow): PriceEvent {
  return {
    model: row.model,
    provider: row.provider,
    event: row.event,
    date: row.date,
    inputUsdPerMtok: row.input_usd_per_mtok,
    outputUsdPerMtok: row.output_usd_per_mtok,
    blendedUsdPerMtok: row.blended_3to1_usd_per_mtok,
    mmlu: row.mmlu,
    aaIndex: row.aa_index,
    source: rowSource(row),
    confidence: row.confidence,
    notes: row.notes,
  };
}
