import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { figuresCsv } from './chart-figures.ts';
import {
  bandExtent,
  lineFigures,
  lineTable,
  nearestIndex,
  steppedEnd,
  xExtent,
  zoomed,
} from './chart-series.ts';

const line = (xs: readonly number[], ys: readonly number[]) => ({
  label: 'val/loss',
  xs,
  ys,
  colour: 0,
  dashed: true,
});

describe('xExtent', () => {
  test('spans all series', () => {
    expect(xExtent([line([2, 5], [0, 0]), line([1, 3], [0, 0])])).toEqual({ from: 1, to: 5 });
  });

  test('is null without points', () => {
    expect(xExtent([line([], [])])).toBeNull();
  });
});

describe('steppedEnd', () => {
  test('moves in steps', () => {
    expect([1, 1.1, 90, 101, 4900].map(steppedEnd)).toEqual([1, 1.25, 90, 125, 5000]);
  });

  test('is never before the last point and at most a quarter magnitude after it', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), (last) => {
        const end = steppedEnd(last);
        expect(end).toBeGreaterThanOrEqual(last);
        expect(end - last).toBeLessThanOrEqual(last / 4 + Number.EPSILON * last * 8);
      }),
    );
  });
});

describe('zoomed', () => {
  const whole = { from: 0, to: 100 };

  test('keeps the point under the pointer in place', () => {
    expect(zoomed(whole, 50, 0.5, whole)).toEqual({ from: 25, to: 75 });
  });

  test('never leaves the whole', () => {
    expect(zoomed({ from: 10, to: 30 }, 20, 100, whole)).toEqual(whole);
  });
});

describe('nearestIndex', () => {
  test('finds the nearest point', () => {
    expect([-1, 1.4, 1.6, 99].map((x) => nearestIndex([0, 1, 2], x))).toEqual([0, 1, 2, 2]);
    expect(nearestIndex([], 1)).toBe(0);
  });
});

describe('the figures of lines', () => {
  test('hold every point', () => {
    expect(figuresCsv(lineFigures('epoch', [line([1, 2], [0.5, 0.25])]))).toBe(
      'series,epoch,value\r\n"val/loss",1,0.5\r\n"val/loss",2,0.25\r\n',
    );
  });

  test('say where each line may lie, once one has a band', () => {
    const banded = { ...line([1], [5]), label: 'own', band: { low: [4], high: [7] } };
    expect(lineFigures('month', [banded, line([1], [6])]).rows).toEqual([
      ['own', 1, 5, 4, 7],
      ['val/loss', 1, 6, null, null],
    ]);
    expect(bandExtent([banded, line([1], [6])])).toEqual({ from: 4, to: 7 });
    expect(bandExtent([line([1], [6])])).toBeNull();
  });

  test('stand beside one another by x, with gaps where a line has no point', () => {
    const other = { ...line([2, 3], [20, 30]), label: 'loss' };
    expect(lineTable('epoch', [line([1, 2], [10, 11]), other], String, String).rows).toEqual([
      [1, 10, null],
      [2, 11, 20],
      [3, null, 30],
    ]);
  });
});
