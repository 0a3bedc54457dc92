import { describe, expect, test } from 'vitest';
import { cellShade } from './cell-shade.ts';

describe('cellShade', () => {
  test('an empty cell is not painted', () => {
    expect(cellShade(0)).toBe(0);
    expect(cellShade(Number.NaN)).toBe(0);
  });

  test('one error among ten thousand rows is seen, and more of them are seen more', () => {
    const shades = [1, 100, 5000, 10_000].map((count) => cellShade(count / 10_000));
    expect(shades[0]).toBeGreaterThanOrEqual(6);
    expect(shades).toEqual(shades.toSorted((left, right) => left - right));
  });

  test('ink stays readable on the strongest cell', () => {
    expect(cellShade(1)).toBe(60);
    expect(cellShade(7)).toBe(60);
  });
});
