import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addSteps, NO_SUMS, type SampleSums, sampleMeans } from './sample-means.ts';

it('weighs a smaller last batch less', () => {
  const full = addSteps(
    NO_SUMS,
    { loss: Float32Array.of(1, 2), accuracy: Float32Array.of(0.5, 1) },
    4,
  );
  const sums = addSteps(full, { loss: Float32Array.of(5), accuracy: Float32Array.of(0) }, 2);
  expect(sampleMeans(sums)).toEqual({ loss: (4 + 8 + 10) / 10, accuracy: (2 + 4) / 10 });
});

it('comes to the same bits however the steps are cut into calls, and through JSON', () => {
  fc.assert(
    fc.property(
      fc.float32Array({ noNaN: true, noDefaultInfinity: true, minLength: 1, maxLength: 40 }),
      fc.array(fc.nat(40)),
      (losses, cuts) => {
        const whole = addSteps(NO_SUMS, { loss: losses }, 32);
        const edges = [0, ...cuts.map((cut) => Math.min(cut, losses.length)), losses.length];
        edges.sort((left, right) => left - right);
        let sums: SampleSums = NO_SUMS;
        for (let at = 1; at < edges.length; at += 1) {
          sums = addSteps(sums, { loss: losses.subarray(edges[at - 1], edges[at]) }, 32);
          sums = JSON.parse(JSON.stringify(sums));
        }
        expect(sampleMeans(sums).loss).toBe(sampleMeans(whole).loss);
      },
    ),
  );
});
