import { expect, test } from 'vitest';
import { checkModel } from '../../../../app/architecture/check-model.ts';
import { aLayer, aModel } from '../../../../app/testing/builders.ts';
import { firstInputs, inputLimits, inputSummary, outputsBefore } from './layer-inputs.ts';

const MODEL = aModel({
  layers: [
    aLayer('input', 'Input', { shape: [6, 4] }),
    aLayer('lstm', 'LSTM', { units: 4, return_sequences: true, return_state: true }),
    aLayer('same', 'Dense', { units: 4 }),
    aLayer('add', 'Add', {}),
  ],
});

test('limits are the catalogue’s', () => {
  expect(inputLimits('Dense')).toEqual({ minimum: 1, maximum: 1 });
  expect(inputLimits('Input')).toEqual({ minimum: 0, maximum: 0 });
  expect(inputLimits('Add').minimum).toBe(2);
  expect(inputLimits('Nothing')).toEqual({ minimum: 1, maximum: 1 });
});

test('every output made before can be taken', () => {
  expect(outputsBefore(checkModel(MODEL), 3)).toEqual([
    { name: 'input', shape: [6, 4] },
    { name: 'lstm', shape: [6, 4] },
    { name: 'lstm:1', shape: [4] },
    { name: 'lstm:2', shape: [4] },
    { name: 'same', shape: [6, 4] },
  ]);
});

test('a merging layer takes the layer before and the nearest of its shape', () => {
  expect(firstInputs(MODEL, checkModel(MODEL), 3)).toEqual(['same', 'lstm']);
  expect(firstInputs(MODEL, checkModel(MODEL), 2)).toBeUndefined();
});

test('inputs are told only where they are named', () => {
  const [first, lstm, same, add] = MODEL.layers;
  if (!first || !lstm || !same || !add) throw new Error('Four layers');
  const named = { ...MODEL, layers: [first, lstm, same, { ...add, inputs: [same.id, lstm.id] }] };
  expect(inputSummary(named, 3)).toBe('same + lstm');
  expect(inputSummary(named, 2)).toBe('');
});
