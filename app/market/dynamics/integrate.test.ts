import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bassShare } from '../adoption.ts';
import { supplyPeriods } from '../supply-loop.ts';
import { compiled, marketValues } from '../testing/market-values.ts';
import { integrate, integrateChecked, type Simulation } from './integrate.ts';
import { linkId } from './system-model.ts';

const PLAN = { years: 5, pointsPerYear: 12 };

function run(
  changes: Parameters<typeof marketValues>[0] = {},
  more: Partial<Parameters<typeof integrateChecked>[1]> & { linksOff?: readonly string[] } = {},
) {
  const { linksOff = [], ...plan } = more;
  const result = integrateChecked(compiled(undefined, { linksOff }), {
    ...PLAN,
    parameters: marketValues(changes),
    ...plan,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
}

const at = ({ series }: Simulation, name: string, index: number): number =>
  series.get(name)?.[index] ?? Number.NaN;
const last = (simulation: Simulation, name: string) =>
  at(simulation, name, simulation.years.length - 1);

/** Nothing but the three stocks of people moves. */
const STILL = { elasticity: 0, user_elasticity: 0, use_growth: 0, hardware_progress: 0 } as const;

describe('the integrator', () => {
  test('is of fourth order: half the step, a sixteenth of the error', () => {
    const bass = { ...STILL, churn: 0 };
    const model = compiled();
    const share = bassShare({ innovationPerYear: 0.03, imitationPerYear: 0.38 }, 0);
    expect(share).toBe(0);
    const users = (stepsPerPoint: number) => {
      const done = integrate(model, {
        years: 4,
        pointsPerYear: 0.25,
        stepsPerPoint,
        parameters: marketValues(bass),
      });
      if (!done.ok) throw new Error(JSON.stringify(done.fault));
      return last(done.value, 'users');
    };
    const exact = users(512);
    const ratio = (users(4) - exact) / (users(8) - exact);
    expect(ratio).toBeGreaterThan(12);
    expect(ratio).toBeLessThan(20);
  });

  test('says how far it may be off, and is not further off', () => {
    const checked = run();
    expect(checked.relativeError).toBeLessThan(1e-4);
    const fine = integrate(compiled(), { ...PLAN, stepsPerPoint: 256, parameters: marketValues() });
    if (!fine.ok) throw new Error('not integrated');
    for (const stock of ['price', 'users', 'capacity']) {
      expect(last(checked, stock) / last(fine.value, stock)).toBeCloseTo(1, 4);
    }
  });

  test('a jump happens at its own moment', () => {
    const halve = (year: number) => ({
      events: [
        { year, stock: 'price', level: (read: (name: string) => number) => read('price') / 2 },
      ],
    });
    const free = { ...STILL, competition: 0, scarcity_gain: 0, learning_rate: 0, floor_share: 0 };
    const cut = run(free, halve(0.49));
    expect(at(cut, 'price', 5)).toBeCloseTo(1, 9);
    expect(at(cut, 'price', 6)).toBeCloseTo(0.5, 9);
    expect(last(cut, 'perceived_price')).toBeCloseTo(0.5, 4);
  });

  test('a model that runs off is an answer, not a NaN', () => {
    const result = integrateChecked(
      compiled(undefined, {
        equations: { price_change: 'price * price / start_price / floor_time' },
      }),
      { ...PLAN, parameters: marketValues() },
    );
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.fault.year).toBeGreaterThan(0);
  });
});

describe('conservation', () => {
  test('people are neither made nor lost, whatever the parameters', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 2.5, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (elasticity, churn, startShare, cut) => {
          const done = run(
            { elasticity, user_elasticity: elasticity / 2, churn, start_share: startShare },
            {
              events: [
                { year: 1, stock: 'price', level: (read) => read('price') * (1 - cut) },
                { year: 2, stock: 'price', level: (read) => read('price') * 3 },
              ],
            },
          );
          for (const index of done.years.keys()) {
            const people = ['unreached', 'prospects', 'users'].map((stock) =>
              at(done, stock, index),
            );
            expect(people.reduce((sum, part) => sum + part, 0) / 5000).toBeCloseTo(1, 9);
            for (const part of people) expect(part).toBeGreaterThan(-1e-6);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  test('capacity ordered is building, standing or retired; tokens made are tokens counted', () => {
    const done = run({ algorithm_progress: 0.4 }, { pointsPerYear: 48 });
    const total = (name: string) => {
      // Simpson over the shown points, whose number of intervals is even.
      const values = done.series.get(name) ?? new Float64Array();
      const weights = values.map(
        (value, index) =>
          value * (index === 0 || index === values.length - 1 ? 1 : index % 2 === 1 ? 4 : 2),
      );
      return weights.reduce((sum, value) => sum + value, 0) / 48 / 3;
    };
    const change = (name: string) => last(done, name) - at(done, name, 0);
    const balance = total('order') + total('improve') - total('retire');
    expect((change('building') + change('capacity')) / balance).toBeCloseTo(1, 3);
    expect(change('cumulative') / total('served')).toBeCloseTo(1, 3);
    expect(change('spent') / total('spending')).toBeCloseTo(1, 3);
  });
});

describe('limits', () => {
  test('without elasticity of price, adoption is that of Bass', () => {
    const rates = { innovationPerYear: 0.03, imitationPerYear: 0.38 };
    const done = run({ ...STILL, churn: 0, start_share: bassShare(rates, 2) });
    for (const [index, year] of done.years.entries()) {
      expect(at(done, 'users', index) / 1000).toBeCloseTo(bassShare(rates, year + 2), 6);
    }
  });

  test('without elasticity, a price war changes neither users nor demand', () => {
    const quiet = run({ elasticity: 0, user_elasticity: 0 });
    const war = run(
      { elasticity: 0, user_elasticity: 0 },
      { events: [{ year: 1, stock: 'price', level: (read) => read('price') * 0.1 }] },
    );
    for (const name of ['users', 'demand', 'capacity']) {
      expect(last(war, name)).toBeCloseTo(last(quiet, name), 6);
    }
  });

  test('without learning and progress the cost stays, without rivals and scarcity the price too', () => {
    const done = run({ learning_rate: 0, hardware_progress: 0, competition: 0, scarcity_gain: 0 });
    expect(last(done, 'unit_cost')).toBeCloseTo(0.6, 12);
    expect(last(done, 'price')).toBeCloseTo(1, 12);
  });

  test('saturates: with nobody leaving, all who could use it do', () => {
    const done = run({ ...STILL, churn: 0 }, { years: 60, pointsPerYear: 2 });
    expect(last(done, 'users') / 1000).toBeCloseTo(1, 6);
    expect(last(done, 'prospects')).toBeCloseTo(0, 3);
  });

  test('rivals bring the price to cost and margin, and no price falls through its floor', () => {
    const done = run({
      ...STILL,
      competition: 5,
      scarcity_gain: 0,
      learning_rate: 0,
      target_margin: 0.25,
    });
    expect(last(done, 'price')).toBeCloseTo(0.75, 6);
    const war = run(
      { floor_share: 0.8, hardware_progress: 1, competition: 0 },
      { events: [{ year: 1, stock: 'price', level: (read) => read('floor_price') }] },
    );
    for (const index of war.years.keys()) {
      expect(at(war, 'price', index)).toBeGreaterThanOrEqual(
        at(war, 'floor_price', index) * 0.9999,
      );
    }
  });

  test('goes over into the discrete supply loop as periods and delays shrink', () => {
    const splits = 400;
    const loop = {
      price: 1,
      capacity: 100,
      cumulative: 100,
      demand: 80,
      unitCost: 1,
      elasticity: 1.11,
      learningRate: 0.2,
      targetUtilisation: 0.8,
      floorShare: 0.5,
      growth: Math.expm1(0.06 / splits),
      scarcityGain: 0.5 / splits,
      depreciation: 0.05 / splits,
      investmentGain: 0.6 / splits,
      periodLength: 1 / splits,
    };
    const discrete = supplyPeriods(loop, 8 * splits).at(-1);
    const done = run(
      {
        start_price: 1,
        cost_share: 1,
        potential_users: 16,
        population_factor: 1,
        start_share: 1,
        start_use: 5,
        start_utilisation: 0.8,
        experience: 1.25,
        user_elasticity: 0,
        churn: 0,
        innovation: 0,
        imitation: 0,
        use_growth: 0.06,
        habit_time: 0.004,
        build_time: 0.004,
        floor_time: 0.004,
        retirement: 0.05,
        hardware_progress: 0,
        competition: 0,
        pipeline_awareness: 0,
        learning_rate: 0.2,
      },
      { years: 8, pointsPerYear: 24 },
    );
    expect(last(done, 'price') / (discrete?.price ?? 0)).toBeCloseTo(1, 2);
    expect(last(done, 'demand') / (discrete?.demand ?? 0)).toBeCloseTo(1, 2);
    expect(last(done, 'capacity') / (discrete?.capacity ?? 0)).toBeCloseTo(1, 2);
    expect(last(done, 'unit_cost') / (discrete?.unitCost ?? 0)).toBeCloseTo(1, 2);
  });
});

describe('a cut link', () => {
  test('holds its source at the start for its target alone', () => {
    const link = { source: 'price_ratio', target: 'use_per_user' };
    const done = run({ use_growth: 0 }, { linksOff: [linkId(link)] });
    expect(last(done, 'use_per_user')).toBeCloseTo(5, 12);
    expect(last(done, 'potential')).toBeGreaterThan(1000);
    const whole = run({ use_growth: 0 });
    expect(last(whole, 'use_per_user')).toBeGreaterThan(5);
    expect(compiled().links).toContainEqual(link);
  });

  test('cutting what learning does to cost leaves hardware alone', () => {
    const done = run({}, { linksOff: ['cumulative>unit_cost', 'cumulative>cost_trend'] });
    expect(last(done, 'unit_cost')).toBeCloseTo(0.6 * Math.exp(-0.3 * 5), 9);
  });
});
