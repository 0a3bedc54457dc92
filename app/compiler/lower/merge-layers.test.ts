import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { inferModel } from '../../architecture/infer-model.ts';
import type { Shape } from '../../shape.ts';
import { aLayer, aModel } from '../../testing/builders.ts';
import { interpret } from '../interpret.ts';
import {
  type LayerRequest,
  layerCase,
  layerDisagreements,
  layerGradientError,
} from '../testing/layer-cases.ts';
import { onnxRunner } from '../testing/onnx-runner.ts';
import type { Layout } from './layer-tensor.ts';

const open = onnxRunner(ort);

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

type Case = Pick<LayerRequest, 'type' | 'config' | 'inputShapes' | 'masks'>;

function outputOf(request: LayerRequest): {
  readonly values: readonly number[];
  readonly shape: Shape;
} {
  const { graph, feeds } = layerCase(request);
  const y = interpret(graph, feeds as never).get('y');
  return { values: [...(y?.data ?? [])], shape: y?.shape ?? [] };
}

const ELEMENTWISE = ['Add', 'Subtract', 'Multiply', 'Average', 'Maximum', 'Minimum'] as const;
const IMAGE = [2, 3, 4];

const CASES: readonly Case[] = [
  ...ELEMENTWISE.flatMap((type): readonly Case[] => [
    { type, inputShapes: [IMAGE, IMAGE] },
    {
      type,
      inputShapes: [
        [1, 3, 4],
        [2, 1, 4],
      ],
    },
    { type, inputShapes: [IMAGE, [4]] },
    { type, inputShapes: [[3, 1], IMAGE] },
  ]),
  { type: 'Add', inputShapes: [IMAGE, [1, 1, 4], [4], [1]] },
  { type: 'Concatenate', inputShapes: [IMAGE, [2, 3, 1], [2, 3, 2]] },
  { type: 'Concatenate', config: { axis: 1 }, inputShapes: [IMAGE, [1, 3, 4]] },
  { type: 'Concatenate', config: { axis: -2 }, inputShapes: [IMAGE, [2, 5, 4]] },
  { type: 'Dot', config: { axes: 1 }, inputShapes: [[4], [4]] },
  { type: 'Dot', config: { axes: -1, normalize: true }, inputShapes: [[4], [4]] },
  {
    type: 'Dot',
    config: { axes: [2, 1] },
    inputShapes: [
      [3, 4],
      [4, 2],
    ],
  },
  {
    type: 'Dot',
    config: { axes: [1, 2], normalize: true },
    inputShapes: [
      [3, 4],
      [5, 3],
    ],
  },
  { type: 'Dot', config: { axes: [1, 3] }, inputShapes: [[4], IMAGE] },
  { type: 'Dot', config: { axes: [2, 1] }, inputShapes: [IMAGE, [3]] },
];

/** Every order of axes that the inputs can come in. */
function layoutsOf(shapes: readonly Shape[]): readonly (readonly Layout[])[] {
  const first = shapes.map(({ length }): Layout => (length > 1 ? 'channels-first' : 'batch-last'));
  const last = shapes.map((): Layout => 'channels-last');
  const mixed = [
    last,
    first,
    first.with(0, 'channels-last'),
    last.with(0, first[0] ?? 'channels-last'),
  ];
  const time = shapes.map(({ length }): Layout => (length === 2 ? 'time-first' : 'channels-last'));
  return time.includes('time-first') ? [...mixed, time, time.with(0, 'channels-last')] : mixed;
}

describe.each(CASES)('$type $config of $inputShapes', (each) => {
  const requests = layoutsOf(each.inputShapes).map((layouts) => ({ ...each, layouts }));

  test('gives the same in every layout', () => {
    const [plain, ...others] = requests.map(outputOf);
    for (const other of others) {
      expect(other.shape).toEqual(plain?.shape);
      other.values.forEach((value, at) => {
        expect(value).toBeCloseTo(plain?.values[at] ?? Number.NaN, 12);
      });
    }
  });

  test('has the slope of central differences', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.constantFrom(...requests), (seed, request) => {
        expect(layerGradientError({ ...request, seed, batch: 2 })).toBeLessThan(1e-6);
      }),
      { numRuns: 4 },
    );
  });

  test('gives on ONNX Runtime what it gives in the interpreter', async () => {
    for (const request of requests) expect(await layerDisagreements(request, open)).toEqual([]);
  });
});

test.each([
  ['Add', [IMAGE, IMAGE], {}, () => tf.layers.add()],
  ['Multiply', [IMAGE, IMAGE], {}, () => tf.layers.multiply()],
  ['Average', [IMAGE, IMAGE, IMAGE], {}, () => tf.layers.average()],
  ['Maximum', [IMAGE, IMAGE], {}, () => tf.layers.maximum()],
  ['Minimum', [IMAGE, IMAGE], {}, () => tf.layers.minimum()],
  ['Concatenate', [IMAGE, [2, 3, 1]], {}, () => tf.layers.concatenate()],
  ['Concatenate', [IMAGE, [5, 3, 4]], { axis: 1 }, () => tf.layers.concatenate({ axis: 1 })],
  ['Dot', [[4], [4]], { axes: 1 }, () => tf.layers.dot({ axes: 1 })],
  [
    'Dot',
    [[4], [4]],
    { axes: -1, normalize: true },
    () => tf.layers.dot({ axes: -1, normalize: true }),
  ],
  [
    'Dot',
    [
      [3, 4],
      [4, 2],
    ],
    { axes: [2, 1] },
    () => tf.layers.dot({ axes: [2, 1] }),
  ],
] as const)('%s of %o %o is that of TensorFlow.js', (type, inputShapes, config, reference) => {
  const { graph, feeds } = layerCase({ type, config, inputShapes });
  const inputs = inputShapes.map((shape, place) =>
    tf.tensor(feeds[`x${place}`] as Float32Array, [3, ...shape]),
  );
  const expected = (reference().apply(inputs) as tf.Tensor).dataSync();
  const found = interpret(graph, feeds as never).get('y')?.data ?? [];
  expect(found.length).toBe(expected.length);
  found.forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 5);
  });
});

describe('masks', () => {
  const X0 = [1, 2, 3, 4];
  const X1 = [10, 20, 30, 40];

  /** Two sequences of four steps with one feature each; the first has its last two steps masked. */
  function merged(type: LayerRequest['type'], second: readonly number[] | undefined, config = {}) {
    const built = layerCase({
      type,
      config,
      inputShapes: [
        [4, 1],
        [4, 1],
      ],
      masks: [[1, 1, 0, 0], second],
      batch: 1,
    });
    if (built.mask !== undefined) built.graph.outputs.set('mask', built.mask);
    const results = interpret(built.graph, { x0: X0, x1: X1 });
    const values = (name: string) => [...(results.get(name)?.data ?? [])];
    return { y: values('y'), mask: built.mask === undefined ? null : values('mask') };
  }

  // As Keras 3.15 gives them.
  test.each([
    ['Add', [11, 22, 33, 44], [1, 1, 1, 0]],
    ['Average', [5.5, 11, 16.5, 22], [1, 1, 1, 0]],
    ['Multiply', [10, 2, 30, 0], [1, 1, 1, 0]],
    ['Maximum', [10, 2, 30, 4], [1, 1, 1, 0]],
    ['Minimum', [1, 2, 30, 4], [1, 1, 1, 0]],
  ] as const)('%s of two masked inputs: a step is there if either has it', (type, y, mask) => {
    expect(merged(type, [1, 0, 1, 0])).toEqual({ y, mask });
  });

  test.each([
    ['Multiply', [10, 40, 30, 40]],
    ['Maximum', [10, 20, 30, 40]],
    ['Minimum', [1, 2, 30, 40]],
  ] as const)('%s with an input that has no mask: the other’s padding has no say', (type, y) => {
    expect(merged(type, undefined)).toEqual({ y, mask: null });
  });

  test('concatenated along time, masks follow each other, and steps without one are there', () => {
    expect(merged('Concatenate', undefined, { axis: 1 })).toEqual({
      y: [...X0, ...X1],
      mask: [1, 1, 0, 0, 1, 1, 1, 1],
    });
    expect(merged('Concatenate', [1, 0, 1, 0], { axis: -1 }).mask).toEqual([1, 1, 1, 0]);
    expect(merged('Concatenate', undefined, { axis: -1 }).mask).toBeNull();
  });

  test('a dot product has none', () => {
    expect(merged('Dot', [1, 1, 1, 1], { axes: 1 }).mask).toBeNull();
  });

  test('work in every layout, with a gradient', async () => {
    for (const type of ELEMENTWISE) {
      for (const layout of ['channels-last', 'channels-first', 'time-first'] as const) {
        const request: LayerRequest = {
          type,
          inputShapes: [
            [3, 2],
            [3, 2],
          ],
          layouts: [layout, layout],
          masks: [
            [1, 1, 0, 1, 0, 0],
            [1, 0, 0, 1, 1, 0],
          ],
          batch: 2,
        };
        expect(layerGradientError(request)).toBeLessThan(1e-6);
        expect(await layerDisagreements(request, open)).toEqual([]);
      }
    }
  });
});

test('vectors of zeros have similarity 0, and a gradient', async () => {
  const { graph } = layerCase({
    type: 'Dot',
    config: { axes: 1, normalize: true },
    inputShapes: [[2], [2]],
    batch: 1,
  });
  expect([...(interpret(graph, { x0: [0, 0], x1: [3, 4] }).get('y')?.data ?? [])]).toEqual([0]);
  expect(
    layerGradientError({
      type: 'Dot',
      config: { axes: 1, normalize: true },
      inputShapes: [[2], [2]],
      range: [-1e-9, 1e-9],
    }),
  ).not.toBeNaN();
});

describe('errors stand at the layer', () => {
  const merging = (type: string, left: Shape, right: Shape, config = {}) =>
    inferModel(
      aModel({
        layers: [
          aLayer('a', 'Input', { shape: left }),
          aLayer('b', 'Input', { shape: right }),
          aLayer('merge', type, config, ['a', 'b']),
        ],
      }),
    );

  test.each([
    ['Add', [3, 4], [3, 5], {}, { expected: [3, 4], actual: [3, 5] }],
    ['Multiply', [2, 4], [5, 3, 4], {}, { expected: [2, 4], actual: [5, 3, 4] }],
    ['Concatenate', [3, 4], [2, 4], {}, { expected: [3, 4], actual: [2, 4] }],
    ['Dot', [3, 4], [5, 2], { axes: [2, 1] }, { expected: [4, 2], actual: [5, 2] }],
  ] as const)('%s of %o and %o', (type, left, right, config, places) => {
    const result = merging(type, left, right, config);
    expect(result.ok ? null : result.error).toEqual({
      code: 'architecture/shape-mismatch',
      layerId: 'merge',
      ...places,
    });
  });

  test.each([
    ['Concatenate', { axis: 3 }, 'axis'],
    ['Concatenate', { axis: 0 }, 'axis'],
    ['Dot', { axes: [0, 1] }, 'axes'],
    ['Dot', { axes: [1, -3] }, 'axes'],
  ] as const)('%s %o', (type, config, key) => {
    const result = merging(type, [3, 4], [3, 4], config);
    expect(result.ok ? null : result.error).toMatchObject({
      code: 'architecture/config-invalid',
      layerId: 'merge',
      key,
      expected: 'axis of 2',
    });
  });

  test('different numbers of axes', () => {
    const result = merging('Concatenate', [3, 4], [12]);
    expect(result.ok ? null : result.error).toEqual({
      code: 'architecture/rank-mismatch',
      layerId: 'merge',
      expectedRank: 2,
      actual: [12],
    });
  });

  test('a single input', () => {
    const alone = aModel({ layers: [aLayer('a', 'Input', { shape: [2] }), aLayer('sum', 'Add')] });
    const result = inferModel(alone);
    expect(result.ok ? null : result.error).toMatchObject({
      code: 'architecture/input-count',
      layerId: 'sum',
      expected: 2,
      found: 1,
    });
  });
});
