import fc from 'fast-check';
import { expect, test } from 'vitest';
import { INPUT_IDS, INPUTS } from '../decision/inputs.ts';
import type { UncertainInput } from '../uncertainty/law.ts';
import { priceCorrelations } from './price-correlations.ts';
import { uncertainInputs } from './uncertain-inputs.ts';

const PRICES = INPUT_IDS.filter((id) => INPUTS[id].copula !== undefined);

function inputsWith(varying: readonly string[]): readonly UncertainInput[] {
  return INPUT_IDS.map((id) => ({
    law: varying.includes(id) ? 'triangular' : 'fixed',
    low: 1,
    base: 2,
    high: 3,
  }));
}

test('whichever prices vary, their correlations are possible together', () => {
  fc.assert(
    fc.property(fc.subarray(PRICES), (varying) => {
      const correlation = priceCorrelations(inputsWith(varying));
      expect(correlation.ok).toBe(true);
      if (!correlation.ok) return;
      const places = varying.map((id) => INPUT_IDS.indexOf(id));
      if (places.length < 2) expect(correlation.value).toBeNull();
      else expect(correlation.value?.inputs).toEqual(places.sort((a, b) => a - b));
    }),
  );
});

test('a free price is drawn as a triangle, and what is absent is zero', () => {
  const source = { source: 'custom', asOf: null, kind: 'user' } as const;
  const price = (low: number) => ({
    id: 'api.inputUsdPerMtok' as const,
    base: 1,
    low,
    high: 2,
    law: 'lognormal' as const,
    source,
    isOwn: true,
    note: null,
  });
  const at = (low: number) =>
    uncertainInputs({ 'api.inputUsdPerMtok': price(low) })[
      INPUT_IDS.indexOf('api.inputUsdPerMtok')
    ];
  expect(at(0)?.law).toBe('triangular');
  expect(at(0.5)).toEqual({
    law: 'lognormal',
    low: 0.5,
    base: 1,
    high: 2,
    minimum: 0,
    maximum: 100_000,
  });
  expect(uncertainInputs({})[0]).toEqual({ law: 'fixed', low: 0, base: 0, high: 0 });
});
