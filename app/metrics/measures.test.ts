import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addMeasures,
  batchLosses,
  finishMeasures,
  type MeasurePlan,
  type MeasureSums,
  measureWidth,
  NO_SUMS,
} from './measures.ts';

const ONE: MeasurePlan = {
  measures: [
    { tag: 'loss', kind: 'loss', width: 2 },
    { tag: 'accuracy', kind: 'accuracy', width: 2 },
  ],
  objective: [{ tag: 'loss', weight: 1 }],
};

const TWO: MeasurePlan = {
  measures: [
    { tag: 'a/loss', kind: 'loss', width: 2 },
    { tag: 'b/loss', kind: 'loss', width: 2 },
  ],
  objective: [
    { tag: 'a/loss', weight: 1 },
    { tag: 'b/loss', weight: 0.5 },
  ],
};

describe('measures as sums', () => {
  test('a smaller last batch weighs less', () => {
    const full = addMeasures(ONE, NO_SUMS, Float32Array.of(4, 4, 2, 4, 8, 4, 4, 4));
    const all = addMeasures(ONE, full, Float32Array.of(10, 2, 0, 2));
    expect(finishMeasures(ONE, all)).toEqual({ loss: 22 / 10, accuracy: 6 / 10 });
  });

  test('losses of several outputs are weighted and added up', () => {
    const values = Float32Array.of(6, 2, 8, 4, 2, 2, 0, 4);
    expect([...batchLosses(TWO, values)]).toEqual([4, 1]);
    const sums = addMeasures(TWO, NO_SUMS, values);
    expect(finishMeasures(TWO, sums)).toEqual({ loss: 2.5, 'a/loss': 2, 'b/loss': 1 });
  });

  test('of nothing, a loss is 0 and there is no accuracy', () => {
    expect(finishMeasures(ONE, NO_SUMS)).toEqual({ loss: 0 });
  });

  test('a loss that is no number stays one', () => {
    expect(batchLosses(ONE, Float32Array.of(Number.NaN, 4, 0, 4))[0]).toBeNaN();
  });

  test('come to the same bits however batches are cut into calls, and through JSON', () => {
    const width = measureWidth(ONE);
    fc.assert(
      fc.property(
        fc.float32Array({ noNaN: true, noDefaultInfinity: true, maxLength: 40 }),
        fc.array(fc.nat(10)),
        (floats, cuts) => {
          const values = floats.subarray(0, floats.length - (floats.length % width));
          const batches = values.length / width;
          const edges = [0, ...cuts.map((cut) => Math.min(cut, batches)), batches];
          edges.sort((left, right) => left - right);
          let sums: MeasureSums = NO_SUMS;
          for (let at = 1; at < edges.length; at += 1) {
            const [from = 0, to = 0] = [edges[at - 1], edges[at]];
            sums = addMeasures(ONE, sums, values.subarray(from * width, to * width));
            sums = JSON.parse(JSON.stringify(sums));
          }
          expect(finishMeasures(ONE, sums)).toEqual(
            finishMeasures(ONE, addMeasures(ONE, NO_SUMS, values)),
          );
        },
      ),
    );
  });
});
