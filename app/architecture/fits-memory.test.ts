import { expect, test } from 'vitest';
import { aLayer, aModel } from '../testing/builders.ts';
import { fitsMemory } from './fits-memory.ts';
import { inferModel } from './infer-model.ts';

const model = inferModel(
  aModel({
    layers: [
      aLayer('input', 'Input', { shape: [10] }),
      aLayer('wide', 'Dense', { units: 100 }),
      aLayer('out', 'Dense', { units: 3 }),
    ],
  }),
);
if (!model.ok) throw new Error(model.error.code);
const { layers } = model.value;
/** 1100 + 303 numbers in weights, as many in gradients, and 100 for each of 32 samples. */
const neededBytes = 4 * (2 * 1403 + 32 * 100);

test('a model that needs all there is fits', () => {
  expect(fitsMemory(layers, 32, neededBytes)).toEqual({ ok: true, value: null });
});

test('one that needs more does not, because of the layer that gives most', () => {
  expect(fitsMemory(layers, 32, neededBytes - 1)).toEqual({
    ok: false,
    error: {
      code: 'architecture/memory-short',
      layerId: 'wide',
      layerBytes: 12_800,
      neededBytes,
      memoryBytes: neededBytes - 1,
    },
  });
});
