import { declinePerYear } from '../formulas/rates.ts';
import type { CostBasis } from '../run-cost.ts';
import type { DecisionModel, Evaluation } from './compile.ts';
import type { DecisionItem, DecisionOption, Recommendation } from './decision.ts';
import { flipsOf } from './flips.ts';
import { burstOption } from './present-values.ts';
import type { ResolvedInputs } from './resolved-inputs.ts';

/** Reasons that are told; more would be a list, not an answer. */
const TOLD_REASONS = 3;

type Priced = DecisionOption & {
  readonly usdPerMonth: number;
  readonly weightedUsdPerMonth: number;
};

/**
 * The option that costs least with privacy and control charged on top, why, and what would change that.
 */
export function recommend(
  resolved: ResolvedInputs,
  model: DecisionModel,
  evaluation: Evaluation,
  options: readonly DecisionOption[],
): Recommendation {
  const ranked = options
    .filter((option): option is Priced => option.feasible && option.weightedUsdPerMonth !== null)
    .sort((left, right) => left.weightedUsdPerMonth - right.weightedUsdPerMonth);
  const [best, next] = ranked;
  if (best === undefined) {
    return {
      option: null,
      runnerUp: null,
      savingUsdPerMonth: null,
      words: { key: 'cost.verdict.none', values: {}, source: null },
      reasons: [],
      flips: [],
    };
  }
  const { privacy, control } = resolved.scenario.weights;
  const isWeighted = privacy + control > 0;
  const saving = next === undefined ? null : next.weightedUsdPerMonth - best.weightedUsdPerMonth;
  return {
    option: best.kind,
    runnerUp: next?.kind ?? null,
    savingUsdPerMonth: saving,
    words: {
      key: `cost.verdict.${next === undefined ? 'only' : isWeighted ? 'weighted' : 'best'}`,
      values: {
        option: best.kind,
        name: best.name,
        ...(best.kind === 'own' && best.capacity !== null
          ? { machines: best.capacity.machines, machinesAtEnd: best.capacity.machinesAtEnd }
          : {}),
        amountUsd: best.usdPerMonth,
        ...(isWeighted ? { privacyShare: privacy, controlShare: control } : {}),
        ...(next === undefined || saving === null
          ? {}
          : { other: next.kind, savingUsd: saving, months: evaluation.terms.months }),
      },
      source: null,
    },
    reasons: next === undefined ? [] : reasonsFor(best, next, resolved, evaluation, options),
    flips: flipsOf(resolved, model, best.kind),
  };
}

/** A reason and what it is worth, USD a month: the strongest come first. */
interface Weighed {
  readonly worthUsd: number;
  readonly reason: CostBasis;
}

/** What a part of an option's cost is called, by line. */
const PARTS: Readonly<Record<DecisionItem, string>> = {
  hardware: 'hardware',
  repairs: 'hardware',
  'idle-energy': 'energy',
  'work-energy': 'energy',
  admin: 'people',
  other: 'hardware',
  'instance-hours': 'hours',
  'billing-grain': 'hours',
  storage: 'hours',
  egress: 'hours',
  tokens: 'tokens',
  'long-tokens': 'tokens',
  'training-tokens': 'tokens',
};

function reasonsFor(
  best: Priced,
  next: Priced,
  resolved: ResolvedInputs,
  evaluation: Evaluation,
  options: readonly DecisionOption[],
): readonly CostBasis[] {
  return [
    ...partReasons(best, next),
    ...utilisationReason(best, options),
    ...trendReason(best, resolved, evaluation),
    ...weightReason(best, next, resolved),
  ]
    .filter(({ worthUsd }) => worthUsd > 0)
    .sort((left, right) => right.worthUsd - left.worthUsd)
    .slice(0, TOLD_REASONS)
    .map(({ reason }) => reason);
}

function reason(key: string, values: CostBasis['values']): CostBasis {
  return { key: `cost.reason.${key}`, values, source: null };
}

/** What the next best pays more for. */
function partReasons(best: Priced, next: Priced): readonly Weighed[] {
  const parts = (option: Priced): Map<string, number> => {
    const sums = new Map<string, number>();
    for (const { item, amountUsd } of option.lines) {
      sums.set(PARTS[item], (sums.get(PARTS[item]) ?? 0) + amountUsd);
    }
    return sums;
  };
  const [own, others] = [parts(best), parts(next)];
  return [...others].map(([part, usd]) => {
    const less = own.get(part) ?? 0;
    return {
      worthUsd: usd - less,
      reason: reason(less === 0 ? `no-${part}` : `less-${part}`, {
        option: best.kind,
        other: next.kind,
        amountUsd: less,
        otherUsd: usd,
      }),
    };
  });
}

/** From this share of the time on, a machine's fixed cost counts as spread over much work. */
const MUCH_WORK = 0.5;

/** A machine that is idle, or busy, by what its idle time costs. */
function utilisationReason(best: Priced, options: readonly DecisionOption[]): readonly Weighed[] {
  const own = options.find(({ kind }) => kind === (best.kind === 'hybrid' ? 'hybrid' : 'own'));
  if (own === undefined || own.capacity === null || !own.feasible) return [];
  const { utilisation } = own.capacity;
  const fixedUsd = own.lines
    .filter(({ item }) => ['hardware', 'repairs', 'idle-energy', 'admin', 'other'].includes(item))
    .reduce((sum, { amountUsd }) => sum + amountUsd, 0);
  const isOwn = best.kind === 'own' || best.kind === 'hybrid';
  const share = Math.min(1, utilisation);
  if (isOwn && share < MUCH_WORK) return [];
  const worthUsd = fixedUsd * (isOwn ? share : 1 - share);
  return [
    {
      worthUsd,
      reason: reason(isOwn ? 'busy' : 'idle', { utilisationShare: share, amountUsd: worthUsd }),
    },
  ];
}

/** What the assumed trend of prices takes off an option that buys elsewhere. */
function trendReason(
  best: Priced,
  { values, scenario }: ResolvedInputs,
  { terms, sums }: Evaluation,
): readonly Weighed[] {
  const bought = best.kind === 'hybrid' ? burstOption(scenario.work) : best.kind;
  if (bought === 'own' || best.kind === 'hybrid') return [];
  const isApi = bought === 'api';
  const id = isApi ? 'market.apiDeclinePerYear' : 'market.rentalDeclinePerYear';
  const exponent = values[id]?.base ?? 0;
  const flat = isApi ? sums.units * terms.apiUnitUsd : sums.hours * terms.rentHourUsd;
  const priced = isApi ? sums.pricedUnits * terms.apiUnitUsd : sums.pricedHours * terms.rentHourUsd;
  const worthUsd = (flat - priced) / sums.months;
  return [
    {
      worthUsd,
      reason: reason(isApi ? 'api-falls' : 'rent-falls', {
        declineShare: declinePerYear(exponent),
        amountUsd: worthUsd,
      }),
    },
  ];
}

/** What privacy and control add to the next best. */
function weightReason(
  best: Priced,
  next: Priced,
  { scenario }: ResolvedInputs,
): readonly Weighed[] {
  const { privacy, control } = scenario.weights;
  if (privacy + control === 0) return [];
  const added = (option: Priced): number => option.weightedUsdPerMonth - option.usdPerMonth;
  const worthUsd = added(next) - added(best);
  return [
    {
      worthUsd,
      reason: reason('weights', {
        other: next.kind,
        amountUsd: worthUsd,
        privacyShare: privacy,
        controlShare: control,
      }),
    },
  ];
}
