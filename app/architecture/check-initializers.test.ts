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

describe('refused at the layer, at its argument', () => {
  test.each([
    [{ kernel_initializer: 'constant(much)' }, 'kernel_initializer', 'constant(value=0)'],
    [{ kernel_initializer: 'random_normal(stddev=-1)' }, 'kernel_initializer', 'stddev=0.05'],
    [{ bias_initializer: 'identity' }, 'bias_initializer', 'initializer for 1 axes'],
    [{ bias_initializer: 'orthogonal(2)' }, 'bias_initializer', 'initializer for 1 axes'],
  ])('%o', (config, key, expected) => {
    const result = dense(config);
    const error = result.ok ? null : result.error;
    expect(error).toMatchObject({ code: 'architecture/config-invalid', layerId: 'dense', key });
    expect(error !== null && 'expected' in error && error.expected).toContain(expected);
  });
});
