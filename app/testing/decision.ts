import type { Decision, DecisionOption, OptionKind } from '../cost/decision/decision.ts';
import { INPUT_IDS, INPUTS } from '../cost/decision/inputs.ts';
import type { Outlook } from '../cost/outlook/outlook.ts';
import type { FigureSource } from '../cost/run-cost.ts';

const PRICE_LIST: FigureSource = { source: 'a price list', asOf: '2026-08-01', kind: 'sheet' };
const ASSUMED: FigureSource = { source: 'custom', asOf: null, kind: 'assumption' };

/** One way of getting the work done at the same cost each month. */
export function decisionOption(
  kind: OptionKind,
  name: string,
  usdPerMonth: number,
  changes: Partial<DecisionOption> = {},
): DecisionOption {
  return {
    id: kind,
    kind,
    name,
    feasible: true,
    reasons: [],
    usdPerMonth,
    usdTotal: usdPerMonth * 24,
    presentValueUsd: usdPerMonth * 22,
    weightedUsdPerMonth: usdPerMonth,
    exposure: 0,
    dependence: 0,
    usdPerRequest: usdPerMonth / 60_000,
    usdPerMtok: usdPerMonth / 500,
    usdPerRun: null,
    lines: [
      {
        item: kind === 'own' ? 'hardware' : 'tokens',
        quantity: 2,
        unit: kind === 'own' ? 'machines' : 'Mtok',
        unitPriceUsd: usdPerMonth * 0.3,
        amountUsd: usdPerMonth * 0.6,
        source: PRICE_LIST,
      },
      {
        item: 'admin',
        quantity: 3,
        unit: 'h',
        unitPriceUsd: (usdPerMonth * 0.4) / 3,
        amountUsd: usdPerMonth * 0.4,
        source: ASSUMED,
      },
    ],
    kwh: 1000,
    carbonKg: kind === 'api' ? null : 400,
    capacity: null,
    measured: false,
    cumulativeUsd: Array.from({ length: 25 }, (_, month) => usdPerMonth * month),
    ...changes,
  };
}

/** A decision for serving over two years, for tests of what shows one. */
export function decision(changes: Partial<Decision> = {}): Decision {
  const months = Array.from(
    { length: 25 },
    (_, month) => `${2027 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`,
  );
  return {
    work: 'serving',
    currency: 'USD',
    currencyPerUsd: 1,
    horizonMonths: 24,
    months,
    demand: months.map(() => 500),
    options: [
      decisionOption('own', '2 × RTX 4090', 356),
      decisionOption('api', 'OpenAI/gpt-5-mini', 641),
    ],
    breakEven: {
      against: 'api',
      unitsPerMonth: 687,
      ownWins: 'above',
      perDay: 20_400,
      shareOfCapacity: 0.124,
      date: '2028-07',
      paybackMonths: 18,
      discountedPaybackMonths: 18.6,
      netPresentValueUsd: -1654,
      reasons: [],
    },
    decline: {
      input: 'market.apiDeclinePerYear',
      exponent: 0.59,
      sharePerYear: 0.446,
      assumedExponent: 0.69,
      assumedSharePerYear: 0.5,
      reason: null,
    },
    waiting: { usd: 212, months: 3, meanwhile: 'api' },
    recommendation: {
      option: 'own',
      runnerUp: 'api',
      savingUsdPerMonth: 285,
      words: { key: 'cost.basis.not-counted', values: {}, source: null },
      reasons: [{ key: 'cost.basis.region-assumed', values: { region: 'Malta' }, source: null }],
      flips: [],
    },
    weights: { privacy: 0.1, control: 0 },
    names: {
      gpu: 'RTX 4090',
      rentOffer: null,
      apiModel: 'OpenAI/gpt-5-mini',
      apiQuality: 80,
      servedModel: 'Llama 3.1 8B',
      servedQuality: 73,
      qualityFloor: 73,
      region: 'Malta',
      measured: null,
    },
    inputs: INPUT_IDS.map((id, place) => ({
      id,
      base: 0.5,
      low: 0.25,
      high: 0.75,
      law: INPUTS[id].law,
      source: place % 2 === 0 ? PRICE_LIST : ASSUMED,
      isOwn: id === 'work.requestsPerDay',
      note: id === 'work.requestsPerDay' ? 'counted in May' : null,
    })),
    remarks: [],
    oldestAsOf: '2025-06',
    ...changes,
  };
}

/** How sure that decision is. */
export function outlook(changes: Partial<Outlook> = {}): Outlook {
  const usd = {
    mean: 8000,
    standardError: 10,
    p5: 5000,
    p10: 6000,
    p50: 7900,
    p90: 10_000,
    p95: 11_000,
  };
  const option = (kind: OptionKind, cheapestShare: number) => ({
    option: kind,
    cheapestShare,
    cheapestStandardError: 0.004,
    possibleShare: 1,
    usd,
  });
  return {
    draws: 16_384,
    seed: 1,
    ended: 'standard-error',
    options: [option('own', 0.7), option('rent', 0), option('api', 0.3), option('hybrid', 0)],
    differences: [{ option: 'own', other: 'api', usd }],
    payback: {
      probability: 0.7,
      standardError: 0.004,
      netPresentValueUsd: usd,
      fasterThanBreakEvenProbability: 0.3,
    },
    bands: [{ option: 'own', p10: [0, 1], p50: [1, 2], p90: [2, 3] }],
    tornados: [
      {
        option: 'own',
        against: 'api',
        baseUsd: 6000,
        bars: [
          {
            input: 'market.apiDeclinePerYear',
            low: 0.1,
            high: 1,
            usdAtLow: 9000,
            usdAtHigh: null,
            swingUsd: null,
            elasticity: null,
          },
        ],
      },
    ],
    ...changes,
  };
}
