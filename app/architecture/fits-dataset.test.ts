import { describe, expect, test } from 'vitest';
import type { LayerId } from '../ids.ts';
import { aDataset, aLayer, aModel } from '../testing/builders.ts';
import { fitsDataset } from './fits-dataset.ts';
import type { OutputSpec } from './model-spec.ts';

const iris = aDataset();
const ending = (units: number, activation: string) =>
  aModel({
    layers: [
      aLayer('input', 'Input', { shape: [4] }),
      aLayer('dense', 'Dense', { units, activation }),
    ],
  });

test('one softmax output a class', () => {
  const fitted = fitsDataset(aModel(), iris);
  expect(fitted).toMatchObject({
    ok: true,
    value: { outputs: [{ loss: { name: 'sparse_categorical_crossentropy' } }] },
  });
});

test('an Activation layer may end the model', () => {
  const model = aModel({
    layers: [
      aLayer('input', 'Input', { shape: [4] }),
      aLayer('dense', 'Dense', { units: 3 }),
      aLayer('activation', 'Activation', { activation: 'softmax' }),
    ],
  });
  expect(fitsDataset(model, iris).ok).toBe(true);
});

test('a layer that is an activation may end the model, if it is the right one over the right axis', () => {
  const model = (type: string, config = {}) =>
    aModel({
      layers: [
        aLayer('input', 'Input', { shape: [4] }),
        aLayer('dense', 'Dense', { units: 3 }),
        aLayer('end', type, config),
      ],
    });
  expect(fitsDataset(model('Softmax'), iris).ok).toBe(true);
  expect(fitsDataset(model('Softmax', { axis: 1 }), iris).ok).toBe(true);
  expect(fitsDataset(model('ReLU'), iris)).toMatchObject({
    error: { code: 'architecture/output-activation', layerId: 'end', actual: 'relu' },
  });
});

test('two classes take one sigmoid output or two softmax outputs', () => {
  const binary = aDataset({ classes: ['no', 'yes'] });
  expect(fitsDataset(ending(1, 'sigmoid'), binary)).toMatchObject({
    value: { outputs: [{ loss: { name: 'binary_crossentropy' } }] },
  });
  expect(fitsDataset(ending(2, 'softmax'), binary)).toMatchObject({
    value: { outputs: [{ loss: { name: 'sparse_categorical_crossentropy' } }] },
  });
  expect(fitsDataset(ending(1, 'tanh'), binary)).toEqual({
    ok: false,
    error: {
      code: 'architecture/output-activation',
      layerId: 'dense',
      expected: 'sigmoid',
      actual: 'tanh',
    },
  });
});

test('a number takes one output', () => {
  const houses = aDataset({ task: 'regression', classes: [] });
  expect(fitsDataset(ending(1, 'linear'), houses)).toMatchObject({
    value: { outputs: [{ loss: { name: 'mean_squared_error' } }] },
  });
  expect(fitsDataset(ending(3, 'linear'), houses)).toMatchObject({
    error: { code: 'architecture/output-mismatch', expected: [1], actual: [3] },
  });
});

test('both ends name the layer that does not fit', () => {
  expect(fitsDataset(aModel(), aDataset({ input: { kind: 'tabular', features: 13 } }))).toEqual({
    ok: false,
    error: {
      code: 'architecture/shape-mismatch',
      layerId: 'input',
      expected: [13],
      actual: [4],
    },
  });
  expect(fitsDataset(ending(4, 'softmax'), iris)).toEqual({
    ok: false,
    error: {
      code: 'architecture/output-mismatch',
      layerId: 'dense',
      expected: [3],
      actual: [4],
    },
  });
});

describe('a detector', () => {
  const classes = ['a', 'b', 'c'];
  const boxed = aDataset({
    task: 'object-detection',
    input: { kind: 'image', height: 8, width: 8, channels: 1 },
    classes,
    sampleTarget: { kind: 'boxes', height: 2, width: 2, classes: 3, most: 4 },
  });
  const layers = [
    aLayer('input', 'Input', { shape: [8, 8, 1] }),
    aLayer('pool', 'MaxPooling2D', { pool_size: [4, 4] }),
    aLayer('centers', 'Conv2D', { filters: 3, kernel_size: [1, 1], activation: 'sigmoid' }, [
      'pool',
    ]),
    aLayer('sizes', 'Conv2D', { filters: 2, kernel_size: [1, 1] }, ['pool']),
    aLayer('offsets', 'Conv2D', { filters: 2, kernel_size: [1, 1] }, ['pool']),
  ];
  const centers = { layer: 'centers' as LayerId };
  const sizes = { layer: 'sizes' as LayerId, target: 'sizes' } as const;
  const offsets = { layer: 'offsets' as LayerId, target: 'offsets' } as const;
  /** Layers that lead to no output would be a fault of their own. */
  const model = (...outputs: OutputSpec[]) => {
    const named = outputs.map(({ layer }) => `${layer}`);
    const used = layers.filter(({ id, type }) => type !== 'Conv2D' || named.includes(id));
    return aModel({ layers: used, outputs });
  };

  test('says where centres are, and sizes and offsets in outputs of their own', () => {
    expect(fitsDataset(model(centers, sizes, offsets), boxed)).toMatchObject({
      ok: true,
      value: {
        outputs: [
          { source: 'target', loss: { name: 'penalty_reduced_focal' } },
          { source: 'sizes', loss: { name: 'center_absolute_error' } },
          { source: 'offsets', loss: { name: 'center_absolute_error' } },
        ],
      },
    });
  });

  test.each([
    [model(centers, sizes), 'offsets'],
    [model(centers, offsets), 'sizes'],
    [model(sizes, centers, offsets), 'target'],
  ])('that lacks a part names it', (given, lacking) => {
    expect(fitsDataset(given, boxed)).toMatchObject({
      error: { code: 'architecture/boxes-incomplete', lacking },
    });
  });

  test('is for boxes: sizes of numbers are refused', () => {
    const output = { layer: 'dense_1' as LayerId, target: 'sizes' } as const;
    expect(fitsDataset(aModel({ outputs: [output] }), iris)).toMatchObject({
      error: { code: 'architecture/config-invalid', key: 'target', value: 'sizes' },
    });
  });
});
