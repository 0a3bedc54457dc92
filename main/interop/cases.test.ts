import { expect, test } from 'vitest';
import { CATALOGUE } from '../../app/architecture/catalogue.ts';
import { LOSSES } from '../../app/architecture/losses.ts';
import { OPTIMIZERS } from '../../app/compiler/optimizers/settings.ts';
import { LAYER_CASES } from './layer-cases.ts';
import { LOSS_CASES } from './loss-cases.ts';
import { OPTIMIZER_CASES } from './optimizer-cases.ts';

test('every layer of the catalogue is held against Keras in some case', () => {
  const held = new Set(LAYER_CASES.flatMap(({ model }) => model.layers.map(({ type }) => type)));
  // In Keras it changes answers in a data pipeline, which a model of layers has not.
  const ofAnswers = ['MixUp'];
  expect(Object.keys(CATALOGUE).filter((type) => !held.has(type))).toEqual(ofAnswers);
});

test('every optimiser is held against Keras in some case', () => {
  const held = new Set<string>(OPTIMIZER_CASES.map(({ settings }) => settings.optimizer));
  expect(OPTIMIZERS.filter((name) => !held.has(name))).toEqual([]);
});

test('every loss is held against Keras in some case, where Keras has it', () => {
  const held = new Set<string>(LOSS_CASES.map(({ loss }) => loss.name));
  // These two fit boxes alone, with which the templates are held.
  const ofBoxes = ['penalty_reduced_focal', 'center_absolute_error'];
  expect(LOSSES.filter((name) => !held.has(name))).toEqual(ofBoxes);
});
