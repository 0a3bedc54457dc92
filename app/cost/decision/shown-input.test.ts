import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keptInput, ownValue, roundedDefault, shownBounds, shownValue } from './shown-input.ts';

const dollars = { currency: 'USD', perUsd: 1 };
const yuan = { currency: 'CNY', perUsd: 7.1 };

describe('a figure in its field', () => {
  test('shares are per cent, parameters are billions, money is in the scenario’s currency', () => {
    expect(shownValue('api.cacheHitShare', 0.35, yuan)).toBe(35);
    expect(shownValue('work.growthPerYear', 0.5, yuan)).toBe(50);
    expect(shownValue('model.denseParameters', 8.03e9, yuan)).toBe(8.03);
    expect(shownValue('energy.usdPerKwh', 0.1, yuan)).toBe(0.71);
    expect(shownValue('own.yearsKept', 4, yuan)).toBe(4);
  });

  test('a rate of decline is the per cent by which a price falls in a year, a rise below zero', () => {
    expect(shownValue('market.apiDeclinePerYear', Math.LN2, dollars)).toBe(50);
    expect(shownValue('market.apiDeclinePerYear', -0.1, dollars)).toBeCloseTo(-10.517, 3);
    expect(keptInput('market.apiDeclinePerYear', 90, dollars).base).toBeCloseTo(Math.log(10), 12);
  });

  test('a default has no more digits than it is worth; counts keep theirs', () => {
    expect(roundedDefault('market.hardwareDeclinePerYear', 0.1, dollars)).toBe(9.516);
    expect(roundedDefault('own.gpuPriceUsd', 1599, yuan)).toBe(11_353);
    expect(roundedDefault('own.gpuPriceUsd', 1598.95, yuan)).toBe(11_353);
    expect(roundedDefault('api.contextTokens', 1_048_756, dollars)).toBe(1_048_756);
    expect(roundedDefault('api.inputUsdPerMtok', 0.123456, dollars)).toBe(0.1235);
    expect(roundedDefault('rent.spotShare', 0, dollars)).toBe(0);
  });

  test('money is kept as it was typed, with its currency', () => {
    expect(keptInput('own.gpuPriceUsd', 12_000, yuan)).toEqual({ base: 12_000, currency: 'CNY' });
    const inDollars = keptInput('own.gpuPriceUsd', 12_000, yuan, dollars);
    expect(inDollars).toEqual({ base: 12_000 / 7.1 });
    expect(ownValue('own.gpuPriceUsd', inDollars, yuan)).toBe(12_000);
    expect(ownValue('own.gpuPriceUsd', { base: 100, currency: 'USD' }, yuan)).toBe(710);
    expect(keptInput('own.gpuPriceUsd', 1600, dollars)).toEqual({ base: 1600 });
    expect(ownValue('own.gpuPriceUsd', { base: 12_000, currency: 'CNY' }, yuan)).toBe(12_000);
    expect(ownValue('own.gpuPriceUsd', { base: 1600 }, yuan)).toBe(11_360);
  });

  test('what was typed comes back as it was typed', () => {
    const typed = fc.integer({ min: 0, max: 99_999 }).map((thousandths) => thousandths / 1000);
    const ids = ['api.cacheHitShare', 'market.apiDeclinePerYear', 'own.yearsKept'] as const;
    fc.assert(
      fc.property(typed, fc.constantFrom(...ids), (figure, id) => {
        expect(ownValue(id, keptInput(id, figure, yuan), yuan)).toBe(figure);
      }),
    );
  });

  test('limits are those of the unit shown', () => {
    expect(shownBounds('own.maxUtilisation', dollars)).toEqual({ above: 0, maximum: 100 });
    expect(shownBounds('own.pue', dollars)).toEqual({ minimum: 1, maximum: 5 });
  });
});
