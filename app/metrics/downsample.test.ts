import fc from 'fast-check';
import { expect, test } from 'vitest';
import { downsamplePositions, downsampleSeries } from './downsample.ts';

const series = fc.array(fc.double({ noNaN: true }), { maxLength: 300 });
const maximum = fc.integer({ min: 4, max: 60 });

test('never more points than asked for, each of them the series’ own, in order', () => {
  fc.assert(
    fc.property(series, maximum, (values, limit) => {
      const positions = Array.from(downsamplePositions(values, limit));
      expect(positions.length).toBeLessThanOrEqual(limit);
      expect(positions).toEqual([...new Set(positions)].sort((left, right) => left - right));
      expect(positions.every((place) => place >= 0 && place < values.length)).toBe(true);
    }),
  );
});

test('ends and extremes stay', () => {
  fc.assert(
    fc.property(series, maximum, (values, limit) => {
      fc.pre(values.length > 0);
      const positions = Array.from(downsamplePositions(values, limit));
      const kept = positions.map((place) => values[place]);
      expect(positions[0]).toBe(0);
      expect(positions.at(-1)).toBe(values.length - 1);
      expect(kept).toContain(Math.min(...values));
      expect(kept).toContain(Math.max(...values));
    }),
  );
});

test('a short series stays whole', () => {
  expect(Array.from(downsamplePositions([3, 1, 2], 4))).toEqual([0, 1, 2]);
  expect(Array.from(downsamplePositions([], 4))).toEqual([]);
});

test('a single spike among ten thousand points is seen', () => {
  const values = Array.from({ length: 10_000 }, (_, step) => (step === 7321 ? 9 : 0));
  expect(Array.from(downsamplePositions(values, 50))).toContain(7321);
});

test('values that are not numbers are passed over', () => {
  const values = [1, ...new Array<number>(20).fill(Number.NaN), 5, 1];
  expect(Array.from(downsamplePositions(values, 4)).map((place) => values[place])).toEqual([
    1, 5, 1,
  ]);
});

test('all parts of a series are cut alike', () => {
  const numbers = Array.from({ length: 100 }, (_, index) => index);
  const cut = downsampleSeries(
    {
      tag: 'loss',
      steps: numbers,
      epochs: numbers.map((step) => Math.floor(step / 10)),
      values: numbers.map((step) => Math.sin(step)),
      wallTimesMs: numbers.map((step) => step * 1000),
      totalPoints: 5000,
    },
    10,
  );
  expect(cut.totalPoints).toBe(5000);
  expect(cut.steps.length).toBeLessThanOrEqual(10);
  for (const [index, step] of cut.steps.entries()) {
    expect(cut.epochs[index]).toBe(Math.floor(step / 10));
    expect(cut.values[index]).toBe(Math.sin(step));
    expect(cut.wallTimesMs[index]).toBe(step * 1000);
  }
});

test('fewer than four points cannot hold ends and extremes', () => {
  expect(() => downsamplePositions([1, 2, 3, 4, 5], 3)).toThrow(RangeError);
});
