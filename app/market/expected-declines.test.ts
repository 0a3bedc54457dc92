import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expectedDeclines } from './expected-declines.ts';
import { marketFactsOf } from './testing/market-facts.ts';

const FACTS = marketFactsOf((name) =>
  JSON.parse(readFileSync(new URL(`../../resources/facts/${name}.json`, import.meta.url), 'utf8')),
);
const { history: HISTORY, marketParameters: PARAMETERS } = FACTS;

test('of each class of quality a fall, with a rise at its low end, from prices until that day', () => {
  const declines = expectedDeclines(HISTORY, PARAMETERS, '2026-11-26');
  expect(declines.map(({ qualityFloor }) => qualityFloor)).toEqual([20, 30, 40, 50]);
  for (const { low, base, high, asOf } of declines) {
    expect(low).toBeLessThan(0);
    expect(base).toBeGreaterThanOrEqual(0);
    expect(high).toBeGreaterThan(base);
    expect(asOf <= '2026-11-26').toBe(true);
  }
});

test('a day before any price of a quality knows none', () => {
  expect(expectedDeclines(HISTORY, PARAMETERS, '2023-01-01')).toEqual([]);
});
