import { describe, expect, test } from 'vitest';
import { aLayer, aModel } from '../testing/builders.ts';
import { inferModel } from './infer-model.ts';
import { INITIALIZERS } from './initializers.ts';

const dense = (config: object) =>
  inferModel(
    aModel({
      layers: [
        aLayer('input', 'Input', { shape: [4] }),
        aLayer('dense', 'Dense', { units: 4, ...config }),
      ],
    }),
  );

test('every initialiser starts a kernel, by its name alone', () => {
  for (const name of Object.keys(INITIALIZERS)) {
    expect(dense({ kernel_initializer: name }).ok, name).toBe(true);
  }
});

test('arguments reach the weight as they are written', () => {
  const result = dense({ bias_initializer: 'constant(0.5)' });
  expect(result.ok && result.value.layers[1]?.weights[1]?.initializer).toBe('constant(0.5)');
});

test('penalties and limits reach their weights', () => {
  const result = dense({ kernel_regularizer: 'l2(0.1)', bias_constraint: 'non_neg' });
  expect(result.ok && result.value.layers[1]?.weights).toMatchObject([
    { name: 'kernel', regularizer: 'l2(0.1)' },
    { name: 'bias', constraint: 'non_neg' },
  ]);
});

describe('refused at the layer, at its argument', () => {
  test.each([
    [{ kernel_initializer: 'constant(much)' }, 'kernel_initializer', 'constant(value=0)'],
    [{ kernel_initializer: 'random_normal(stddev=-1)' }, 'kernel_initializer', 'stddev=0.05'],
    [{ kernel_constraint: 'max_norm(axis=2)' }, 'kernel_constraint', 'weight axis of 2'],
    [{ bias_constraint: 'unit_norm(axis=[0, -1])' }, 'bias_constraint', 'weight axis of 1'],
    [{ kernel_regularizer: 'l3' }, 'kernel_regularizer', 'l1_l2(l1=0, l2=0) | '],
    [{ kernel_regularizer: 'l2(-1)' }, 'kernel_regularizer', 'l2(l2=0.01)'],
    [{ kernel_constraint: 'max_norm(-1)' }, 'kernel_constraint', 'max_norm(max_value=2, axis=0)'],
    [{ kernel_regularizer: 'l3' }, 'kernel_regularizer', '(factor=0.01, mode=rows) | null'],
    [{ bias_regularizer: 'orthogonal_regularizer' }, 'bias_regularizer', 'regularizer for 1 axes'],
    [
      { activity_regularizer: 'orthogonal_regularizer' },
      'activity_regularizer',
      'l1_l2(l1=0, l2=0) | null',
    ],
    [{ bias_initializer: 'identity' }, 'bias_initializer', 'initializer for 1 axes'],
    [{ bias_initializer: 'orthogonal(2)' }, 'bias_initializer', 'initializer for 1 axes'],
  ])('%o', (config, key, expected) => {
    const result = dense(config);
    const error = result.ok ? null : result.error;
    expect(error).toMatchObject({ code: 'architecture/config-invalid', layerId: 'dense', key });
    expect(error !== null && 'expected' in error && error.expected).toContain(expected);
  });
});
