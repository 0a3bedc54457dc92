import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aPoint } from '../../../../app/testing/builders.ts';
import {
  chartLines,
  MAXIMUM_POINTS,
  type SeriesByTag,
  seriesByTag,
  withPoints,
} from './live-series.ts';

const EMPTY: SeriesByTag = new Map();
const BATCH = 50;

describe('withPoints', () => {
  test('points go to the end of their own series; the others are the same objects', () => {
    const before = withPoints(EMPTY, [aPoint({ step: 4 }), aPoint({ tag: 'val/loss', step: 4 })]);
    const after = withPoints(before, [aPoint({ step: 8, epoch: 1, value: 0.5 })]);
    expect(after.get('loss')).toMatchObject({
      steps: [4, 8],
      epochs: [0, 1],
      values: [1.0986, 0.5],
      totalPoints: 2,
    });
    expect(after.get('val/loss')).toBe(before.get('val/loss'));
    expect(before.get('loss')?.steps).toEqual([4]);
  });

  test('a point told twice, by the series and by an event, is there once', () => {
    const once = withPoints(EMPTY, [aPoint({ step: 4 })]);
    expect(withPoints(once, [aPoint({ step: 4 })]).get('loss')?.steps).toEqual([4]);
  });

  test('however many points come, a series stays short, in order, and keeps its extremes', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 300 }), (some) => {
        const values = Array.from({ length: 20 }, () => some).flat();
        let series = EMPTY;
        for (let step = 0; step < values.length; step += BATCH) {
          const batch = values.slice(step, step + BATCH);
          series = withPoints(
            series,
            batch.map((each, index) => aPoint({ step: step + index, value: each })),
          );
        }
        const merged = series.get('loss');
        const steps = merged?.steps ?? [];
        expect(steps.length).toBeLessThanOrEqual(MAXIMUM_POINTS);
        expect(steps).toEqual(steps.toSorted((left, right) => left - right));
        expect(merged?.totalPoints).toBe(values.length);
        expect(Math.max(...(merged?.values ?? []))).toBe(Math.max(...values));
        expect(Math.min(...(merged?.values ?? []))).toBe(Math.min(...values));
      }),
      { numRuns: 20 },
    );
  });
});

describe('chartLines', () => {
  const series = seriesByTag([
    {
      tag: 'loss',
      steps: [4, 8],
      epochs: [0, 1],
      values: [1, 0.5],
      wallTimesMs: [0, 0],
      totalPoints: 2,
    },
    {
      tag: 'val/loss',
      steps: [4, 8],
      epochs: [0, 1],
      values: [1.1, 0.6],
      wallTimesMs: [0, 0],
      totalPoints: 2,
    },
  ]);

  test('epochs count from 1, validation is dashed, and a tag without points has no line', () => {
    const lines = chartLines(series, ['loss', 'val/loss', 'accuracy'], 'epoch', 3, (tag) => tag);
    expect(lines).toEqual([
      { label: 'loss', xs: [1, 2], ys: [1, 0.5], colour: 3, dashed: false },
      { label: 'val/loss', xs: [1, 2], ys: [1.1, 0.6], colour: 3, dashed: true },
    ]);
  });

  test('steps are as counted', () => {
    expect(chartLines(series, ['loss'], 'step', 0, (tag) => tag)[0]?.xs).toEqual([4, 8]);
  });
});
