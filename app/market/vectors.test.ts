import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bassPeakYears, bassShare, pricedDemand } from './adoption.ts';
import { quantityRatio, spendRatio } from './demand.ts';
import { priceTrend, trendAt } from './price-trend.ts';
import { supplyPeriods } from './supply-loop.ts';

/** Worked examples 4 and 5 of COST_MODEL.md. */
const vectors = JSON.parse(
  readFileSync(new URL('../../resources/facts/cost_model_vectors.json', import.meta.url), 'utf8'),
);

/** Six significant digits. */
function agrees(actual: number | null | undefined, expected: number) {
  expect(Number((actual ?? Number.NaN).toPrecision(6))).toBe(Number(expected.toPrecision(6)));
}

describe('example 4: price trend at MMLU ≥ 86', () => {
  const { inputs, expected } = vectors.E4;
  const prices = inputs.points.map(([date, usdPerMtok]: [string, number]) => ({
    date,
    usdPerMtok,
  }));
  const trend = priceTrend(prices);
  if (trend === null) throw new Error('not fitted');
  const at = trendAt(trend, inputs.forecast_date);

  test.each<[string, number | null | undefined]>([
    ['intercept', trend.fit.intercept],
    ['slope_per_year', trend.fit.slope],
    ['annual_factor', trend.annualFactor],
    ['half_life_years', trend.halfLifeYears],
    ['residual_sd', trend.fit.residualSd],
    ['slope_se', trend.fit.slopeSe],
    ['slope_lo', trend.slopeInterval?.low],
    ['slope_hi', trend.slopeInterval?.high],
    ['annual_factor_lo', trend.annualFactorInterval?.low],
    ['annual_factor_hi', trend.annualFactorInterval?.high],
    ['r_squared', trend.fit.rSquared],
    ['forecast', at.usdPerMtok],
    ['pred_lo', at.prediction?.low],
    ['pred_hi', at.prediction?.high],
    ['mean_lo', at.line?.low],
    ['mean_hi', at.line?.high],
  ])('%s', (name, actual) => agrees(actual, expected[name]));

  test('is called weak', () => expect(trend.weak).toBe(true));
});

describe('example 5: demand, adoption and the supply loop', () => {
  const { inputs, expected } = vectors.E5;
  const bass = { innovationPerYear: inputs.bass_p, imitationPerYear: inputs.bass_q };
  const market = {
    ...bass,
    elasticity: inputs.elasticity,
    userElasticity: inputs.eta,
    potentialUsers: inputs.m0,
    usePerUser: inputs.use0,
  };
  const price = Math.exp(-inputs.decline_k * inputs.t);
  const demand = pricedDemand(market, price, inputs.t);
  const { loop } = inputs;
  const periods = supplyPeriods(
    {
      price: loop.p0,
      capacity: loop.K0,
      cumulative: loop.cum0,
      demand: loop.Q0,
      unitCost: loop.c0 ?? loop.p0,
      elasticity: inputs.elasticity,
      growth: loop.organic_growth,
      learningRate: loop.learning_rate,
      scarcityGain: loop.gamma,
      depreciation: loop.depreciation,
      investmentGain: loop.investment_gain,
      targetUtilisation: loop.target_util,
      floorShare: loop.price_floor_share_of_cost,
    },
    loop.periods,
  );
  const last = periods.at(-1);

  test.each<[string, number | null | undefined]>([
    ['quantity_ratio', quantityRatio(inputs.p1 / inputs.p0, inputs.elasticity)],
    ['spend_ratio', spendRatio(inputs.p1 / inputs.p0, inputs.elasticity)],
    ['bass_F_1', bassShare(bass, 1)],
    ['bass_F_3', bassShare(bass, 3)],
    ['bass_F_5', bassShare(bass, 5)],
    ['bass_peak_t', bassPeakYears(bass)],
    ['price_t3', price],
    ['potential_t3', demand.potentialUsers],
    ['adopters_t3', demand.users],
    ['use_per_adopter_t3', demand.usePerUser],
    ['quantity_t3', demand.quantity],
    ['spend_t3', demand.quantity * price],
    ['loop_price_1', periods[0]?.nextPrice],
    ['loop_price_4', periods[3]?.nextPrice],
    ['loop_price_12', last?.nextPrice],
    ['loop_quantity_12', last?.demand],
    ['loop_util_12', last?.utilisation],
    ['loop_unit_cost_12', last?.unitCost],
    // The capacity that the last period's utilisation belongs to, not the one after.
    ['loop_capacity_12', last?.capacity],
  ])('%s', (name, actual) => agrees(actual, expected[name]));
});
