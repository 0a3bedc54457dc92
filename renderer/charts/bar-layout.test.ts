import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barScale, fitted, labelRoom } from './bar-layout.ts';
import { textWidth } from './drawing.ts';

describe('a scale of bars', () => {
  const margin = { left: 100, right: 60 };

  test('holds every value between its margins', () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const { place } = barScale(values, 800, margin);
        for (const one of values) {
          expect(place(one)).toBeGreaterThanOrEqual(100 - 1e-6);
          expect(place(one)).toBeLessThanOrEqual(740 + 1e-6);
        }
      }),
    );
  });

  test('puts a single value in the middle', () => {
    expect(barScale([5, 5], 800, margin).place(5)).toBe(420);
  });
});

describe('labels', () => {
  test('get the room they need, up to a share', () => {
    expect(labelRoom(['ab', 'abcd'], 800, 0.4)).toBeCloseTo(4 * 6.6);
    expect(labelRoom(['a'.repeat(200)], 800, 0.4)).toBe(320);
  });

  test('are cut where they are longer, Han characters counted as wide', () => {
    expect(fitted('Electricity', 100)).toBe('Electricity');
    expect(textWidth(fitted('Electricity price at night', 100))).toBeLessThanOrEqual(100);
    expect(fitted('每月管理人工时数', 60)).toBe('每月管理…');
  });
});
