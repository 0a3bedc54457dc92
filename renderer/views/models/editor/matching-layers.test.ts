import { expect, test } from 'vitest';
import { CATALOGUE } from '../../../../app/architecture/catalogue.ts';
import { matchingLayers } from './matching-layers.ts';

const found = (typed: string, language: 'en' | 'zh' = 'en') =>
  matchingLayers(typed, language).flatMap(({ layers }) => layers.map(({ type }) => type));

test('nothing typed: every layer, under its category', () => {
  expect(found('').toSorted()).toEqual(Object.keys(CATALOGUE).toSorted());
  expect(matchingLayers('  ', 'zh')[0]?.heading).toBe('基本');
  // Enter adds the first one.
  expect(found('')[0]).toBe('Dense');
});

test('names that start with what is typed come first, then names that have it', () => {
  expect(found('conv').slice(0, 3)).toEqual(['Conv1D', 'Conv2D', 'Conv3D']);
  expect(found('conv')).toContain('SeparableConv2D');
  expect(found('max pooling')[0]).toBe('MaxPooling1D');
  expect(found('LSTM')[0]).toBe('LSTM');
});

test('categories and descriptions are searched in the language of the page', () => {
  expect(found('pooling 2d')).toContain('GlobalAveragePooling2D');
  expect(found('池化')).toEqual([]);
  expect(found('池化', 'zh')).toContain('MaxPooling2D');
});

test('a layer that there is not is not found', () => {
  expect(matchingLayers('dance', 'en')).toEqual([]);
});
