import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aLayer, aModel } from '../testing/builders.ts';
import { CATALOGUE, LAYER_TYPES } from './catalogue.ts';
import { MAXIMUM_OUTPUT } from './infer-layer.ts';
import { inferModel, MAXIMUM_PARAMETERS } from './infer-model.ts';
import { ACTIVATIONS } from './layer-definition.ts';
import type { LayerSpec, ModelSpec } from './model-spec.ts';

const modelOf = (...layers: readonly LayerSpec[]): ModelSpec => aModel({ layers });
const input = (...shape: number[]) => aLayer('input', 'Input', { shape });

function errorOf(model: ModelSpec) {
  const result = inferModel(model);
  expect(result.ok).toBe(false);
  return result.ok ? undefined : result.error;
}

function inferred(model: ModelSpec) {
  const result = inferModel(model);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('inferring a model', () => {
  test('frozen weights are parameters that are not trained', () => {
    const model = (config: LayerSpec['config']) =>
      inferred(modelOf(input(4), aLayer('dense', 'Dense', { units: 2, ...config })));
    expect(model({})).toMatchObject({ parameters: 10, trainableParameters: 10 });
    expect(model({ learning_rate_factor: 0.1 }).trainableParameters).toBe(10);
    for (const config of [{ trainable: false }, { learning_rate_factor: 0 }]) {
      expect(model(config)).toMatchObject({ parameters: 10, trainableParameters: 0 });
    }
    const lstm = { layer: 'LSTM', units: 2, trainable: false };
    expect(
      inferred(modelOf(input(3, 4), aLayer('both', 'Bidirectional', lstm))).trainableParameters,
    ).toBe(0);
  });

  test('each catalogue entry stands under its own Keras name', () => {
    for (const [name, definition] of Object.entries(CATALOGUE)) {
      expect(definition.type).toBe(name);
    }
  });

  test('LeNet-5 on 28 × 28 has the layers and weights worked by hand', () => {
    const model = inferred(
      modelOf(
        input(28, 28, 1),
        aLayer('conv2d', 'Conv2D', { filters: 6, kernel_size: 5, padding: 'same' }),
        aLayer('max_pooling2d', 'MaxPooling2D'),
        aLayer('conv2d_1', 'Conv2D', { filters: 16, kernel_size: [5, 5] }),
        aLayer('max_pooling2d_1', 'MaxPooling2D'),
        aLayer('flatten', 'Flatten'),
        aLayer('dense', 'Dense', { units: 120 }),
        aLayer('dense_1', 'Dense', { units: 84 }),
        aLayer('dense_2', 'Dense', { units: 10 }),
      ),
    );
    expect(model.layers.map((layer) => layer.shape)).toEqual([
      [28, 28, 1],
      [28, 28, 6],
      [14, 14, 6],
      [10, 10, 16],
      [5, 5, 16],
      [400],
      [120],
      [84],
      [10],
    ]);
    // 156 + 2,416 + 48,120 + 10,164 + 850, as in every account of LeNet-5 with full connections.
    expect(model.parameters).toBe(61_706);
    expect(model.layers[1]?.weights).toEqual([
      { name: 'kernel', shape: [5, 5, 1, 6], initializer: 'glorot_uniform', trainable: true },
      { name: 'bias', shape: [6], initializer: 'zeros', trainable: true },
    ]);
  });

  test('defaults are filled in, and null is the default as None is in Keras', () => {
    const model = inferred(
      modelOf(
        input(8, 8, 2),
        aLayer('conv2d', 'Conv2D', { filters: 3, kernel_size: 3, activation: null }),
        aLayer('max_pooling2d', 'MaxPooling2D', { strides: null }),
      ),
    );
    expect(model.layers[1]?.config).toEqual({
      filters: 3,
      kernel_size: [3, 3],
      strides: [1, 1],
      padding: 'valid',
      dilation_rate: [1, 1],
      groups: 1,
      activation: 'linear',
      use_bias: true,
      kernel_initializer: 'glorot_uniform',
      bias_initializer: 'zeros',
      kernel_regularizer: null,
      bias_regularizer: null,
      activity_regularizer: null,
      kernel_constraint: null,
      bias_constraint: null,
    });
    expect(model.layers[2]?.config).toEqual({
      pool_size: [2, 2],
      strides: null,
      padding: 'valid',
    });
  });

  test('moving statistics count as weights that training does not change', () => {
    const model = inferred(modelOf(input(5), aLayer('norm', 'BatchNormalization')));
    expect(model.parameters).toBe(20);
    expect(model.trainableParameters).toBe(10);
    expect(model.layers[1]?.weights.map((weight) => weight.name)).toEqual([
      'gamma',
      'beta',
      'moving_mean',
      'moving_variance',
    ]);
  });

  test('grouped convolution divides the kernel by groups', () => {
    const model = inferred(
      modelOf(input(6, 6, 4), aLayer('conv', 'Conv2D', { filters: 8, kernel_size: 3, groups: 2 })),
    );
    expect(model.layers[1]?.weights[0]?.shape).toEqual([3, 3, 2, 8]);
  });

  test('a model with one named chain equals the same one in plain order', () => {
    const plain = modelOf(input(3), aLayer('a', 'Dense', { units: 4 }));
    const named = modelOf(input(3), aLayer('a', 'Dense', { units: 4 }, ['input']));
    expect(inferred(named).layers).toEqual(inferred(plain).layers);
  });
});

describe('errors name the place', () => {
  const dense = (config: LayerSpec['config'], inputs?: readonly string[]) =>
    modelOf(input(4), aLayer('dense', 'Dense', config, inputs));

  test('no layers at all', () => {
    expect(errorOf(modelOf())).toEqual({ code: 'architecture/no-layers' });
  });

  test('an unknown layer type, also one that every object has', () => {
    expect(errorOf(modelOf(input(4), aLayer('x', 'Conv7D')))).toEqual({
      code: 'architecture/layer-unknown',
      layerId: 'x',
      type: 'Conv7D',
      known: LAYER_TYPES,
    });
    expect(errorOf(modelOf(input(4), aLayer('x', 'constructor')))).toMatchObject({
      code: 'architecture/layer-unknown',
    });
  });

  test('an unknown argument', () => {
    expect(errorOf(dense({ units: 2, unit: 3 }))).toEqual({
      code: 'architecture/config-unknown',
      layerId: 'dense',
      key: 'unit',
      known: Object.keys(CATALOGUE.Dense.fields),
    });
  });

  test('an argument for weights at a layer that has none', () => {
    const model = modelOf(
      input(4),
      aLayer('dense', 'Dense', { units: 2 }),
      aLayer('drop', 'Dropout', { rate: 0.1, trainable: false }),
    );
    expect(errorOf(model)).toEqual({
      code: 'architecture/config-unknown',
      layerId: 'drop',
      key: 'trainable',
      known: Object.keys(CATALOGUE.Dropout.fields),
    });
  });

  test.each([
    ['trainable', { trainable: 'no' }, 'true | false'],
    ['learning_rate_factor', { learning_rate_factor: -1 }, 'number in [0, 1000]'],
  ])('an argument %s for weights that does not fit', (key, config, expected) => {
    expect(errorOf(dense({ units: 2, ...config }))).toMatchObject({
      code: 'architecture/config-invalid',
      layerId: 'dense',
      key,
      expected,
    });
  });

  test.each([
    ['units', {}, 'undefined', 'integer in [1, 1000000]'],
    ['units', { units: 0 }, '0', 'integer in [1, 1000000]'],
    ['units', { units: 2.5 }, '2.5', 'integer in [1, 1000000]'],
    ['units', { units: 'ten' }, 'ten', 'integer in [1, 1000000]'],
    ['activation', { units: 2, activation: 'rleu' }, 'rleu', ACTIVATIONS.join(' | ')],
    ['use_bias', { units: 2, use_bias: 1 }, '1', 'true | false'],
  ])('an argument %s that does not fit', (key, config, value, expected) => {
    expect(errorOf(dense(config))).toEqual({
      code: 'architecture/config-invalid',
      layerId: 'dense',
      key,
      value,
      expected,
    });
  });

  test('a kernel of three sizes, and one larger than the image', () => {
    const conv = (config: LayerSpec['config']) =>
      errorOf(modelOf(input(8, 8, 1), aLayer('conv', 'Conv2D', { filters: 2, ...config })));
    expect(conv({ kernel_size: [3, 3, 3] })).toMatchObject({
      code: 'architecture/config-invalid',
      key: 'kernel_size',
      value: '[3,3,3]',
    });
    expect(conv({ kernel_size: [9, 1] })).toEqual({
      code: 'architecture/window-too-large',
      layerId: 'conv',
      window: [9, 1],
      actual: [8, 8, 1],
    });
    // Five taps, two apart, span nine pixels.
    expect(conv({ kernel_size: 5, dilation_rate: 2 })).toMatchObject({
      code: 'architecture/window-too-large',
      window: [9, 9],
    });
    expect(conv({ kernel_size: 2, dilation_rate: 2, strides: 2 })).toMatchObject({
      code: 'architecture/config-invalid',
      key: 'dilation_rate',
    });
    expect(conv({ kernel_size: 2, groups: 2 })).toMatchObject({
      code: 'architecture/config-invalid',
      key: 'groups',
      expected: 'divisor of 1 and 2',
    });
  });

  test('a convolution over a row instead of an image', () => {
    expect(
      errorOf(modelOf(input(4), aLayer('conv', 'Conv2D', { filters: 1, kernel_size: 1 }))),
    ).toEqual({
      code: 'architecture/rank-mismatch',
      layerId: 'conv',
      expectedRank: 3,
      actual: [4],
    });
  });

  test('two layers of one id', () => {
    const layer = aLayer('dense', 'Dense', { units: 2 });
    expect(errorOf(modelOf(input(4), layer, layer))).toEqual({
      code: 'architecture/layer-id-duplicate',
      layerId: 'dense',
    });
  });

  test('an id that cannot be part of a weight name', () => {
    expect(errorOf(modelOf(input(4), aLayer('a/kernel', 'Dense', { units: 2 })))).toMatchObject({
      code: 'architecture/config-invalid',
      layerId: 'a/kernel',
      key: 'id',
    });
  });

  test('a first layer that is not Input', () => {
    expect(errorOf(modelOf(aLayer('dense', 'Dense', { units: 2 })))).toEqual({
      code: 'architecture/input-not-first',
      layerId: 'dense',
    });
  });

  test('an input that is not there, or not before', () => {
    expect(errorOf(dense({ units: 2 }, ['nowhere']))).toEqual({
      code: 'architecture/input-missing',
      layerId: 'dense',
      input: 'nowhere',
      known: ['input'],
    });
  });

  const add = (...inputs: readonly string[]) => aLayer('add', 'Add', {}, inputs);

  test('layers that wait for one another, directly or around a loop', () => {
    expect(errorOf(dense({ units: 2 }, ['dense']))).toEqual({
      code: 'architecture/cycle',
      layerId: 'dense',
      cycle: ['dense', 'dense'],
    });
    const first = aLayer('first', 'Dense', { units: 4 });
    const second = aLayer('second', 'Dense', { units: 4 });
    expect(errorOf(modelOf(input(4), add('input', 'second'), first, second))).toEqual({
      code: 'architecture/cycle',
      layerId: 'add',
      cycle: ['add', 'first', 'second', 'add'],
    });
  });

  test('a layer that stands before one it takes, though neither waits for the other', () => {
    const later = aLayer('later', 'Dense', { units: 4 }, ['input']);
    const last = aLayer('last', 'Dense', { units: 4 }, ['add']);
    expect(errorOf(modelOf(input(4), add('input', 'later'), later, last))).toEqual({
      code: 'architecture/input-later',
      layerId: 'add',
      input: 'later',
    });
  });

  test('an output that no machine could hold', () => {
    const wide = aLayer('wide', 'RepeatVector', { n: 1_000_000 });
    expect(errorOf(modelOf(input(1000), wide))).toEqual({
      code: 'architecture/output-too-large',
      layerId: 'wide',
      shape: [1_000_000, 1000],
      numbers: 1_000_000_000,
      maximum: MAXIMUM_OUTPUT,
    });
  });

  test('an output that a layer does not have', () => {
    expect(errorOf(dense({ units: 2 }, ['input:1']))).toMatchObject({
      code: 'architecture/input-missing',
      input: 'input:1',
      known: ['input'],
    });
  });

  test.each([
    ['GRU', { units: 2, stateful: true }, 'stateful', 'states-given'],
    ['Bidirectional', { layer: 'LSTM', units: 2, stateful: true }, 'stateful', 'states-given'],
    ['LSTM', { units: 2, unroll: true }, 'unroll', 'lowering-chosen'],
    [
      'MultiHeadAttention',
      { num_heads: 1, key_dim: 2, return_attention_scores: true },
      'return_attention_scores',
      'scores-computed',
    ],
    ['Dropout', { rate: 0.1, seed: 1 }, 'seed', 'seed-planned'],
    ['Conv1D', { filters: 1, kernel_size: 1, data_format: 'x' }, 'data_format', 'channels-last'],
    ['TimeDistributed', { layer: 'Dropout', rate: 0.1, seed: 1 }, 'seed', 'seed-planned'],
    ['CategoryEncoding', { num_tokens: 3, sparse: true }, 'sparse', 'tensors-dense'],
    ['Embedding', { input_dim: 3, output_dim: 2, weights: [1] }, 'weights', 'weights-initialized'],
    ['BatchNormalization', { renorm: true }, 'renorm', 'statistics-own'],
    [
      'Bidirectional',
      { layer: 'GRU', units: 2, backward_layer: 'LSTM' },
      'backward_layer',
      'directions-alike',
    ],
  ] as const)('%s with what only Keras has: %o', (type, config, key, reason) => {
    const model = modelOf(aLayer('input', 'Input', { shape: [4, 3] }), aLayer('it', type, config));
    expect(errorOf(model)).toEqual({
      code: 'architecture/config-unsupported',
      layerId: 'it',
      key,
      reason,
    });
    // Where Keras has no such argument either, it is as unknown as any other.
    expect(errorOf(dense({ units: 2, [key]: 1 }))).toMatchObject({
      code: 'architecture/config-unknown',
    });
  });

  test('a layer of Keras that counts its outputs nowhere here, and Activation, which does', () => {
    const behind = (type: string) =>
      modelOf(input(4), aLayer('it', type, { activity_regularizer: 'l2' }));
    expect(errorOf(behind('LayerNormalization'))).toMatchObject({ reason: 'activity-elsewhere' });
    const activation = { activation: 'linear', activity_regularizer: 'l2' };
    expect(inferModel(modelOf(input(4), aLayer('it', 'Activation', activation))).ok).toBe(true);
  });

  test.each([
    ['kernel_initializer', 'he_normal(seed=1)', 'seed', 'seed-planned'],
    ['kernel_initializer', 'variance_scaling(2, input_axes=[0])', 'input_axes', 'fans-fixed'],
    ['bias_initializer', 'random_normal(0, 1, seed = 3)', 'seed', 'seed-planned'],
  ])('%s %s with what only Keras has', (key, written, argument, reason) => {
    expect(errorOf(dense({ units: 2, [key]: written }))).toEqual({
      code: 'architecture/config-unsupported',
      layerId: 'dense',
      key: `${key}.${argument}`,
      reason,
    });
  });

  test('an Input that nobody takes', () => {
    expect(
      errorOf(
        modelOf(
          input(4),
          aLayer('again', 'Input', { shape: [4] }),
          aLayer('out', 'Dense', { units: 2 }),
        ),
      ),
    ).toEqual({ code: 'architecture/layer-unused', layerId: 'input', takers: [] });
  });

  test('more inputs than the layer takes', () => {
    expect(errorOf(dense({ units: 2 }, ['input', 'input']))).toEqual({
      code: 'architecture/input-count',
      layerId: 'dense',
      expected: 1,
      found: 2,
    });
  });

  test('a layer whose output nobody takes', () => {
    expect(
      errorOf(
        modelOf(
          input(4),
          aLayer('side', 'Dense', { units: 2 }),
          aLayer('out', 'Dense', { units: 2 }, ['input']),
        ),
      ),
    ).toEqual({ code: 'architecture/layer-unused', layerId: 'side', takers: ['out'] });
  });

  test('a layer whose output only some of those behind it could take, or none', () => {
    const sides = (width: number) =>
      modelOf(
        input(4),
        aLayer('side', 'Dense', { units: 4 }),
        aLayer('wide', 'Dense', { units: width }, ['input']),
        aLayer('sum', 'Add', {}, ['wide', 'input']),
        aLayer('out', 'Dense', { units: 2 }),
      );
    // In the place of `wide` or `sum` it would leave that one unused instead.
    expect(errorOf(sides(4))).toMatchObject({ layerId: 'side', takers: ['wide', 'sum'] });
    expect(
      errorOf(
        modelOf(
          input(4),
          aLayer('side', 'Dense', { units: 3 }),
          aLayer('dense', 'Dense', { units: 4 }, ['input']),
          aLayer('out', 'Flatten', {}),
        ),
      ),
    ).toMatchObject({ layerId: 'side', takers: ['dense'] });
    expect(
      errorOf(
        modelOf(
          input(4),
          aLayer('main', 'Dense', { units: 4 }),
          aLayer('side', 'Dense', { units: 3 }, ['input']),
          aLayer('out', 'Dense', { units: 4 }, ['main']),
        ),
      ),
    ).toMatchObject({ layerId: 'side', takers: [] });
  });

  test('more parameters than training could hold', () => {
    expect(errorOf(modelOf(input(1000), aLayer('dense', 'Dense', { units: 1_000_000 })))).toEqual({
      code: 'architecture/too-many-parameters',
      layerId: 'dense',
      parameters: 1_001_000_000,
      maximum: MAXIMUM_PARAMETERS,
    });
  });

  test('whatever stands in a model file, there is a verdict and never a throw', () => {
    const value = fc.oneof(
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.integer({ min: -2, max: 9 })),
    );
    const layer = fc.record({
      id: fc.constantFrom('input', 'a', 'b', ''),
      type: fc.constantFrom(...Object.keys(CATALOGUE), 'toString', ''),
      config: fc.dictionary(
        fc.constantFrom('units', 'shape', 'filters', 'kernel_size', 'rate', 'scale', '__proto__'),
        value,
      ),
    });
    fc.assert(
      fc.property(fc.array(layer, { maxLength: 5 }), (layers) => {
        const result = inferModel(modelOf(...layers.map((l) => aLayer(l.id, l.type, l.config))));
        expect(typeof result.ok).toBe('boolean');
      }),
    );
  });
});
