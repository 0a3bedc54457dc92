import { expect, test } from 'vitest';
import { AUTO_LOSS } from '../../../../app/architecture/losses.ts';
import type { LayerId } from '../../../../app/ids.ts';
import { aDataset, aLayer, aModel, aPlan } from '../../../../app/testing/builders.ts';
import { trainedLosses } from './trained-losses.ts';

const named = (layer: string) => layer as LayerId;

const model = aModel({
  layers: [
    aLayer('input', 'Input', { shape: [4] }),
    aLayer('code', 'Dense', { units: 2 }),
    aLayer('again', 'Dense', { units: 4 }),
    aLayer('class', 'Dense', { units: 3, activation: 'softmax' }, ['code']),
  ],
  outputs: [{ layer: named('class') }, { layer: named('again'), target: 'features' }],
});
const plan = aPlan({ loss: AUTO_LOSS });

test('each output has the loss that goes with it and with what it answers', () => {
  expect([...trainedLosses({ model, plan }, aDataset())]).toEqual([
    ['class', 'sparse_categorical_crossentropy'],
    ['again', 'mean_squared_error'],
  ]);
});

test('without the dataset nobody knows', () => {
  expect(trainedLosses({ model, plan }, null).size).toBe(0);
});
