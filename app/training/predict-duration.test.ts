import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costOf } from '../compiler/cost.ts';
import { predictDuration } from './predict-duration.ts';
import { REFERENCE_DATA, REFERENCE_MODEL, REFERENCE_PLAN } from './reference-model.ts';

const SPEED = { gemmGflops: 150, samplesPerSecond: 20_000 };
const ROWS = { train: 60_000, val: 0 };

function reference(batchSize: number) {
  const cost = costOf(REFERENCE_MODEL, REFERENCE_DATA, REFERENCE_PLAN, batchSize);
  if (!cost.ok) throw new Error(cost.error.code);
  return cost.value;
}

test('the reference model takes as long as it was measured to', () => {
  const plan = { batchSize: 64, epochs: 2 };
  const { samplesPerSecond, seconds } = predictDuration(reference(64), plan, ROWS, SPEED);
  expect(samplesPerSecond).toBeCloseTo(20_000, 3);
  expect(seconds).toBeCloseTo(6, 6);
});

test('validation adds a third of its share', () => {
  const plan = { batchSize: 64, epochs: 1 };
  const { seconds } = predictDuration(reference(64), plan, { train: 60_000, val: 60_000 }, SPEED);
  expect(seconds).toBeCloseTo(4, 6);
});

test('a faster machine is never predicted slower, and more epochs never shorter', () => {
  const cost = reference(64);
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 5000, noNaN: true }),
      fc.double({ min: 10, max: 1e6, noNaN: true }),
      fc.integer({ min: 1, max: 100 }),
      (gemmGflops, samplesPerSecond, epochs) => {
        const speed = { gemmGflops, samplesPerSecond };
        const plan = { batchSize: 64, epochs };
        const { seconds, lowSeconds, highSeconds } = predictDuration(cost, plan, ROWS, speed);
        expect(lowSeconds).toBeLessThanOrEqual(seconds);
        expect(highSeconds).toBeGreaterThanOrEqual(seconds);
        const faster = { gemmGflops, samplesPerSecond: samplesPerSecond * 2 };
        expect(predictDuration(cost, plan, ROWS, faster).seconds).toBeLessThanOrEqual(seconds);
        const longer = { ...plan, epochs: epochs + 1 };
        expect(predictDuration(cost, longer, ROWS, speed).seconds).toBeGreaterThan(seconds);
      },
    ),
  );
});
