import { expect, test } from 'vitest';
import { aLayer, aModel } from '../testing/builders.ts';
import { checkModel } from './check-model.ts';

test('a sound model shows every shape and count', () => {
  const report = checkModel(aModel());
  expect(report.error).toBeNull();
  expect(report.outputShape).toEqual([3]);
  expect(report.layers.map(({ shape, parameters }) => ({ shape, parameters }))).toEqual([
    { shape: [4], parameters: 0 },
    { shape: [8], parameters: 4 * 8 + 8 },
    { shape: [3], parameters: 8 * 3 + 3 },
  ]);
  expect(report.parameters).toBe(67);
});

test('a fault is shown at its layer, and layers behind it are only unknown', () => {
  const report = checkModel(
    aModel({
      layers: [
        aLayer('input', 'Input', { shape: [4] }),
        aLayer('pool', 'MaxPooling2D'),
        aLayer('dense', 'Dense', { units: 3 }),
      ],
    }),
  );
  expect(report.layers.map((layer) => layer.error?.code ?? null)).toEqual([
    null,
    'architecture/rank-mismatch',
    null,
  ]);
  expect(report.layers.map((layer) => layer.shape)).toEqual([[4], null, null]);
  expect(report.error?.code).toBe('architecture/rank-mismatch');
  expect(report.outputShape).toBeNull();
});

test('a second fault of its own is shown as well', () => {
  const report = checkModel(
    aModel({
      layers: [
        aLayer('input', 'Input', { shape: [4] }),
        aLayer('pool', 'MaxPooling2D'),
        aLayer('dense', 'Dense', { units: -1 }),
      ],
    }),
  );
  expect(report.layers[2]?.error).toMatchObject({
    code: 'architecture/config-invalid',
    key: 'units',
  });
});

test('a fault of the model as a whole belongs to no layer', () => {
  expect(checkModel(aModel({ layers: [] }))).toEqual({
    layers: [],
    parameters: 0,
    trainableParameters: 0,
    outputShape: null,
    error: { code: 'architecture/no-layers' },
  });
});
