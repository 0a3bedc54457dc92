import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costOf } from '../compiler/cost.ts';
import { type MeasuredSpeed, predictDuration } from './predict-duration.ts';
import { type REFERENCE_NAMES, REFERENCES } from './reference-model.ts';

/** One thread of an AMD EPYC of family 26 that is shared with others, as the doctor measured it. */
const SPEED: MeasuredSpeed = {
  gemmGflops: 237,
  bytesPerSecond: 41e9,
  models: [
    { name: 'mlp', samplesPerSecond: 31_800 },
    { name: 'cnn', samplesPerSecond: 20_100 },
    { name: 'lstm', samplesPerSecond: 15_400 },
  ],
};
const ROWS = { train: 60_000, val: 0 };

function reference(batchSize: number, name: (typeof REFERENCE_NAMES)[number] = 'mlp') {
  const { model, data, plan } = REFERENCES[name];
  const cost = costOf(model, data, plan, batchSize);
  if (!cost.ok) throw new Error(cost.error.code);
  return cost.value;
}

/** The speed with models so many times as fast. */
const faster = (times: number): MeasuredSpeed => ({
  ...SPEED,
  models: SPEED.models.map(({ name, samplesPerSecond }) => ({
    name,
    samplesPerSecond: times * samplesPerSecond,
  })),
});

test('the reference models take as long as they were measured to, as a mean', () => {
  const ratios = SPEED.models.map(({ name, samplesPerSecond }) => {
    const { batchSize } = REFERENCES[name].plan;
    const plan = { batchSize, epochs: 1 };
    const predicted = predictDuration(reference(batchSize, name), plan, ROWS, SPEED);
    return predicted.samplesPerSecond / samplesPerSecond;
  });
  expect(ratios.reduce((product, each) => product * each, 1)).toBeCloseTo(1, 6);
  for (const ratio of ratios) expect(Math.abs(Math.log(ratio))).toBeLessThan(Math.log(1.5));
});

test('a machine on which they are twice as fast takes half as long', () => {
  const plan = { batchSize: 64, epochs: 2 };
  const { seconds } = predictDuration(reference(64), plan, ROWS, SPEED);
  expect(predictDuration(reference(64), plan, ROWS, faster(2)).seconds).toBeCloseTo(seconds / 2, 9);
});

test('convolutions without blocks and a state that is handed over take longer', () => {
  const cost = reference(64, 'cnn');
  const plan = { batchSize: 64, epochs: 1 };
  const seconds = (changes: Partial<typeof cost>) =>
    predictDuration({ ...cost, ...changes }, plan, ROWS, SPEED).seconds;
  const { flopsPerSample } = cost;
  expect(seconds({ plainFlopsPerSample: flopsPerSample })).toBeGreaterThan(2 * seconds({}));
  expect(seconds({ handedBytes: 1e8 })).toBeGreaterThan(10 * seconds({}));
});

test('validation adds a third of its share', () => {
  const plan = { batchSize: 64, epochs: 1 };
  const without = predictDuration(reference(64), plan, ROWS, SPEED);
  const { seconds } = predictDuration(reference(64), plan, { train: 60_000, val: 60_000 }, SPEED);
  expect(seconds).toBeCloseTo((without.seconds * 4) / 3, 6);
});

test('a faster machine is never predicted slower, and more epochs never shorter', () => {
  const cost = reference(64);
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 5000, noNaN: true }),
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      fc.integer({ min: 1, max: 100 }),
      (gemmGflops, times, epochs) => {
        const speed = { ...faster(times), gemmGflops };
        const plan = { batchSize: 64, epochs };
        const { seconds, lowSeconds, highSeconds } = predictDuration(cost, plan, ROWS, speed);
        expect(lowSeconds).toBeLessThanOrEqual(seconds);
        expect(highSeconds).toBeGreaterThanOrEqual(seconds);
        const twice = { ...faster(2 * times), gemmGflops };
        expect(predictDuration(cost, plan, ROWS, twice).seconds).toBeLessThanOrEqual(seconds);
        const longer = { ...plan, epochs: epochs + 1 };
        expect(predictDuration(cost, longer, ROWS, speed).seconds).toBeGreaterThan(seconds);
      },
    ),
    { numRuns: 20 },
  );
});
