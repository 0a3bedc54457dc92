import { expect, test } from 'vitest';
import { afterEpoch, FRESH_STOPPING_STATE, type StoppingVerdict } from './early-stopping.ts';
import type { EarlyStopping } from './run-plan.ts';

const RULE: EarlyStopping = {
  monitor: 'val/loss',
  patience: 2,
  minDelta: 0.25,
  restoreBest: true,
};

function run(rule: EarlyStopping | null, tag: string, values: readonly number[]) {
  const verdicts: StoppingVerdict[] = [];
  let state = FRESH_STOPPING_STATE;
  for (const [epoch, value] of values.entries()) {
    const verdict = afterEpoch(rule, state, epoch, { [tag]: value });
    verdicts.push(verdict);
    state = verdict.state;
  }
  return verdicts;
}

test('it stops once patience is used up, and remembers the best epoch', () => {
  const verdicts = run(RULE, 'val/loss', [2, 1.5, 1.375, 1.25]);
  // 1.375 gains less than minDelta; 1.25 gains just that, which is not more.
  expect(verdicts.map(({ improved }) => improved)).toEqual([true, true, false, false]);
  expect(verdicts.map(({ stop }) => stop)).toEqual([false, false, false, true]);
  expect(verdicts.at(-1)?.state).toEqual({ bestValue: 1.5, bestEpoch: 1, waited: 2 });
});

test('an improvement starts the waiting anew', () => {
  const verdicts = run(RULE, 'val/loss', [1, 1.1, 0.5, 0.6, 0.6]);
  expect(verdicts.map(({ stop }) => stop)).toEqual([false, false, false, false, true]);
});

test('accuracy improves upwards', () => {
  const rule: EarlyStopping = { ...RULE, monitor: 'val/accuracy', minDelta: 0 };
  const verdicts = run(rule, 'val/accuracy', [0.5, 0.6, 0.6]);
  expect(verdicts.map(({ improved }) => improved)).toEqual([true, true, false]);
});

test('without a rule it never stops but knows the best epoch', () => {
  const verdicts = run(null, 'val/loss', [1, 0.5, 0.6, 0.7, 0.8, 0.9]);
  expect(verdicts.some(({ stop }) => stop)).toBe(false);
  expect(verdicts.at(-1)?.state.bestEpoch).toBe(1);
});

test('a missing or undefined value is no improvement', () => {
  const verdicts = run(RULE, 'val/loss', [Number.NaN, Number.NaN]);
  expect(verdicts.map(({ improved }) => improved)).toEqual([false, false]);
  expect(verdicts.at(-1)?.stop).toBe(true);
  expect(afterEpoch(RULE, FRESH_STOPPING_STATE, 0, {}).improved).toBe(false);
});

test.each([
  ['val/accuracy/top-3', true],
  ['val/auc', true],
  ['val/r2', true],
  ['val/cosine-similarity', true],
  ['val/f1/macro', true],
  ['val/mse', false],
  ['val/perplexity', false],
  ['val/early/loss', false],
  ['val/accuracy/loss', false],
])('of %s more is better: %s', (monitor, isHigher) => {
  const verdicts = run({ ...RULE, monitor }, monitor, [2, 3]);
  expect(verdicts.map(({ improved }) => improved)).toEqual([true, isHigher]);
});
