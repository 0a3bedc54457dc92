import type { ParameterRow } from '../cost/fact-sheets.ts';
import type { CostBasis, FigureSource } from '../cost/run-cost.ts';
import { sheetSource } from '../cost/sheet-source.ts';
import type { ClassHistory, Histories } from './class-history.ts';
import { spendRatio } from './demand.ts';
import type { EnvelopePoint } from './envelope.ts';
import type { ParameterValue } from './market-parameters.ts';
import { type PriceEvent, productOf } from './price-history.ts';
import { cutClustering, median, priceMoves } from './price-moves.ts';

/** What the article says, in our words: message `market.claim.<id>`. */
export const CLAIM_IDS = ['adoption', 'compute', 'market', 'behaviour', 'loop'] as const;
export type ClaimId = (typeof CLAIM_IDS)[number];

/** What the dated data make of a claim: message `market.verdict.<verdict>`. */
export type Verdict = 'supported' | 'partly' | 'not-shown' | 'untested';

export interface Claim {
  readonly id: ClaimId;
  readonly verdict: Verdict;
  /** Sentences, as message key and values, each with its source. */
  readonly evidence: readonly CostBasis[];
}

export interface ClaimData {
  readonly events: readonly PriceEvent[];
  readonly until: string;
  readonly chosen: ClassHistory;
  readonly histories: Histories;
  readonly parameters: readonly ParameterValue[];
  readonly modelParameters: readonly ParameterRow[];
}

/** The article's claims beside the data. Verdicts follow from the figures, not from the words. */
export function claimsBesideData(data: ClaimData): readonly Claim[] {
  return [adoption(data), compute(data), market(data), behaviour(data), loop(data)];
}

const HISTORY: FigureSource = { source: 'api_price_history.json', asOf: null, kind: 'sheet' };

function adoption({ modelParameters, parameters }: ClaimData): Claim {
  const elasticity = parameters.find(({ id }) => id === 'elasticity');
  const evidence: CostBasis[] = [];
  if (elasticity !== undefined) {
    evidence.push({
      key: 'market.evidence.elasticity',
      values: {
        elasticity: elasticity.base,
        low: elasticity.low,
        high: elasticity.high,
        spend: spendRatio(0.5, elasticity.base),
      },
      source: sourceOf(elasticity),
    });
  }
  const gap = parameter(modelParameters, 'gap_open');
  if (gap?.base) evidence.push(sheetEvidence('open-gap', { share: gap.base }, gap));
  const spend = parameter(modelParameters, 'spend_growth');
  if (spend?.low && spend.high) {
    evidence.push(sheetEvidence('spend-growth', { times: spend.high / spend.low }, spend));
  }
  // Elasticities say that cuts sell more; that much cheaper models stay few says that price is not all.
  const verdict = elasticity === undefined || elasticity.base <= 0 ? 'not-shown' : 'partly';
  return { id: 'adoption', verdict, evidence };
}

function compute({ chosen, parameters, modelParameters }: ClaimData): Claim {
  const evidence: CostBasis[] = [];
  const rate = (id: ParameterValue['id']) => parameters.find((value) => value.id === id)?.base ?? 0;
  const progress = rate('hardware_progress') + rate('algorithm_progress');
  let verdict: Verdict = 'untested';
  const { trend } = chosen;
  if (trend !== null && trend.fit.slope < 0) {
    const share = progress / -trend.fit.slope;
    verdict = share >= 0.9 ? 'supported' : share >= 0.25 ? 'partly' : 'not-shown';
    evidence.push({
      key: 'market.evidence.compute-share',
      values: {
        hardware: Math.exp(rate('hardware_progress')),
        both: Math.exp(progress),
        observed: trend.annualFactor,
        low: trend.annualFactorInterval?.low ?? trend.annualFactor,
        high: trend.annualFactorInterval?.high ?? trend.annualFactor,
        share,
      },
      source: HISTORY,
    });
  }
  const rental = parameter(modelParameters, 'h100_30d');
  if (rental?.base) evidence.push(sheetEvidence('rental-rise', { rise: rental.base }, rental));
  return { id: 'compute', verdict, evidence };
}

function market({ chosen, events, until }: ClaimData): Claim {
  const evidence: CostBasis[] = [];
  const part = fallByRivals(chosen.envelope);
  if (part !== null) {
    evidence.push({
      key: 'market.evidence.rivals',
      values: { share: part.rivals, changes: part.falls },
      source: HISTORY,
    });
  }
  const clusters = cutClustering(events, until);
  if (clusters !== null) {
    evidence.push({
      key: 'market.evidence.clusters',
      values: {
        cuts: clusters.cuts,
        share: clusters.answeredShare,
        expected: clusters.expectedShare,
      },
      source: HISTORY,
    });
  }
  const verdict: Verdict =
    part === null
      ? 'untested'
      : part.rivals >= 0.75
        ? 'supported'
        : part.rivals >= 0.3
          ? 'partly'
          : 'not-shown';
  return { id: 'market', verdict, evidence };
}

function behaviour({ events, until }: ClaimData): Claim {
  const timed = new Set(
    events
      .filter(({ model, date }) => /\((off-)?peak\)$/.test(model) && date <= until)
      .map(productOf),
  );
  return {
    id: 'behaviour',
    verdict: 'untested',
    evidence: [
      { key: 'market.evidence.no-volumes', values: {}, source: null },
      { key: 'market.evidence.time-tariffs', values: { products: timed.size }, source: HISTORY },
    ],
  };
}

function loop({ events, until, histories }: ClaimData): Claim {
  const evidence: CostBasis[] = [];
  const { trend, unchanged, coverage80, coverage95, cases } = histories.backtest;
  if (trend !== null && unchanged !== null) {
    evidence.push({
      key: 'market.evidence.backtest',
      values: {
        cases: cases.length,
        factor: trend.medianFactor,
        unchanged: unchanged.medianFactor,
        coverage80: coverage80 ?? 0,
        coverage95: coverage95 ?? 0,
      },
      source: HISTORY,
    });
  }
  const moves = priceMoves(events, until);
  const rises = moves.filter(({ factor }) => factor > 1);
  evidence.push({
    key: 'market.evidence.rises',
    values: {
      rises: rises.length,
      cuts: moves.length - rises.length,
      factor: median(rises.map(({ factor }) => factor)) ?? 1,
    },
    source: HISTORY,
  });
  const falling = histories.classes.filter(
    ({ trend: fitted }) => fitted?.slopeInterval && fitted.slopeInterval.high < 0,
  ).length;
  const fitted = histories.classes.filter((history) => history.trend !== null).length;
  evidence.push({
    key: 'market.evidence.falling',
    values: { falling, fitted },
    source: HISTORY,
  });
  const trustworthy =
    trend !== null && unchanged !== null && trend.medianFactor < unchanged.medianFactor;
  const verdict: Verdict =
    fitted === 0
      ? 'untested'
      : falling === fitted && rises.length === 0 && trustworthy
        ? 'supported'
        : falling > 0
          ? 'partly'
          : 'not-shown';
  return { id: 'loop', verdict, evidence };
}

/** Share of the fall of ln p that came by another provider undercutting; null without a fall. */
export function fallByRivals(
  envelope: readonly EnvelopePoint[],
): { readonly rivals: number; readonly falls: number } | null {
  let all = 0;
  let rivals = 0;
  let falls = 0;
  for (const [index, point] of envelope.entries()) {
    const before = envelope[index - 1];
    if (before === undefined || point.usdPerMtok >= before.usdPerMtok) continue;
    const fall = Math.log(before.usdPerMtok / point.usdPerMtok);
    falls++;
    all += fall;
    if (point.provider !== before.provider) rivals += fall;
  }
  return all > 0 ? { rivals: rivals / all, falls } : null;
}

function parameter(rows: readonly ParameterRow[], symbol: string): ParameterRow | undefined {
  return rows.find((row) => row.symbol === symbol);
}

function sheetEvidence(name: string, values: CostBasis['values'], row: ParameterRow): CostBasis {
  return {
    key: `market.evidence.${name}`,
    values,
    source: sheetSource(row, 'low', 'base', 'high'),
  };
}

function sourceOf({ source, asOf, kind }: ParameterValue): FigureSource {
  const kinds = {
    measured: 'sheet',
    recalled: 'sheet',
    assumed: 'assumption',
    user: 'user',
  } as const;
  return { source, asOf, kind: kinds[kind] };
}
