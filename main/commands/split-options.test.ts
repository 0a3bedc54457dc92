import { expect, test } from 'vitest';
import { splitChoices } from './split-options.ts';

test('what is said of a split becomes choices, and nothing where nothing is said', () => {
  expect(splitChoices({})).toEqual({ ok: true, value: {} });
  expect(splitChoices({ split: 'leave-last-out', splitColumn: 'who', splitTime: 'when' })).toEqual({
    ok: true,
    value: { split: { kind: 'leave-last-out', column: 'who', time: 'when' } },
  });
  expect(splitChoices({ splitShares: '60, 20, 20', splitSeed: '7' })).toEqual({
    ok: true,
    value: { splitFractions: { train: 0.6, val: 0.2, test: 0.2 }, splitSeed: 7 },
  });
  expect(splitChoices({ splitShares: '0.5/0.25/0.25' })).toMatchObject({
    value: { splitFractions: { train: 0.5, val: 0.25, test: 0.25 } },
  });
});

test.each([
  [{ split: 'luck' }, '--split luck'],
  [{ split: 'k-fold' }, '--split k-fold'],
  [{ splitColumn: 'who' }, '--split-column who'],
  [{ split: 'random', splitColumn: 'who' }, '--split-column who'],
  [{ split: 'time', splitTime: 'when' }, '--split-time when'],
  [{ splitShares: '70,30' }, '--split-shares 70,30'],
  [{ splitShares: '70,15,20' }, '--split-shares 70,15,20'],
  [{ splitShares: '100,0,0' }, '--split-shares 100,0,0'],
  [{ splitSeed: '-1' }, '--split-seed -1'],
])('%o is refused', (given, subject) => {
  expect(splitChoices(given)).toMatchObject({
    ok: false,
    error: { code: 'usage/invalid', problem: 'value-invalid', subject },
  });
});
