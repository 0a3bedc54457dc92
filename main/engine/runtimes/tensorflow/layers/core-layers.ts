import { type NativeLayerTable, nativeActivation, UNFILLED } from './native-layer.ts';

export const coreLayers = {
  Dense: (tf, { config: { units, use_bias, activation: wanted } }, name) => {
    const activation = nativeActivation(wanted);
    if (activation === null) return null;
    return tf.layers.dense({
      name,
      units,
      useBias: use_bias,
      activation,
      kernelInitializer: UNFILLED,
    });
  },
  Activation: (tf, { config }, name) => {
    const activation = nativeActivation(config.activation);
    return activation === null ? null : tf.layers.activation({ name, activation });
  },
  // TensorFlow.js refuses a sample that is flat already.
  Flatten: (tf, { inputShapes: [input = []] }, name) =>
    input.length < 2 ? null : tf.layers.flatten({ name }),
  Reshape: (tf, { shape }, name) => tf.layers.reshape({ name, targetShape: [...shape] }),
  Permute: (tf, { config: { dims } }, name) => tf.layers.permute({ name, dims: [...dims] }),
  RepeatVector: (tf, { config: { n } }, name) => tf.layers.repeatVector({ name, n }),
} satisfies NativeLayerTable;
