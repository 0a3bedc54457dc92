import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../../../app/architecture/catalogue.ts';
import { LAYER_CATEGORIES } from '../../../../app/architecture/layer-definition.ts';
import { TEMPLATE_IDS } from '../../../../app/architecture/templates.ts';
import { aLayer } from '../../../../app/testing/builders.ts';
import { isMessageKey } from '../../../../app/text.ts';
import { argumentSummary, differsFromDefault, layerArguments } from './layer-arguments.ts';
import { argumentAbout, argumentName } from './layer-words.ts';

describe('argumentSummary', () => {
  test('it says what differs from the defaults, in the order of Keras', () => {
    const layer = aLayer('conv2d', 'Conv2D', {
      activation: 'relu',
      padding: 'valid',
      kernel_size: [5, 5],
      filters: 6,
    });
    expect(argumentSummary(layer)).toBe('filters=6  kernel_size=5×5  activation=relu');
  });

  test('long fractions are cut', () => {
    expect(argumentSummary(aLayer('rescaling', 'Rescaling', { scale: 1 / 255 }))).toBe(
      'scale=0.003922',
    );
  });

  test('a layer that nobody knows has nothing to say', () => {
    expect(argumentSummary(aLayer('odd', 'Odd', { size: 3 }))).toBe('');
  });
});

test('an argument set to its default does not differ from it', () => {
  const [size, strides] = layerArguments(aLayer('pool', 'MaxPooling2D', { pool_size: [2, 2] }));
  expect(size && differsFromDefault(size)).toBe(false);
  expect(strides && differsFromDefault(strides)).toBe(false);
});

test('what few people touch is folded, unless the layer is for it', () => {
  const folded = (type: string) =>
    layerArguments(aLayer('layer', type))
      .filter(({ seldomUsed }) => seldomUsed)
      .map(({ name }) => name);
  expect(folded('Conv2D')).toContain('groups');
  expect(folded('LSTM')).toContain('recurrent_activation');
  expect(folded('LSTM')).not.toContain('return_sequences');
  expect(folded('GroupNormalization')).not.toContain('groups');
});

test('a wrapper’s arguments are followed by those of the layer inside', () => {
  const wrapper = aLayer('both', 'Bidirectional', { layer: 'GRU', units: 8 });
  const names = layerArguments(wrapper).map(({ name }) => name);
  expect(names.slice(0, 3)).toEqual(['layer', 'merge_mode', 'units']);
  expect(names).toContain('reset_after');
  expect(names).not.toContain('unit_forget_bias');
  expect(argumentSummary(wrapper)).toBe('layer=GRU  units=8');
});

test('every layer, argument, category and template is explained', () => {
  const missing = Object.values(CATALOGUE).flatMap(({ type, fields }) => [
    ...(isMessageKey(`layer.${type}.about`) ? [] : [type]),
    ...Object.keys(fields).filter(
      (name) => argumentName(type, name) === null || argumentAbout(type, name) === null,
    ),
  ]);
  expect(missing).toEqual([]);
  expect(LAYER_CATEGORIES.filter((id) => !isMessageKey(`layer-category.${id}`))).toEqual([]);
  expect(TEMPLATE_IDS.filter((id) => !isMessageKey(`template.${id}.about`))).toEqual([]);
});
