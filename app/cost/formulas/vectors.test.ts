import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { busyKw, carbonKg, costOfOwning, idleKw, type OwnedMachine } from './owning.ts';
import {
  breakEvenDecline,
  breakEvenVolume,
  discountedPaybackMonths,
  type FallingPriceCase,
  netPresentValue,
  paybackMonth,
  paybackMonths,
  savingInMonth,
} from './payback.ts';
import { HOURS_PER_MONTH } from './rates.ts';
import {
  bestCheckpointInterval,
  checkpointOverhead,
  preemptionWaste,
  spotHours,
} from './renting.ts';
import {
  blendedTokensPerSecond,
  decodeStep,
  kvBytesPerToken,
  prefillTokensPerSecond,
  type ServedModel,
  trainingFlops,
  trainingHours,
} from './throughput.ts';
import { apiUsdPerMtok, capacityMtokPerMonth, ownUsdPerMtok } from './unit-costs.ts';

/** The worked examples of COST_MODEL §10, to 6 significant digits. */
type Numbers = Readonly<Record<string, number>>;
const VECTORS = JSON.parse(
  readFileSync(
    new URL('../../../resources/facts/cost_model_vectors.json', import.meta.url),
    'utf8',
  ),
) as Readonly<Record<string, { readonly inputs: Numbers; readonly expected: Numbers }>>;

function vector(name: string) {
  const found = VECTORS[name];
  if (found === undefined) throw new Error(`no vector ${name}`);
  const given = (key: string): number => found.inputs[key] ?? Number.NaN;
  const expectFigures = (figures: Numbers) => {
    for (const [key, value] of Object.entries(figures)) {
      expect({ [key]: Number(value.toPrecision(6)) }).toEqual({ [key]: found.expected[key] });
    }
  };
  return { given, expectFigures };
}

const e1 = vector('E1');
const WORKSTATION: OwnedMachine = {
  gpus: e1.given('n'),
  gpuPriceUsd: e1.given('P_gpu'),
  hostPriceUsd: e1.given('P_host'),
  yearsKept: e1.given('T'),
  discountRate: e1.given('r'),
  resaleShare: e1.given('rho'),
  gpuWatts: e1.given('tdp'),
  loadShare: e1.given('aL'),
  idleShare: e1.given('aI'),
  hostBusyWatts: e1.given('hL'),
  hostIdleWatts: e1.given('hI'),
  utilisation: e1.given('u'),
  pue: e1.given('pue'),
  usdPerKwh: e1.given('price'),
  adminHoursPerMonth: e1.given('adm_h'),
  wageUsdPerHour: e1.given('wage'),
  repairShare: e1.given('maint'),
};

/** Of example 2: tokens a second of one card, and what the workstation costs busy and idle. */
function workstationServing() {
  const { given } = vector('E2');
  const model: ServedModel = {
    denseParameters: given('N'),
    expertParameters: 0,
    experts: 0,
    expertsPerToken: 0,
    bytesPerWeight: given('bytes_per_value'),
    layers: given('L'),
    kvHeads: given('n_kv'),
    headSize: given('d_head'),
    bytesPerKvValue: given('bytes_per_value'),
    width: 0,
  };
  const card = { gpus: 1, bytesPerSecond: given('bandwidth'), flopsPerSecond: given('flops_peak') };
  const step = decodeStep(model, given('batch'), given('context'), card, {
    memory: given('MBU'),
    decode: given('MFU_decode'),
  });
  const prefill = prefillTokensPerSecond(model, given('context'), card, given('MFU_prefill'));
  const blended = blendedTokensPerSecond(given('input_share'), prefill, step.tokensPerSecond);
  const cost = costOfOwning(WORKSTATION);
  const whole = given('gpus') * blended;
  const usdPerKwh = WORKSTATION.pue * WORKSTATION.usdPerKwh;
  const cash =
    (cost.adminUsd + cost.repairsUsd) / 12 + idleKw(WORKSTATION) * HOURS_PER_MONTH * usdPerKwh;
  const hourly = (busyKw(WORKSTATION) - idleKw(WORKSTATION)) * usdPerKwh;
  const marginal = ownUsdPerMtok(hourly, 1, whole);
  return { model, step, prefill, blended, whole, cost, cash, marginal };
}

describe('worked examples of the cost model', () => {
  it('E1: owning a two-card workstation', () => {
    const cost = costOfOwning(WORKSTATION);
    e1.expectFigures({
      C0: cost.priceUsd,
      R: cost.resaleUsd,
      annuity: cost.annuityUsd,
      avg_kw: cost.meanKw,
      kwh_per_year: cost.kwhPerYear,
      electricity: cost.energyUsd,
      admin: cost.adminUsd,
      maintenance: cost.repairsUsd,
      total_per_year: cost.totalUsd,
      useful_gpu_hours: cost.usefulGpuHours,
      usd_per_useful_gpu_hour: cost.usdPerUsefulGpuHour,
      usd_per_nameplate_gpu_hour: cost.usdPerNameplateGpuHour,
    });
  });

  it('E2: serving an 8B model on it', () => {
    const { given, expectFigures } = vector('E2');
    const { model, step, prefill, blended, whole, cost, cash, marginal } = workstationServing();
    const fixed = cost.annuityUsd / 12 + cash;
    const api = (input: number, cached: number, output: number, hits: number) =>
      apiUsdPerMtok(
        {
          inputUsdPerMtok: input,
          cachedUsdPerMtok: cached,
          outputUsdPerMtok: output,
          cacheHitShare: hits,
          batchDiscount: 0,
          outputMultiplier: 1,
        },
        given('input_share'),
      );
    const luna = api(0.2, 0.02, 1.2, 0);
    const groq = api(0.05, 0.05, 0.08, 0);
    const breakEven = breakEvenVolume(fixed, luna, marginal) ?? Number.NaN;
    expectFigures({
      kv_bytes_per_token: kvBytesPerToken(model),
      bytes_per_step: step.bytes,
      t_mem_s: step.memorySeconds,
      t_compute_s: step.computeSeconds,
      decode_tok_s: step.tokensPerSecond,
      prefill_tok_s: prefill,
      blended_tok_s: blended,
      usd_per_mtok_self: ownUsdPerMtok(cost.usdPerUsefulGpuHour, given('gpus'), whole),
      fixed_usd_per_month: fixed,
      marginal_usd_per_mtok: marginal,
      capacity_mtok_per_month: capacityMtokPerMonth(whole),
      api_blended_luna: luna,
      api_blended_luna_cache50: api(0.2, 0.02, 1.2, 0.5),
      api_blended_groq: groq,
      breakeven_mtok_month_vs_luna: breakEven,
      breakeven_share_of_capacity: breakEven / capacityMtokPerMonth(whole),
      breakeven_vs_groq_mtok_month: breakEvenVolume(fixed, groq, marginal) ?? Number.NaN,
    });
  });

  it('E3: a training run, on demand, on spot and owned', () => {
    const { given, expectFigures } = vector('E3');
    const flops = trainingFlops(given('N'), given('D'));
    const cards = { gpus: given('gpus'), flopsPerSecond: given('flops_peak') };
    const hours = trainingHours(flops, cards, given('MFU'));
    const terms = {
      preemptionsPerHour: given('preemptions_per_h'),
      checkpointIntervalHours: given('checkpoint_interval_h'),
      checkpointHours: given('checkpoint_h'),
      restartHours: given('restart_h'),
    };
    const onSpot = spotHours(hours, terms);
    const kw = busyKw({
      gpus: given('gpus'),
      gpuWatts: given('gpu_w'),
      loadShare: given('gpu_load'),
      idleShare: 0,
      hostBusyWatts: given('host_w'),
      hostIdleWatts: 0,
    });
    const kwh = kw * hours * given('pue');
    const onDemandOverhead = checkpointOverhead(
      given('checkpoint_h'),
      given('on_demand_checkpoint_interval_h'),
    );
    expectFigures({
      flops,
      hours,
      gpu_hours: hours * given('gpus'),
      spot_overhead: checkpointOverhead(terms.checkpointHours, terms.checkpointIntervalHours),
      spot_waste: preemptionWaste(terms),
      spot_hours: onSpot,
      young_interval_h:
        bestCheckpointInterval(terms.checkpointHours, terms.preemptionsPerHour) ?? Number.NaN,
      cost_on_demand: hours * (1 + onDemandOverhead) * given('on_demand_usd_h'),
      cost_spot: onSpot * given('spot_usd_h'),
      cost_own: hours * given('gpus') * given('own_usd_per_gpu_h'),
      kwh,
      kg_co2: carbonKg(kwh, given('carbon_g_per_kwh')),
    });
  });

  it('E6: payback when prices fall', () => {
    const { given, expectFigures } = vector('E6');
    const { marginal, cash } = workstationServing();
    expect(Number(marginal.toPrecision(6))).toBe(given('marginal'));
    expect(Number(cash.toPrecision(6))).toBe(given('fixed_cash_month'));
    const buying: FallingPriceCase = {
      priceUsd: given('capex'),
      resaleUsd: given('resale'),
      volumePerMonth: given('volume_mtok_month'),
      apiUsd: given('api_blended'),
      // The sheet rounds these two to 6 digits, which the last digit of the results would show.
      marginalUsd: marginal,
      cashUsdPerMonth: cash,
      discountRate: given('rate'),
      horizonMonths: given('horizon_months'),
    };
    const saving = savingInMonth(buying, 0, 1);
    expectFigures({
      saving_per_month: saving,
      payback_months: paybackMonths(buying.priceUsd, saving) ?? Number.NaN,
      discounted_payback_months:
        discountedPaybackMonths(buying.priceUsd, saving, buying.discountRate) ?? Number.NaN,
      npv_flat: netPresentValue(buying, 0),
      npv_fall_2x: netPresentValue(buying, Math.log(2)),
      npv_fall_10x: netPresentValue(buying, Math.log(10)),
      payback_fall_2x: paybackMonth(buying, Math.log(2)) ?? Number.NaN,
      breakeven_annual_decline_factor: Math.exp(breakEvenDecline(buying) ?? Number.NaN),
    });
    expect(paybackMonth(buying, Math.log(10))).toBeNull();
  });
});
