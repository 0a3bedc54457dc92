import { type NativeLayerTable, nativeActivation, UNFILLED } from './native-layer.ts';

const isPlain = (sizes: readonly number[]): boolean => sizes.every((size) => size === 1);

interface Convolution {
  readonly filters: number;
  readonly kernel_size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: 'valid' | 'same' | 'causal';
  readonly use_bias: boolean;
}

/** Arguments by TensorFlow.js' names. */
const convolution = ({ filters, kernel_size, strides, padding, use_bias }: Convolution) => ({
  filters,
  kernelSize: [...kernel_size],
  strides: [...strides],
  padding,
  useBias: use_bias,
  kernelInitializer: UNFILLED,
});

interface Pooling {
  readonly pool_size: readonly number[];
  readonly strides: readonly number[] | null;
  readonly padding: 'valid' | 'same' | 'causal';
}

const pair = ([first = 1, second = 1]: readonly number[]): [number, number] => [first, second];

const pool1 = ({ pool_size, strides, padding }: Pooling) => {
  const [poolSize = 1] = pool_size;
  return {
    poolSize,
    strides: strides?.[0] ?? poolSize,
    padding: padding === 'same' ? 'same' : 'valid',
  } as const;
};

const pool2 = ({ pool_size, strides, padding }: Pooling) =>
  ({
    poolSize: pair(pool_size),
    strides: pair(strides ?? pool_size),
    padding: padding === 'same' ? 'same' : 'valid',
  }) as const;

/** TensorFlow.js differentiates neither dilated nor grouped convolutions. */
export const windowLayers = {
  Conv1D: (tf, { config }, name) => {
    const activation = nativeActivation(config.activation);
    const { padding, dilation_rate, groups } = config;
    if (activation === null || padding === 'causal') return null;
    if (groups > 1 || !isPlain(dilation_rate)) return null;
    return tf.layers.conv1d({ name, ...convolution(config), activation });
  },
  Conv2D: (tf, { config }, name) => {
    const activation = nativeActivation(config.activation);
    if (activation === null || config.groups > 1 || !isPlain(config.dilation_rate)) return null;
    return tf.layers.conv2d({ name, ...convolution(config), activation });
  },
  DepthwiseConv2D: (tf, { config }, name) => {
    const activation = nativeActivation(config.activation);
    const { strides, dilation_rate, kernel_size, padding, depth_multiplier, use_bias } = config;
    // TensorFlow slides over both axes alike here.
    if (activation === null || !isPlain(dilation_rate) || strides[0] !== strides[1]) return null;
    return tf.layers.depthwiseConv2d({
      name,
      kernelSize: pair(kernel_size),
      strides: pair(strides),
      padding,
      depthMultiplier: depth_multiplier,
      useBias: use_bias,
      activation,
      depthwiseInitializer: UNFILLED,
    });
  },
  MaxPooling1D: (tf, { config }, name) => tf.layers.maxPooling1d({ name, ...pool1(config) }),
  MaxPooling2D: (tf, { config }, name) => tf.layers.maxPooling2d({ name, ...pool2(config) }),
  AveragePooling1D: (tf, { config }, name) =>
    tf.layers.averagePooling1d({ name, ...pool1(config) }),
  AveragePooling2D: (tf, { config }, name) =>
    tf.layers.averagePooling2d({ name, ...pool2(config) }),
  GlobalAveragePooling1D: (tf, { config }, name) =>
    config.keepdims ? null : tf.layers.globalAveragePooling1d({ name }),
  GlobalAveragePooling2D: (tf, { config }, name) =>
    config.keepdims ? null : tf.layers.globalAveragePooling2d({ name, dataFormat: 'channelsLast' }),
} satisfies NativeLayerTable;
