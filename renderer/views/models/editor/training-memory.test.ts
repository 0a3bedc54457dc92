import { expect, test } from 'vitest';
import { checkModel } from '../../../../app/architecture/check-model.ts';
import { costOf } from '../../../../app/compiler/cost.ts';
import { aDataset, aModel } from '../../../../app/testing/builders.ts';
import { inFlopUnit, trainingMemory } from './training-memory.ts';

test('weights, moments, gradients and a batch of outputs are counted', () => {
  const model = aModel();
  const cost = costOf(model, aDataset());
  if (!cost.ok) throw new Error('The model fits.');
  const outputs = 4 + 8 + 3;
  expect(trainingMemory(checkModel(model), cost.value, 10)).toBe(
    cost.value.stateBytes + 4 * 67 + 4 * 2 * 10 * outputs,
  );
});

test('operations are told in the unit that keeps them short', () => {
  expect(inFlopUnit(336)).toEqual({ amount: 336, unit: 'FLOP' });
  expect(inFlopUnit(251_604_099)).toEqual({ amount: 251.604099, unit: 'MFLOP' });
  expect(inFlopUnit(0)).toEqual({ amount: 0, unit: 'FLOP' });
});
