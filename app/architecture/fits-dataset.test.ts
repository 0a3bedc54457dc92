import { expect, test } from 'vitest';
import { aDataset, aLayer, aModel } from '../testing/builders.ts';
import { fitsDataset } from './fits-dataset.ts';

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
