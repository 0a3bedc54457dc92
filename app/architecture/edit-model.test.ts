import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LayerId } from '../ids.ts';
import { aLayer, aModel } from '../testing/builders.ts';
import {
  addLayer,
  duplicateLayer,
  freshLayerId,
  moveLayer,
  removeLayer,
  renameLayer,
  setLayerConfig,
  setLayerInputs,
} from './edit-model.ts';
import type { ModelSpec } from './model-spec.ts';

const ids = (model: ModelSpec) => model.layers.map((layer) => layer.id);
const id = (text: string) => text as LayerId;

test('ids are Keras’', () => {
  const model = aModel();
  expect(freshLayerId(model, 'Dense')).toBe('dense_2');
  expect(freshLayerId(model, 'MaxPooling2D')).toBe('max_pooling2d');
  expect(freshLayerId(model, 'Conv2D')).toBe('conv2d');
  expect(freshLayerId(model, 'BatchNormalization')).toBe('batch_normalization');
});

test('a layer is added where asked, with its config', () => {
  const model = addLayer(aModel(), 'Dropout', { rate: 0.5 }, 2);
  expect(ids(model)).toEqual(['input', 'dense', 'dropout', 'dense_1']);
  expect(model.layers[2]?.config).toEqual({ rate: 0.5 });
});

test('a layer is removed, moved, duplicated', () => {
  expect(ids(removeLayer(aModel(), id('dense')))).toEqual(['input', 'dense_1']);
  expect(ids(moveLayer(aModel(), id('dense'), 2))).toEqual(['input', 'dense_1', 'dense']);
  const copied = duplicateLayer(aModel(), id('dense'));
  expect(ids(copied)).toEqual(['input', 'dense', 'dense_2', 'dense_1']);
  expect(copied.layers[2]?.config).toEqual(copied.layers[1]?.config);
});

test('config values are set and taken back to their defaults', () => {
  const set = setLayerConfig(aModel(), id('dense'), 'units', 16);
  expect(set.layers[1]?.config).toEqual({ units: 16, activation: 'relu' });
  const unset = setLayerConfig(set, id('dense'), 'activation', undefined);
  expect(unset.layers[1]?.config).toEqual({ units: 16 });
});

test('names in other layers’ inputs follow', () => {
  const model = aModel({
    layers: [
      aLayer('input', 'Input', { shape: [4] }),
      aLayer('a', 'Dense', { units: 4 }),
      aLayer('b', 'Dense', { units: 4 }, ['a']),
    ],
  });
  expect(renameLayer(model, id('a'), id('first')).layers[2]?.inputs).toEqual(['first']);
  expect(removeLayer(model, id('a')).layers[1]?.inputs).toEqual(['input']);
  const plain = setLayerInputs(model, id('b'), undefined);
  expect(plain.layers.find((layer) => layer.id === 'b')).not.toHaveProperty('inputs');
  const again = setLayerInputs(plain, id('b'), [id('a')]);
  expect(again.layers.find((layer) => layer.id === 'b')?.inputs).toEqual(['a']);
});

test('a layer that is not there is the caller’s bug', () => {
  expect(() => removeLayer(aModel(), id('ghost'))).toThrow('ghost');
});

test('ids stay unique over any edits, and the original is never touched', () => {
  const edit = fc.record({
    kind: fc.constantFrom('add', 'remove', 'move', 'duplicate'),
    at: fc.nat(20),
    to: fc.nat(20),
  });
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 20 }), (edits) => {
      const original = aModel();
      const before = JSON.stringify(original);
      let model = original;
      for (const { kind, at, to } of edits) {
        const layer = model.layers[at % Math.max(1, model.layers.length)];
        if (kind === 'add' || layer === undefined) model = addLayer(model, 'Dense', {}, to);
        else if (kind === 'remove') model = removeLayer(model, layer.id);
        else if (kind === 'move') model = moveLayer(model, layer.id, to);
        else model = duplicateLayer(model, layer.id);
      }
      expect(new Set(ids(model)).size).toBe(model.layers.length);
      expect(JSON.stringify(original)).toBe(before);
    }),
  );
});

test('of two layers of one id, which a file may have, the last is given another', () => {
  const twins = aModel({
    layers: [
      aLayer('input', 'Input', { shape: [4] }),
      aLayer('twin', 'Dense', { units: 4 }),
      aLayer('twin', 'Dense', { units: 3 }),
      { ...aLayer('sum', 'Dense', { units: 2 }), inputs: [id('twin')] },
    ],
  });
  const { layers } = renameLayer(twins, id('twin'), id('other'));
  expect(layers.map((layer) => layer.id)).toEqual(['input', 'twin', 'other', 'sum']);
  expect(layers[3]?.inputs).toEqual(['twin']);
});
