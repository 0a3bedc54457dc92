import { inputAt, type OperationTable } from './operation.ts';

export const normalizationOperations = {
  batchNormalization: ({ attributes: { axis, epsilon } }, inputs, { tf }) => {
    const [x, gamma, beta] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
    const others = x.shape.map((_, each) => each).filter((each) => each !== axis);
    const along = x.shape.map((size, each) => (each === axis ? size : 1));
    const mean = tf.mean(x, others, true);
    const centred = tf.sub(x, mean);
    const variance = tf.mean(tf.square(centred), others, true);
    const scale = tf.mul(tf.reshape(gamma, along), tf.rsqrt(tf.add(variance, epsilon)));
    const y = tf.add(tf.mul(centred, scale), tf.reshape(beta, along));
    return [y, tf.reshape(mean, [-1]), tf.reshape(variance, [-1]), centred];
  },
  layerNormalization: ({ attributes: { epsilon } }, inputs, { tf }) => {
    const [x, gamma, beta] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
    const mean = tf.mean(x, 1, true);
    const centred = tf.sub(x, mean);
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 1, true), epsilon));
    const y = tf.add(tf.mul(tf.mul(centred, inverse), gamma), beta);
    return [y, mean, inverse];
  },
} satisfies Partial<OperationTable>;
