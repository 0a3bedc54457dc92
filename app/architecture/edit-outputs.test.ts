import { expect, test } from 'vitest';
import type { LayerId } from '../ids.ts';
import { aLayer, aModel } from '../testing/builders.ts';
import { addOutput, putOutputFirst, removeOutput, setOutput } from './edit-outputs.ts';

const id = (name: string) => name as LayerId;
const MODEL = aModel({
  layers: [
    aLayer('input', 'Input', { shape: [4] }),
    aLayer('hidden', 'Dense', { units: 4 }),
    aLayer('out', 'Dense', { units: 3, activation: 'softmax' }),
  ],
});
const TWO = addOutput(MODEL, id('hidden'));

test('an added output stands behind the last layer’s, which was the model’s without being named', () => {
  expect(TWO.outputs).toEqual([{ layer: 'out' }, { layer: 'hidden' }]);
  expect(MODEL).not.toHaveProperty('outputs');
});

test('without it, the model names none again', () => {
  expect(removeOutput(TWO, id('hidden'))).toEqual(MODEL);
  expect(removeOutput(removeOutput(TWO, id('out')), id('hidden'))).toEqual(MODEL);
});

test('how an output is trained is set and taken back', () => {
  const changed = setOutput(TWO, id('hidden'), { target: 'features', weight: 0.5 });
  expect(changed.outputs).toEqual([
    { layer: 'out' },
    { layer: 'hidden', target: 'features', weight: 0.5 },
  ]);
  expect(setOutput(changed, id('hidden'), { target: undefined, weight: undefined })).toEqual(TWO);
  const weighted = setOutput(MODEL, id('out'), { weight: 2 });
  expect(weighted.outputs).toEqual([{ layer: 'out', weight: 2 }]);
  expect(setOutput(weighted, id('out'), { weight: undefined })).toEqual(MODEL);
});

test('any output can be the one that predicts', () => {
  const turned = putOutputFirst(TWO, id('hidden'));
  expect(turned.outputs).toEqual([{ layer: 'hidden' }, { layer: 'out' }]);
  expect(removeOutput(turned, id('out')).outputs).toEqual([{ layer: 'hidden' }]);
});
