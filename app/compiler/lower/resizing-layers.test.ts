import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import type { LayerType } from '../../architecture/catalogue.ts';
import { inferModel } from '../../architecture/infer-model.ts';
import type { LayerSpec } from '../../architecture/model-spec.ts';
import { interpret } from '../interpret.ts';
import {
  type LayerRequest,
  layerCase,
  layerDisagreements,
  layerGradientError,
  layerOutput,
} from '../testing/layer-cases.ts';
import { chain } from '../testing/models.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import { tensorflowOutput } from '../testing/tensorflow-output.ts';
import type { Layout } from './layer-tensor.ts';

const open = onnxRunner(ort);

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

const SEQUENCE = [6, 2];
const IMAGE = [4, 5, 2];

const of = (
  type: LayerType,
  inputShape: readonly number[],
  configs: readonly LayerSpec['config'][],
): readonly LayerRequest[] =>
  configs.map((config) => ({ type, config, inputShapes: [inputShape] }));

const WITH_PEER: readonly LayerRequest[] = [
  ...of('ZeroPadding2D', IMAGE, [
    { padding: 2 },
    { padding: [1, 3] },
    {
      padding: [
        [0, 1],
        [2, 0],
      ],
    },
  ]),
  ...of('Cropping2D', IMAGE, [
    { cropping: 1 },
    {
      cropping: [
        [2, 1],
        [0, 3],
      ],
    },
  ]),
  ...of('UpSampling2D', IMAGE, [{ size: [2, 2] }, { size: [3, 1] }]),
];

const BILINEAR = of('UpSampling2D', IMAGE, [
  { size: 2, interpolation: 'bilinear' },
  { size: [3, 4], interpolation: 'bilinear' },
  { size: [1, 5], interpolation: 'bilinear' },
]);

const WITHOUT_PEER: readonly LayerRequest[] = [
  ...of('ZeroPadding1D', SEQUENCE, [{}, { padding: [3, 0] }]),
  ...of('Cropping1D', SEQUENCE, [{}, { cropping: [0, 4] }, { cropping: [2, 3] }]),
  ...of('UpSampling1D', SEQUENCE, [{}, { size: 3 }, { size: 1 }]),
  ...of('UpSampling2D', [1, 1, 1], [{ size: [2, 3], interpolation: 'bilinear' }]),
];

function expectClose(found: readonly number[], expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length);
  found.forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 5);
  });
}

test.each(WITH_PEER)('$type $config gives what TensorFlow.js gives', (request) => {
  expectClose(layerOutput(request), tensorflowOutput(tf, request));
});

test.each(BILINEAR)('UpSampling2D $config gives TensorFlow’s resize', (request) => {
  const { feeds, layer } = layerCase(request);
  const x = tf.tensor4d(feeds.x0 as Float32Array, [3, 4, 5, 2]);
  const [height = 0, width = 0] = layer.shape;
  // Centres of pixels half a pixel in, as Keras has it; the layer of TensorFlow.js has not.
  const expected = tf.image.resizeBilinear(x, [height, width], false, true);
  expectClose(layerOutput(request), expected.dataSync());
});

describe.each([...WITH_PEER, ...BILINEAR, ...WITHOUT_PEER])('$type $config', (request) => {
  test('has the shape that was inferred, whichever way its input is laid out', () => {
    const { layer, outputs } = layerCase(request);
    expect(outputs[0]?.shape.slice(1)).toEqual(layer.shape);
    const layouts: readonly Layout[] =
      layer.shape.length === 2 ? ['channels-first', 'time-first'] : ['channels-first'];
    for (const layout of layouts) {
      expect(layerOutput({ ...request, layouts: [layout] })).toEqual(layerOutput(request));
    }
  });

  test('has the slope of central differences', () => {
    expect(layerGradientError(request)).toBeLessThan(1e-6);
  });

  test('gives on ONNX Runtime what it gives in the interpreter', async () => {
    expect(await layerDisagreements(request, open)).toEqual([]);
  });
});

test('borders of any size have the slope of central differences', () => {
  const border = fc.tuple(fc.nat(3), fc.nat(3));
  const request = fc
    .record({
      type: fc.constantFrom('ZeroPadding2D' as const, 'Cropping2D' as const),
      borders: fc.tuple(border, border),
      layout: fc.constantFrom<Layout>('channels-first', 'channels-last'),
      batch: fc.integer({ min: 1, max: 2 }),
    })
    .map(({ type, borders, layout, batch }) => ({
      type,
      config: { [type === 'Cropping2D' ? 'cropping' : 'padding']: borders },
      inputShapes: [[5, 4, 1]],
      layouts: [layout],
      batch,
    }))
    .filter(({ type, config }) => inferModel(chain([5, 4, 1], [[type, config]])).ok);
  fc.assert(
    fc.property(request, (each) => {
      expect(layerGradientError(each)).toBeLessThan(1e-6);
    }),
    { numRuns: 30 },
  );
});

describe('values worked by hand', () => {
  const valuesOf = (type: LayerType, config: LayerSpec['config'], x0: readonly number[]) => {
    const { graph } = layerCase({ type, config, inputShapes: [[x0.length, 1]], batch: 1 });
    return [...(interpret(graph, { x0 }).get('y')?.data ?? [])];
  };

  test('zeros, cuts and repeats of a sequence', () => {
    expect(valuesOf('ZeroPadding1D', { padding: [2, 1] }, [3, 4])).toEqual([0, 0, 3, 4, 0]);
    expect(valuesOf('Cropping1D', { cropping: [1, 2] }, [3, 4, 5, 6])).toEqual([4]);
    expect(valuesOf('UpSampling1D', { size: 3 }, [3, 4])).toEqual([3, 3, 3, 4, 4, 4]);
  });

  test('doubling by interpolation stands a quarter of the way between pixels', () => {
    const { graph } = layerCase({
      type: 'UpSampling2D',
      config: { size: [1, 2], interpolation: 'bilinear' },
      inputShapes: [[1, 2, 1]],
      batch: 1,
    });
    expect([...(interpret(graph, { x0: [0, 4] }).get('y')?.data ?? [])]).toEqual([0, 1, 3, 4]);
  });
});

describe('errors at the layer', () => {
  const errorOf = (inputShape: readonly number[], type: string, config: LayerSpec['config']) => {
    const result = inferModel(chain(inputShape, [[type, config]]));
    return result.ok ? null : result.error;
  };

  test('cropping that leaves nothing', () => {
    expect(errorOf([5, 1], 'Cropping1D', { cropping: [2, 3] })).toEqual({
      code: 'architecture/config-invalid',
      layerId: 'cropping1d1',
      key: 'cropping',
      value: '[2,3]',
      expected: 'integers, Σ < 5',
    });
    expect(errorOf([9, 4, 1], 'Cropping2D', { cropping: 2 })).toMatchObject({
      value: '[[2,2],[2,2]]',
      expected: 'integers, Σ < 4',
    });
  });

  test('borders of three axes, and below zero', () => {
    expect(errorOf([5, 5, 1], 'ZeroPadding2D', { padding: [1, 1, 1] })).toMatchObject({
      code: 'architecture/config-invalid',
      key: 'padding',
    });
    expect(errorOf([5, 1], 'ZeroPadding1D', { padding: -1 })).toMatchObject({
      code: 'architecture/config-invalid',
      expected: 'integer or [before, after] in [0, 1024]',
    });
  });

  test('an interpolated axis so long that its matrix would take gigabytes', () => {
    const huge = { size: [2, 1024], interpolation: 'bilinear' };
    expect(errorOf([100, 1000, 1], 'UpSampling2D', huge)).toMatchObject({
      code: 'architecture/config-invalid',
      key: 'size',
      expected: 'integer in [1, 4]',
    });
    expect(errorOf([5000, 2, 1], 'UpSampling2D', { ...huge, size: [1, 2] })).toBeNull();
  });

  test('an input of other axes, and an interpolation that is not there', () => {
    expect(errorOf([5], 'UpSampling1D', {})).toMatchObject({
      code: 'architecture/rank-mismatch',
      expectedRank: 2,
    });
    expect(errorOf([5, 5, 1], 'UpSampling2D', { interpolation: 'bicubic' })).toMatchObject({
      code: 'architecture/config-invalid',
      expected: 'nearest | bilinear',
    });
  });
});
