import { describe, expect, test } from 'vitest';
import { fitsDataset } from '../../../../app/architecture/fits-dataset.ts';
import type { LayerId } from '../../../../app/ids.ts';
import { aDataset, aLayer, aModel, anImageDataset } from '../../../../app/testing/builders.ts';
import { mendModel } from './mend-model.ts';

describe('mendModel', () => {
  test('a model that fits needs nothing', () => {
    expect(mendModel(aModel(), aDataset())).toBeNull();
  });

  test('input and output are set to the data', () => {
    const data = aDataset({ input: { kind: 'tabular', features: 13 }, classes: ['a', 'b'] });
    const mended = mendModel(aModel(), data);
    expect(mended?.mends).toEqual([
      { kind: 'input-shape', shape: [13] },
      { kind: 'output', layerId: 'dense_1', outputs: { units: 2, activation: 'softmax' } },
    ]);
    expect(mended && fitsDataset(mended.model, data).ok).toBe(true);
  });

  test('a number needs one linear output, also where the activation is a layer of its own', () => {
    const data = aDataset({ task: 'regression', classes: [], classCounts: [] });
    const model = aModel({
      layers: [
        aLayer('input', 'Input', { shape: [4] }),
        aLayer('dense', 'Dense', { units: 3 }),
        aLayer('activation', 'Activation', { activation: 'softmax' }),
      ],
    });
    const mended = mendModel(model, data);
    expect(mended?.model.layers.map(({ config }) => config)).toEqual([
      { shape: [4] },
      { units: 1 },
      { activation: 'linear' },
    ]);
  });

  test('a model for tables made to take images flattens before its output', () => {
    const mended = mendModel(aModel(), anImageDataset());
    expect(mended?.model.layers.map(({ type }) => type)).toEqual([
      'Input',
      'Dense',
      'Flatten',
      'Dense',
    ]);
    expect(mended?.mends.map(({ kind }) => kind)).toEqual(['input-shape', 'output', 'flatten']);
  });

  test('a model without an output layer gets one', () => {
    const model = aModel({ layers: [aLayer('input', 'Input', { shape: [4] })] });
    expect(mendModel(model, aDataset())?.mends).toEqual([
      { kind: 'added-output', outputs: { units: 3, activation: 'softmax' } },
    ]);
  });

  describe('of a model that names its outputs', () => {
    const layers = [
      aLayer('input', 'Input', { shape: [4] }),
      aLayer('hidden', 'Dense', { units: 5 }),
      aLayer('classes', 'Dense', { units: 2, activation: 'softmax' }, ['hidden']),
      aLayer('back', 'Dense', { units: 4 }, ['hidden']),
    ];
    const back = { layer: 'back' as LayerId, target: 'features' } as const;

    test('the one that predicts is set to the data', () => {
      const model = aModel({ layers, outputs: [{ layer: 'classes' as LayerId }, back] });
      const mended = mendModel(model, aDataset());
      expect(mended?.mends).toEqual([
        { kind: 'output', layerId: 'classes', outputs: { units: 3, activation: 'softmax' } },
      ]);
      expect(mended?.model.outputs).toEqual(model.outputs);
    });

    test('one that is no Dense layer is followed by one', () => {
      const dropped = layers.map((layer) =>
        layer.id === 'classes' ? aLayer('classes', 'Dropout', { rate: 0.5 }, ['hidden']) : layer,
      );
      const model = aModel({ layers: dropped, outputs: [{ layer: 'classes' as LayerId }, back] });
      const mended = mendModel(model, aDataset());
      expect(mended?.mends.map(({ kind }) => kind)).toEqual(['added-output']);
      expect(mended?.model.outputs).toEqual([{ layer: 'dense' }, back]);
      expect(mended?.model.layers.at(-1)).toMatchObject({ id: 'dense', inputs: ['classes'] });
    });
  });

  test('a fault between the ends is not guessed at', () => {
    const model = aModel({
      layers: [
        aLayer('input', 'Input', { shape: [5] }),
        aLayer('conv2d', 'Conv2D', { filters: 8, kernel_size: [3, 3] }),
        aLayer('dense', 'Dense', { units: 3, activation: 'softmax' }),
      ],
    });
    expect(mendModel(model, aDataset())).toBeNull();
  });
});
