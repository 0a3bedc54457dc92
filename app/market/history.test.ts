import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backtest } from './backtest.ts';
import { dateAfter, yearsBetween } from './calendar.ts';
import { changePoints } from './change-points.ts';
import { lowerEnvelope, priceOn } from './envelope.ts';
import { FORECAST_SCENARIOS, forecastPrice } from './forecast.ts';
import { type PriceEvent, productOf } from './price-history.ts';
import { cutClustering, priceMoves } from './price-moves.ts';
import { type DatedPrice, priceTrend } from './price-trend.ts';

function event(
  date: string,
  model: string,
  price: number,
  more: Partial<PriceEvent> = {},
): PriceEvent {
  return {
    model,
    provider: 'A',
    event: 'launch',
    date,
    inputUsdPerMtok: price,
    outputUsdPerMtok: price,
    blendedUsdPerMtok: price,
    mmlu: 86,
    aaIndex: null,
    source: 'test',
    confidence: 'read',
    notes: null,
    ...more,
  };
}

const floor86 = { id: 'mmlu-86', measure: 'mmlu', floor: 86 } as const;
const rails = { marginalCostUsdPerMtok: 0.02, dampingPerYear: 0.35, riseFactor: 1.8 };

describe('lowerEnvelope', () => {
  test('keeps the cheapest that is good enough, and says when it gets dearer again', () => {
    const points = lowerEnvelope(
      [
        event('2023-01-01', 'one', 30),
        event('2023-03-01', 'weak', 1, { mmlu: 60 }),
        event('2023-05-01', 'two', 10),
        event('2023-06-01', 'three', 20),
        event('2023-09-01', 'two', 40, { event: 'rise' }),
        event('2024-01-01', 'free', 0),
        event('2024-02-01', 'index', 0.1, { event: 'index' }),
        event('2027-01-01', 'later', 0.1),
      ],
      floor86,
      '2026-01-01',
    );
    expect(points.map(({ date, usdPerMtok, model }) => [date, usdPerMtok, model])).toEqual([
      ['2023-01-01', 30, 'one'],
      ['2023-05-01', 10, 'two'],
      ['2023-09-01', 20, 'three'],
    ]);
    expect(priceOn(points, '2022-12-31')).toBeNull();
    expect(priceOn(points, '2023-08-31')).toBe(10);
  });

  test('takes tariffs by time of day for one product, at its cheapest', () => {
    const rise = { event: 'rise' } as const;
    const points = lowerEnvelope(
      [
        event('2026-05-24', 'v4', 0.5),
        event('2026-08-17', 'v4 (peak)', 2, rise),
        event('2026-08-17', 'v4 (off-peak)', 1, rise),
      ],
      floor86,
      '2026-12-01',
    );
    expect(points.map(({ usdPerMtok }) => usdPerMtok)).toEqual([0.5, 1]);
    expect(productOf(event('2024-05-13', 'gpt-4o (2024-05-13)', 1))).toBe('A/gpt-4o');
  });

  test('does not depend on the order of the rows, nor on prices after the date', () => {
    const rows = fc.array(
      fc.record({
        year: fc.integer({ min: 2020, max: 2026 }),
        month: fc.integer({ min: 1, max: 12 }),
        model: fc.constantFrom('a', 'b', 'c', 'd'),
        price: fc.integer({ min: 1, max: 1000 }),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(rows, (given) => {
        // One price a product and day: of two, the order would decide which is the older one.
        const events = [
          ...new Map(
            given.map(({ year, month, model, price }) => {
              const date = `${year}-${String(month).padStart(2, '0')}-01`;
              return [`${date} ${model}`, event(date, model, price)] as const;
            }),
          ).values(),
        ];
        const now = lowerEnvelope(events, floor86, '2023-06-01');
        const prices = (points: readonly DatedPrice[]) =>
          points.map(({ date, usdPerMtok }) => [date, usdPerMtok]);
        expect(prices(lowerEnvelope([...events].reverse(), floor86, '2023-06-01'))).toEqual(
          prices(now),
        );
        const later = lowerEnvelope(events, floor86, '2026-12-31');
        expect(prices(later).slice(0, now.length)).toEqual(prices(now));
      }),
    );
  });
});

/** Prices on a line of ln p, a point every 60 days. */
function falling(
  count: number,
  slopes: (index: number) => number,
  noise: (index: number) => number,
) {
  let level = 3;
  return Array.from({ length: count }, (_, index): DatedPrice => {
    if (index > 0) level += (slopes(index) * 60) / 365.25;
    return {
      date: dateAfter('2020-01-01', (index * 60) / 365.25),
      usdPerMtok: Math.exp(level + noise(index)),
    };
  });
}

/** Up to ±0.1, with no pattern from one point to the next. */
const wiggle = (index: number) => ((Math.imul(index + 7, 2654435761) >>> 8) / 2 ** 24 - 0.5) * 0.2;

describe('changePoints', () => {
  test('finds where a steady fall turned into a fast one, to the point', () => {
    const prices = falling(20, (index) => (index < 11 ? -0.2 : -3), wiggle);
    const { segments, evidence } = changePoints(prices);
    expect(evidence).toBe('strong');
    expect(segments).toHaveLength(2);
    expect(Math.abs(yearsBetween(prices[10]?.date ?? '', segments[1]?.from ?? ''))).toBeLessThan(
      0.2,
    );
    expect(segments[1]?.annualFactor).toBeGreaterThan(10);
  });

  test('leaves one line alone', () => {
    const { segments, evidence } = changePoints(falling(20, () => -1, wiggle));
    expect(segments).toHaveLength(1);
    expect(['none', 'weak']).toContain(evidence);
  });

  test('does not pretend with few points', () => {
    expect(changePoints(falling(7, (index) => (index < 4 ? 0 : -5), wiggle))).toMatchObject({
      evidence: 'too-few-points',
      bicGain: null,
    });
    expect(changePoints([]).segments).toEqual([]);
  });

  test('segments cover all points once, in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { maxLength: 25 }),
        (steps) => {
          const prices = falling(
            steps.length,
            (index) => steps[index] ?? 0,
            () => 0,
          );
          const { segments } = changePoints(prices);
          const covered = segments.reduce((total, { points }) => total + points, 0);
          expect(covered).toBe(segments.length === 0 ? 0 : prices.length);
        },
      ),
    );
  });
});

describe('forecastPrice', () => {
  const trend = priceTrend(falling(10, () => -1.5, wiggle));

  test('scenarios stand in their order, above the floor, and start where the price is', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 40, noNaN: true }),
        (start, years) => {
          const prices = FORECAST_SCENARIOS.map((scenario) =>
            forecastPrice(start, years, scenario, trend, rails),
          );
          for (const [index, price] of prices.entries()) {
            expect(Number.isFinite(price)).toBe(true);
            expect(price).toBeGreaterThanOrEqual(Math.min(start, rails.marginalCostUsdPerMtok));
            expect(price).toBeGreaterThanOrEqual(prices[index - 1] ?? 0);
          }
          expect(forecastPrice(start, 0, 'fast', trend, rails)).toBeCloseTo(start);
        },
      ),
    );
  });

  test('without damping the base scenario is the plain exponential', () => {
    const plain = { ...rails, dampingPerYear: 0, marginalCostUsdPerMtok: 0 };
    expect(forecastPrice(2, 3, 'base', trend, plain)).toBeCloseTo(
      2 * Math.exp(3 * (trend?.fit.slope ?? 0)),
    );
    expect(forecastPrice(2, 3, 'base', null, rails)).toBe(2);
  });
});

describe('backtest', () => {
  test('a price that keeps its trend is predicted, one that stops falling is not', () => {
    const steady = backtest(
      falling(12, () => -1.5, wiggle),
      { ...rails, dampingPerYear: 0, marginalCostUsdPerMtok: 0 },
    );
    expect(steady.trend?.medianFactor).toBeLessThan(1.2);
    expect(steady.unchanged?.medianFactor).toBeGreaterThan(1.5);
    const stopped = backtest(
      falling(12, (index) => (index < 6 ? -1.5 : 0), wiggle),
      rails,
    );
    expect(stopped.trend?.biasFactor).toBeLessThan(0.8);
    expect(stopped.unchanged?.medianFactor).toBeLessThan(stopped.trend?.medianFactor ?? 0);
  });

  test('sees nothing from after the date it is trained to', () => {
    const prices = falling(9, () => -1, wiggle);
    const changed = [...prices.slice(0, 8), { date: prices[8]?.date ?? '', usdPerMtok: 1e-6 }];
    const [before, after] = [prices, changed].map((list) =>
      backtest(list, rails).cases.filter(({ date }) => date !== prices[8]?.date),
    );
    expect(after).toEqual(before);
    expect(backtest(prices.slice(0, 4), rails)).toMatchObject({ trend: null, coverage95: null });
  });
});

describe('price moves', () => {
  test('are changes of the same product', () => {
    const moves = priceMoves(
      [
        event('2025-01-01', 'a', 4),
        event('2025-03-01', 'a', 1, { event: 'cut' }),
        event('2025-03-20', 'b', 2, { event: 'cut', provider: 'B' }),
        event('2025-08-01', 'a', 1, { event: 'cut' }),
        event('2026-01-01', 'a', 3, { event: 'rise' }),
      ],
      '2026-06-01',
    );
    expect(moves.map(({ date, factor }) => [date, factor])).toEqual([
      ['2025-03-01', 0.25],
      ['2026-01-01', 3],
    ]);
    expect(cutClustering([event('2025-01-01', 'a', 1)], '2026-01-01')).toBeNull();
  });
});
