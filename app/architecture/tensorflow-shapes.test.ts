import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { tensorflowLayer } from '../compiler/testing/tensorflow-output.ts';
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
const sequenceConvolution = draft(
  'Conv1D',
  fc.record({ filters: size(6), kernel_size: size(4), strides: size(3), padding, activation }),
);
const separable = draft(
  'SeparableConv2D',
  fc.record({
    filters: size(6),
    kernel_size: pair(4),
    strides: size(3),
    padding,
    depth_multiplier: size(3),
    use_bias: fc.boolean(),
  }),
);
const depthwise = draft(
  'DepthwiseConv2D',
  fc.record({ kernel_size: pair(4), strides: size(3), padding, depth_multiplier: size(2) }),
);
const transposed = draft(
  'Conv2DTranspose',
  fc.record({ filters: size(5), kernel_size: pair(4), strides: pair(3), padding, activation }),
);
const border = fc.tuple(fc.nat(2), fc.nat(2)).map((ends) => [...ends]);
const borders = fc.tuple(border, border).map((axes) => [...axes]);
const resizing = fc.oneof(
  draft('ZeroPadding2D', fc.record({ padding: borders })),
  draft('Cropping2D', fc.record({ cropping: borders })),
  draft('UpSampling2D', fc.record({ size: pair(2) })),
);
const pooling = fc.oneof(
  ...['MaxPooling2D', 'AveragePooling2D'].map((type) =>
    draft(type, fc.record({ pool_size: pair(3), strides: fc.option(pair(3)), padding })),
  ),
);
const sequencePooling = fc.oneof(
  ...['MaxPooling1D', 'AveragePooling1D'].map((type) =>
    draft(type, fc.record({ pool_size: size(4), strides: fc.option(size(4)), padding })),
  ),
);
/** Pools each channel to one number, or lays all numbers in a row. */
const flattening = (rank: '1D' | '2D') =>
  fc.constantFrom(...['Flatten', `GlobalMaxPooling${rank}`, `GlobalAveragePooling${rank}`]);
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

const networkOf = (shape: fc.Arbitrary<number[]>, layers: fc.Arbitrary<Draft>, rank: '1D' | '2D') =>
  fc.record({
    shape,
    spatial: fc.array(fc.oneof(layers, ...anywhere), { maxLength: 5 }),
    flattening: flattening(rank),
    flat: fc.array(fc.oneof(...anywhere), { maxLength: 3 }),
  });
const network = fc.oneof(
  networkOf(
    fc.tuple(size(24), size(24), size(4)).map((sizes) => [...sizes]),
    fc.oneof(convolution, separable, depthwise, transposed, resizing, pooling),
    '2D',
  ),
  networkOf(
    fc.tuple(size(40), size(5)).map((sizes) => [...sizes]),
    fc.oneof(sequenceConvolution, sequencePooling),
    '1D',
  ),
);

test('random networks have TensorFlow.js’ shapes and parameter counts', () => {
  let compared = 0;
  fc.assert(
    fc.property(network, ({ shape, spatial, flattening, flat }) => {
      const drafts = [...spatial, { type: flattening, config: {} }, ...flat];
      const layers = [
        aLayer('input', 'Input', { shape }),
        ...drafts.map(({ type, config }, index) => aLayer(`layer_${index}`, type, config)),
      ];
      const ours = inferModel(aModel({ layers }));
      if (!ours.ok) {
        // TensorFlow.js lets sizes fall to zero and below; nothing else may be refused here.
        const { error } = ours;
        const cropped = error.code === 'architecture/config-invalid' && error.key === 'cropping';
        expect(cropped || error.code === 'architecture/window-too-large').toBe(true);
        return;
      }
      let output = tf.input({ shape });
      for (const [index, { type, config }] of drafts.entries()) {
        const layer = tensorflowLayer<tf.layers.Layer>(tf.layers, type, config);
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
    { numRuns: 400 },
  );
  expect(compared).toBeGreaterThan(800);
});

/** TensorFlow.js keeps trainable weights and statistics apart; one behind the other is Keras' order. */
function weightsInKerasOrder(layer: tf.layers.Layer) {
  return [...layer.trainableWeights, ...layer.nonTrainableWeights];
}
