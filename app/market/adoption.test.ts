import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bassPeakYears, bassShare, pricedDemand } from './adoption.ts';
import { quantityRatio, rebound, spendRatio } from './demand.ts';
import { supplyPeriods } from './supply-loop.ts';

const positive = (max: number) => fc.double({ min: 0.001, max, noNaN: true });
const rates = fc.record({ innovationPerYear: positive(1), imitationPerYear: positive(2) });

describe('demand', () => {
  test('a lower price never sells less, and twice the elasticity is the effect squared', () => {
    fc.assert(
      fc.property(positive(1), positive(3), (cut, elasticity) => {
        expect(quantityRatio(cut, elasticity)).toBeGreaterThanOrEqual(1);
        const squared = quantityRatio(cut, elasticity) ** 2;
        expect(quantityRatio(cut, 2 * elasticity) / squared).toBeCloseTo(1);
      }),
      { numRuns: 50 },
    );
  });

  test('spending is quantity times price and turns at an elasticity of one', () => {
    fc.assert(
      fc.property(positive(0.99), positive(3), (cut, elasticity) => {
        expect(spendRatio(cut, elasticity) / (cut * quantityRatio(cut, elasticity))).toBeCloseTo(1);
        expect(rebound(elasticity) === 'spend-grows').toBe(spendRatio(cut, elasticity) > 1);
      }),
    );
    expect(rebound(1)).toBe('neutral');
  });
});

describe('adoption', () => {
  test('starts at none, only grows, stays below all', () => {
    fc.assert(
      fc.property(rates, positive(30), positive(30), (bass, years, more) => {
        expect(bassShare(bass, 0)).toBe(0);
        expect(bassShare(bass, years + more)).toBeGreaterThanOrEqual(bassShare(bass, years));
        expect(bassShare(bass, years)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('is fastest at the peak', () => {
    fc.assert(
      fc.property(rates, (bass) => {
        const peak = bassPeakYears(bass);
        if (peak === null || peak < 0.2) return;
        const speed = (years: number) =>
          bassShare(bass, years + 1e-4) - bassShare(bass, years - 1e-4);
        expect(speed(peak)).toBeGreaterThanOrEqual(speed(peak * 0.8));
        expect(speed(peak)).toBeGreaterThanOrEqual(speed(peak * 1.2));
      }),
    );
  });

  test('without elasticity the price changes nothing', () => {
    const market = {
      innovationPerYear: 0.03,
      imitationPerYear: 0.38,
      elasticity: 0,
      userElasticity: 0,
      potentialUsers: 1000,
      usePerUser: 5,
    };
    expect(pricedDemand(market, 0.1, 3)).toEqual(pricedDemand(market, 1, 3));
  });
});

describe('the supply loop', () => {
  test('neither falls through its floor nor serves more than it can, nor runs off while elasticity × learning stays below one', () => {
    const share = fc.double({ min: 0, max: 0.4, noNaN: true });
    fc.assert(
      fc.property(
        fc.record({
          price: positive(100),
          capacity: positive(1e4),
          cumulative: positive(1e4),
          demand: positive(1e4),
          unitCost: positive(100),
          elasticity: positive(1.8),
          growth: fc.double({ min: -0.2, max: 0.5, noNaN: true }),
          learningRate: fc.double({ min: 0, max: 0.3, noNaN: true }),
          scarcityGain: share,
          depreciation: share,
          investmentGain: share,
          targetUtilisation: share,
          floorShare: share,
        }),
        (loop) => {
          for (const period of supplyPeriods(loop, 20)) {
            for (const value of Object.values(period)) expect(Number.isFinite(value)).toBe(true);
            expect(period.served).toBeLessThanOrEqual(period.capacity);
            expect(period.nextPrice).toBeGreaterThanOrEqual(loop.floorShare * period.unitCost);
          }
        },
      ),
    );
  });
});
