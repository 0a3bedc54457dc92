import { describe, expect, it } from 'vitest';
import { type Figure, isMet, median, quantityText } from './figure.ts';

function figure(value: number, kind: Figure['target']['kind']): Figure {
  return {
    id: 'a',
    label: 'a figure',
    value,
    unit: 'fraction',
    target: { kind, value: 0.5 },
    detail: {},
  };
}

describe('a figure', () => {
  it('meets its target from the right side only', () => {
    expect([0.4, 0.5, 0.6].map((value) => isMet(figure(value, 'at-least')))).toEqual([
      false,
      true,
      true,
    ]);
    expect([0.4, 0.5, 0.6].map((value) => isMet(figure(value, 'below')))).toEqual([
      true,
      false,
      false,
    ]);
    expect(isMet(figure(Number.NaN, 'below'))).toBe(false);
  });

  it('is printed with its unit', () => {
    expect(quantityText(0.8615, 'fraction')).toBe('86.2 %');
    expect(quantityText(12.345, 'ms')).toBe('12.3 ms');
    expect(quantityText(1.5, 's')).toBe('1.500 s');
    expect(quantityText(511.6, 'MB')).toBe('512 MB');
  });
});

describe('the median', () => {
  it('is the middle value, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });
});
