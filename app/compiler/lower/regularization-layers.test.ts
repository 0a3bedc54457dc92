import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { inferModel } from '../../architecture/infer-model.ts';
import { interpret } from '../interpret.ts';
import {
  type LayerRequest,
  layerCase,
  layerDisagreements,
  layerGradientError,
} from '../testing/layer-cases.ts';
import { chain } from '../testing/models.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';

const open = onnxRunner(ort);

/** What a layer makes of the same number everywhere. */
function outputs(request: LayerRequest, input = 1): Float64Array {
  const { graph, feeds } = layerCase(request);
  const x0 = new Float64Array(feeds.x0?.length ?? 0).fill(input);
  return interpret(graph, { x0 }).get('y')?.data ?? new Float64Array();
}

const meanOf = (values: Float64Array) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const deviationOf = (values: Float64Array) => {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
};

const COUNT = 10_000;
const wide = { inputShapes: [[100]], batch: COUNT / 100 } as const;

describe('noise', () => {
  test('GaussianNoise adds numbers of mean 0 and its deviation', () => {
    const values = outputs({ ...wide, type: 'GaussianNoise', config: { stddev: 0.3 } }, 5);
    // Four standard errors at 10,000 draws.
    expect(Math.abs(meanOf(values) - 5)).toBeLessThan(0.012);
    expect(Math.abs(deviationOf(values) / 0.3 - 1)).toBeLessThan(0.029);
  });

  test('GaussianDropout multiplies by numbers of mean 1 and dropout’s deviation', () => {
    const values = outputs({ ...wide, type: 'GaussianDropout', config: { rate: 0.2 } }, 3);
    expect(Math.abs(meanOf(values) - 3)).toBeLessThan(4 * 0.015);
    expect(Math.abs(deviationOf(values) / 1.5 - 1)).toBeLessThan(0.029);
  });

  test('AlphaDropout keeps mean 0 and variance 1', () => {
    const rate = 0.3;
    const { graph, feeds } = layerCase({ ...wide, type: 'AlphaDropout', config: { rate } });
    // Half of the numbers 1, half −1: mean 0 and variance 1.
    const x0 = Float64Array.from({ length: COUNT }, (_, place) => (place % 2 === 0 ? 1 : -1));
    const values = interpret(graph, { ...feeds, x0 } as never).get('y')?.data ?? new Float64Array();
    expect(Math.abs(meanOf(values))).toBeLessThan(0.04);
    expect(Math.abs(deviationOf(values) - 1)).toBeLessThan(0.04);
    // Dropped ones all have the same value, and are as many as the rate says.
    const [first = 0] = [...values].sort((left, right) => left - right);
    const dropped = values.filter((value) => Math.abs(value - first) < 1e-12).length;
    expect(Math.abs(dropped / COUNT - rate)).toBeLessThan(0.0184);
  });

  test.each(['GaussianNoise', 'GaussianDropout', 'AlphaDropout', 'SpatialDropout1D'] as const)(
    '%s differs from seed to seed, and is gone in inference',
    (type) => {
      const config = type === 'GaussianNoise' ? { stddev: 0.5 } : { rate: 0.5 };
      const request: LayerRequest = { type, config, inputShapes: [[4, 50]] };
      expect(outputs({ ...request, seed: 1 })).toEqual(outputs({ ...request, seed: 1 }));
      expect(outputs({ ...request, seed: 1 })).not.toEqual(outputs({ ...request, seed: 2 }));
      expect(new Set(outputs({ ...request, mode: 'inference' }))).toEqual(new Set([1]));
      const none = type === 'GaussianNoise' ? { stddev: 0 } : { rate: 0 };
      expect(new Set(outputs({ ...request, config: none }))).toEqual(new Set([1]));
    },
  );
});

describe('noise_shape', () => {
  const rate = 0.25;
  const drop = (
    type: LayerRequest['type'],
    noise_shape: readonly (number | null)[],
    layouts: LayerRequest['layouts'],
  ) =>
    outputs({
      type,
      config: { rate, noise_shape },
      inputShapes: [[5, 40]],
      batch: 50,
      ...(layouts && { layouts }),
    });
  const at = (row: number, step: number, channel: number) => (row * 5 + step) * 40 + channel;

  test.each([
    ['Dropout', 'channels-last'],
    ['Dropout', 'channels-first'],
    ['Dropout', 'time-first'],
    ['AlphaDropout', 'channels-last'],
    ['AlphaDropout', 'channels-first'],
  ] as const)('an axis of 1 shares its draws: %s, %s', (type, layout) => {
    const steps = drop(type, [null, 1, null], [layout]);
    const channels = drop(type, [null, null, 1], [layout]);
    const rows = drop(type, [1, null, 40], [layout]);
    for (let row = 0; row < 50; row += 1) {
      for (let step = 0; step < 5; step += 1) {
        for (let channel = 0; channel < 40; channel += 1) {
          const place = at(row, step, channel);
          expect(steps[place]).toBe(steps[at(row, 0, channel)]);
          expect(channels[place]).toBe(channels[at(row, step, 0)]);
          expect(rows[place]).toBe(rows[at(0, step, channel)]);
        }
      }
    }
    // Four standard errors at 2,000 draws.
    const highest = Math.max(...steps);
    const kept = [...steps].filter((value) => value === highest).length / steps.length;
    expect(Math.abs(kept - (1 - rate))).toBeLessThan(0.0388);
    expect(new Set(steps).size).toBe(2);
  });

  test('one that does not go with the input is refused, with what would', () => {
    for (const noise_shape of [
      [1, null],
      [32, 1, null],
      [null, 2, 40],
      [null, 1, 40, 1],
    ]) {
      const result = inferModel(chain([5, 40], [['Dropout', { rate, noise_shape }]]));
      expect(result.ok ? null : result.error).toMatchObject({
        code: 'architecture/config-invalid',
        key: 'noise_shape',
        expected: '1 or null or size of null × 5 × 40',
      });
    }
    const text = inferModel(chain([5, 40], [['Dropout', { rate, noise_shape: [0, 1] }]]));
    expect(text.ok ? null : text.error).toMatchObject({
      expected: expect.stringContaining('null'),
    });
  });
});

describe('spatial dropout', () => {
  const CASES = [
    ['SpatialDropout1D', [5, 40]],
    ['SpatialDropout2D', [3, 2, 40]],
    ['SpatialDropout3D', [2, 2, 2, 40]],
  ] as const;

  test.each(CASES)('%s drops whole channels of a sample', (type, shape) => {
    const rate = 0.25;
    for (const layout of ['channels-last', 'channels-first'] as const) {
      const batch = 50;
      const values = outputs({
        type,
        config: { rate },
        inputShapes: [shape],
        layouts: [layout],
        batch,
      });
      const steps = values.length / batch / 40;
      let kept = 0;
      for (let row = 0; row < batch; row += 1) {
        for (let channel = 0; channel < 40; channel += 1) {
          const places = Array.from(
            { length: steps },
            (_, step) => (row * steps + step) * 40 + channel,
          );
          const found = new Set(places.map((place) => values[place]));
          expect(found.size).toBe(1);
          if (!found.has(0)) kept += 1;
        }
      }
      // Four standard errors at 2,000 draws.
      expect(Math.abs(kept / (batch * 40) - (1 - rate))).toBeLessThan(0.0388);
      for (const value of values) if (value !== 0) expect(value).toBeCloseTo(1 / (1 - rate), 12);
    }
  });

  test('needs an input of its rank', () => {
    const result = inferModel(chain([6], [['SpatialDropout1D', { rate: 0.1 }]]));
    expect(result.ok ? null : result.error).toMatchObject({
      code: 'architecture/rank-mismatch',
      layerId: 'spatialdropout1d1',
      expectedRank: 2,
    });
  });
});

const ALL: readonly LayerRequest[] = [
  { type: 'Dropout', config: { rate: 0.4 }, inputShapes: [[3, 4]] },
  {
    type: 'Dropout',
    config: { rate: 0.4, noise_shape: [null, 1, null] },
    inputShapes: [[3, 4]],
    layouts: ['time-first'],
  },
  {
    type: 'SpatialDropout1D',
    config: { rate: 0.4 },
    inputShapes: [[3, 4]],
    layouts: ['time-first'],
  },
  { type: 'SpatialDropout2D', config: { rate: 0.4 }, inputShapes: [[2, 2, 4]] },
  { type: 'GaussianNoise', config: { stddev: 0.4 }, inputShapes: [[3, 4]] },
  { type: 'GaussianDropout', config: { rate: 0.4 }, inputShapes: [[3, 4]] },
  { type: 'AlphaDropout', config: { rate: 0.4 }, inputShapes: [[3, 4]] },
];

test.each(ALL)(
  '$type has the slope of central differences, and ONNX Runtime the same noise',
  async (request) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        expect(layerGradientError({ ...request, seed })).toBeLessThan(1e-6);
      }),
      { numRuns: 2 },
    );
    expect(await layerDisagreements(request, open)).toEqual([]);
  },
);
