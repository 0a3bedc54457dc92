import { DAYS_PER_MONTH } from '../formulas/rates.ts';
import { USABLE_MEMORY_SHARE } from '../formulas/throughput.ts';
import type { CostBasis } from '../run-cost.ts';
import type { OptionKind } from './decision.ts';
import type { InputId } from './inputs.ts';
import { hasLongPrompts } from './long-prompts.ts';
import { answerSeconds, memoryNeed, type Site } from './machine-speed.ts';
import { burstOption } from './present-values.ts';
import type { ResolvedInputs } from './resolved-inputs.ts';
import { workBasis } from './vector.ts';

/** Whether an option can do the work, and what is to be said about it. */
export interface Feasibility {
  readonly feasible: boolean;
  readonly reasons: readonly CostBasis[];
}

interface Remark extends CostBasis {
  /** Whether it rules the option out. */
  readonly isFault: boolean;
}

/** Each option against memory, latency, quality, context, rate limits and missing prices. */
export function feasibilityOf(
  resolved: ResolvedInputs,
  vector: Float64Array,
): Readonly<Record<OptionKind, Feasibility>> {
  const { work } = resolved.scenario;
  const isServing = work === 'serving';
  const own = isServing ? servingFaults('own', resolved, vector) : [];
  const rent = [
    ...rentFaults(resolved),
    ...(isServing ? servingFaults('rent', resolved, vector) : []),
  ];
  const api = isServing ? apiFaults(resolved) : trainingApiFaults(resolved);
  const burst = burstOption(work) === 'api' ? api : rent;
  return {
    own: judged(own),
    rent: judged(rent),
    api: judged(api),
    hybrid: judged([...own, ...burst]),
  };
}

function judged(remarks: readonly Remark[]): Feasibility {
  return {
    feasible: !remarks.some(({ isFault }) => isFault),
    reasons: remarks.map(({ key, values, source }) => ({ key, values, source })),
  };
}

function fault(key: string, values: CostBasis['values'] = {}): Remark {
  return { key: `cost.fault.${key}`, values, source: null, isFault: true };
}

function note(key: string, values: CostBasis['values'] = {}): Remark {
  return { key: `cost.remark.${key}`, values, source: null, isFault: false };
}

function servingFaults(
  site: Site,
  resolved: ResolvedInputs,
  vector: Float64Array,
): readonly Remark[] {
  const { names } = resolved;
  const value = (id: InputId): number | undefined => resolved.values[id]?.base;
  const remarks: Remark[] = [];
  const { servedQuality, qualityFloor } = names;
  if (qualityFloor !== null && servedQuality !== null && servedQuality < qualityFloor) {
    remarks.push(fault('quality', { quality: servedQuality, floor: qualityFloor }));
  } else if (servedQuality === null) remarks.push(note('quality-unknown'));
  const isMeasured = site === 'own' && workBasis(resolved).isMeasured;
  const cards = value(`${site}.gpus`) ?? 0;
  const memory = value(`${site}.gpuMemoryGb`);
  const perCopy = value(`${site}.gpusPerCopy`) ?? 1;
  if (!isMeasured && memory !== undefined) {
    const needGb = memoryNeed(vector);
    const haveGb = USABLE_MEMORY_SHARE * memory * Math.min(cards, perCopy);
    if (needGb > haveGb) remarks.push(fault('memory', { needGb, haveGb }));
  }
  if (!isMeasured && value('model.layers') === undefined) {
    remarks.push(fault('model-unknown'));
    return remarks;
  }
  const target = value('work.latencySeconds');
  if (target !== undefined) {
    const seconds = isMeasured ? resolved.measuredAnswerSeconds : answerSeconds(site, vector);
    // Of a machine whose speed is not known there is no time either.
    if (seconds === null || !Number.isFinite(seconds))
      remarks.push(note('latency-unknown', { target }));
    else if (seconds > target) remarks.push(fault('latency', { seconds, target }));
  }
  return remarks;
}

function rentFaults(resolved: ResolvedInputs): readonly Remark[] {
  const { values, scenario, rentedDevice } = resolved;
  const has = (id: InputId): boolean => values[id] !== undefined;
  const speed: readonly InputId[] =
    scenario.work === 'serving'
      ? ['rent.gpus', 'rent.gpuGigabytesPerSecond', 'rent.gpuTflops']
      : workBasis(resolved).isMeasured
        ? ['measured.rentedSpeedup']
        : ['rent.gpus', 'rent.gpuTflops'];
  if (!has('rent.onDemandUsdPerHour')) return [fault('no-offer')];
  if (!speed.every(has)) {
    return [fault(rentedDevice === 'cpu' ? `processor-${scenario.work}` : 'no-offer')];
  }
  const spot = values['rent.spotUsdPerHour']?.base;
  const onDemand = values['rent.onDemandUsdPerHour']?.base ?? 0;
  const isOnSpot = (values['rent.spotShare']?.base ?? 0) > 0;
  return isOnSpot && spot !== undefined && spot >= onDemand ? [note('no-spot-discount')] : [];
}

function apiFaults(resolved: ResolvedInputs): readonly Remark[] {
  const { values, names, levels } = resolved;
  const value = (id: InputId): number | undefined => values[id]?.base;
  if (value('api.inputUsdPerMtok') === undefined || value('api.outputUsdPerMtok') === undefined) {
    return [
      names.qualityFloor === null
        ? fault('no-api-model')
        : fault('no-api-model-at-floor', { floor: names.qualityFloor }),
    ];
  }
  const remarks: Remark[] = [];
  if (hasLongPrompts(values) && !workBasis(resolved).hasLongPromptPrice) {
    const threshold = value('api.longPromptTokens') ?? 0;
    remarks.push(fault('no-long-prompt-price', { thresholdTokens: threshold }));
  }
  const { qualityFloor, apiQuality, apiModel } = names;
  if (qualityFloor !== null && apiQuality !== null && apiQuality < qualityFloor) {
    remarks.push(fault('quality', { quality: apiQuality, floor: qualityFloor }));
  } else if (qualityFloor !== null && apiQuality === null && apiModel !== null) {
    remarks.push(note('quality-unknown'));
  }
  const tokens = (value('work.inputTokens') ?? 0) + (value('work.outputTokens') ?? 0);
  const context = value('api.contextTokens');
  if (context !== undefined && tokens > context)
    remarks.push(fault('context', { requestTokens: tokens, contextTokens: context }));
  const limit = value('api.tokensPerMinute');
  if (limit !== undefined) {
    const mean = ((value('work.requestsPerDay') ?? 0) * tokens) / (24 * 60);
    const peak = mean * levels.peak * (value('work.peakFactor') ?? 1);
    if (peak > limit) remarks.push(fault('rate-limit', { peak, limit }));
  }
  if (value('work.latencySeconds') !== undefined) remarks.push(note('latency-unpublished'));
  return remarks;
}

function trainingApiFaults({ values }: ResolvedInputs): readonly Remark[] {
  const needed: readonly InputId[] = ['api.trainingUsdPerMtok', 'work.tokensPerRun'];
  return needed.every((id) => values[id] !== undefined) ? [] : [fault('no-training-price')];
}

/** Requests or runs a day of so many units a month. */
export function perDay(unitsPerMonth: number, requestsPerUnit: number): number {
  return (unitsPerMonth * requestsPerUnit) / DAYS_PER_MONTH;
}
