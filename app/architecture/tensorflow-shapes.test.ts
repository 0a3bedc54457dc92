import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { aLayer, aModel } from '../testing/builders.ts';
import { inferModel } from './infer-model.ts';
import type { LayerSpec } from './model-spec.ts';

/** Shapes and parameter counts must be TensorFlow.js', layer by layer, over many random networks. */

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

const size = (maximum: number) => fc.integer({ min: 1, max: maximum });
const pair = (maximum: number) => fc.tuple(size(maximum), size(maximum)).map(([h, w]) => [h, w]);
const padding = fc.constantFrom('valid', 'same');
const activation = fc.constantFrom('linear', 'relu', 'sigmoid', 'tanh', 'softmax');

type Draft = { readonly type: string; readonly config: LayerSpec['config'] };
const draft = (type: string, config: fc.Arbitrary<LayerSpec['config']>): fc.Arbitrary<Draft> =>
  config.map((values) => ({ type, config: values }));

const convolution = draft(
  'Conv2D',
  fc
    .record({
      filters: size(6),
      kernel_size: pair(4),
      strides: pair(3),
      padding,
      dilation_rate: pair(3),
      activation,
      use_bias: fc.boolean(),
    })
    .map((config) =>
      Math.max(...config.strides) > 1 ? { ...config, dilation_rate: [1, 1] } : config,
    ),
);
const pooling = draft(
  'MaxPooling2D',
  fc.record({ pool_size: pair(3), strides: fc.option(pair(3)), padding }),
);
const normalization = draft(
  'BatchNormalization',
  fc.record({ center: fc.boolean(), scale: fc.boolean() }),
);
const anywhere = [
  normalization,
  draft('Activation', fc.record({ activation })),
  draft('Dropout', fc.record({ rate: fc.constantFrom(0, 0.25, 0.5) })),
  draft('Rescaling', fc.record({ scale: fc.constantFrom(0.5, 1 / 255) })),
  draft('Dense', fc.record({ units: size(7), activation, use_bias: fc.boolean() })),
];

const network = fc.record({
  shape: fc.tuple(size(24), size(24), size(4)).map((sizes) => [...sizes]),
  image: fc.array(fc.oneof(convolution, pooling, ...anywhere), { maxLength: 5 }),
  flat: fc.array(fc.oneof(...anywhere), { maxLength: 3 }),
});

test('random networks have TensorFlow.js’ shapes and parameter counts', () => {
  let compared = 0;
  fc.assert(
    fc.property(network, ({ shape, image, flat }) => {
      const drafts = [...image, { type: 'Flatten', config: {} }, ...flat];
      const layers = [
        aLayer('input', 'Input', { shape }),
        ...drafts.map(({ type, config }, index) => aLayer(`layer_${index}`, type, config)),
      ];
      const ours = inferModel(aModel({ layers }));
      if (!ours.ok) {
        // TensorFlow.js lets sizes fall to zero and below; nothing else may be refused here.
        expect(ours.error.code).toBe('architecture/window-too-large');
        return;
      }
      let output = tf.input({ shape });
      for (const [index, { type, config }] of drafts.entries()) {
        const layer = tensorflowLayer(type, config);
        output = layer.apply(output) as tf.SymbolicTensor;
        const mine = ours.value.layers[index + 1];
        expect([null, ...(mine?.shape ?? [])]).toEqual(output.shape);
        expect(mine?.weights.map((weight) => weight.shape)).toEqual(
          weightsInKerasOrder(layer).map((weight) => weight.shape),
        );
        compared += 1;
        layer.dispose();
      }
    }),
    { numRuns: 200 },
  );
  expect(compared).toBeGreaterThan(400);
});

/** TensorFlow.js keeps trainable weights and statistics apart; one behind the other is Keras' order. */
function weightsInKerasOrder(layer: tf.layers.Layer) {
  return [...layer.trainableWeights, ...layer.nonTrainableWeights];
}

function tensorflowLayer(type: string, config: LayerSpec['config']): tf.layers.Layer {
  const camel = Object.fromEntries(
    Object.entries(config)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [
        key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
        value,
      ]),
  );
  switch (type) {
    case 'Conv2D':
      return tf.layers.conv2d(camel as unknown as Parameters<typeof tf.layers.conv2d>[0]);
    case 'MaxPooling2D':
      return tf.layers.maxPooling2d(
        camel as unknown as Parameters<typeof tf.layers.maxPooling2d>[0],
      );
    case 'BatchNormalization':
      return tf.layers.batchNormalization(camel);
    case 'Activation':
      return tf.layers.activation(camel as unknown as Parameters<typeof tf.layers.activation>[0]);
    case 'Dropout':
      return tf.layers.dropout(camel as unknown as Parameters<typeof tf.layers.dropout>[0]);
    case 'Rescaling':
      return tf.layers.rescaling(camel as unknown as Parameters<typeof tf.layers.rescaling>[0]);
    case 'Dense':
      return tf.layers.dense(camel as unknown as Parameters<typeof tf.layers.dense>[0]);
    case 'Flatten':
      return tf.layers.flatten();
    default:
      throw new Error(`No TensorFlow.js layer for ${type}`);
  }
}
