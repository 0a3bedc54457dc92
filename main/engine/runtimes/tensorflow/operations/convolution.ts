import type { Padding, Pair } from '../../../../../app/compiler/operators/attributes.ts';
import type { TensorFlow, TfImage, TfTensor } from '../tensorflow-types.ts';
import { inputAt, type OperationTable, outputShape } from './operation.ts';

/** Below all that a window can hold. */
const LOWEST = -3.4028234663852886e38;

/** An image [batch, channels, h, w] as TensorFlow takes it, channels last, with its padding. */
function image(
  tf: TensorFlow,
  x: TfTensor,
  [top, left, bottom, right]: Padding,
  filling = 0,
): TfImage {
  const [batch = 1, channels = 1, height = 1, width = 1] = x.shape;
  const last = tf.transpose(x, [0, 2, 3, 1]).as4D(batch, height, width, channels);
  if (top + left + bottom + right === 0) return last;
  const amounts: [number, number][] = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  return tf.pad(last, amounts, filling);
}

const channelsFirst = (tf: TensorFlow, x: TfTensor): TfTensor => tf.transpose(x, [0, 3, 1, 2]);

/**
 * A filter with zeros between its taps: TensorFlow.js differentiates no convolution with dilation.
 * @param filter [kh, kw, in, out]
 */
function dilated(tf: TensorFlow, filter: TfTensor, [down, right]: Pair): TfTensor {
  if (down === 1 && right === 1) return filter;
  const [rows = 1, columns = 1, channels = 1, out = 1] = filter.shape;
  const apart = tf.pad(tf.reshape(filter, [rows, 1, columns, 1, channels * out]), [
    [0, 0],
    [0, down - 1],
    [0, 0],
    [0, right - 1],
    [0, 0],
  ]);
  const whole = tf.reshape(apart, [rows * down, columns * right, channels, out]);
  const size = [(rows - 1) * down + 1, (columns - 1) * right + 1, channels, out];
  return tf.slice(whole, [0, 0, 0, 0], size);
}

/** What each group of channels makes of its filters, side by side; the addon computes no groups. */
function byGroups(
  tf: TensorFlow,
  groups: number,
  given: TfImage,
  filter: TfTensor,
  compute: (part: TfImage, taps: TfTensor) => TfTensor,
): TfTensor {
  if (groups === 1) return compute(given, filter);
  const filters = tf.split(filter, groups, 0);
  const parts: TfImage[] = tf.split(given, groups, 3);
  return tf.concat(
    parts.map((part, place) => compute(part, inputAt(filters, place))),
    3,
  );
}

/** How many cells of each window are cells of the image, [h', w'] among axes of size 1. */
function windowCells(
  size: readonly [number, number],
  window: Pair,
  strides: Pair,
  [top, left]: Padding,
  outputs: readonly [number, number],
): readonly number[] {
  const along = (axis: 0 | 1, before: number) =>
    Array.from({ length: outputs[axis] }, (_, at) => {
      const start = at * strides[axis] - before;
      return Math.min(size[axis], start + window[axis]) - Math.max(0, start);
    });
  const columns = along(1, left);
  return along(0, top).flatMap((rows) => columns.map((each) => rows * each));
}

export const convolutionOperations = {
  convolution: (node, inputs, { tf }) => {
    const { groups, strides, padding, dilations } = node.attributes;
    const [x, filter, bias] = [inputAt(inputs, 0), inputAt(inputs, 1), inputs[2]];
    const [, channels = 1] = x.shape;
    const [out = 1, , rows = 1, columns = 1] = filter.shape;
    const given = image(tf, x, padding);
    const stride: [number, number] = [...strides];
    const convolved = (part: TfImage, taps: TfTensor): TfTensor =>
      tf.conv2d(
        part,
        dilated(tf, tf.transpose(taps, [2, 3, 1, 0]), dilations).as4D(
          (rows - 1) * dilations[0] + 1,
          (columns - 1) * dilations[1] + 1,
          taps.shape[1] ?? 1,
          taps.shape[0] ?? 1,
        ),
        stride,
        'valid',
      );
    const made = (): TfTensor => {
      // Its own operator has one stride for both axes.
      if (groups > 1 && groups === channels && strides[0] === strides[1]) {
        const own: TfTensor = tf.reshape(filter, [channels, out / channels, rows, columns]);
        const each = tf.transpose(own, [2, 3, 0, 1]);
        const spread = dilated(tf, each, dilations);
        const [height = 1, width = 1] = spread.shape;
        const taps = spread.as4D(height, width, channels, out / channels);
        return tf.depthwiseConv2d(given, taps, stride, 'valid');
      }
      return byGroups(tf, groups, given, filter, convolved);
    };
    const y = made();
    return channelsFirst(tf, bias === undefined ? y : tf.add(y, bias));
  },
  convolutionInputGradient: (node, inputs, { tf }) => {
    const { groups, strides, padding, dilations } = node.attributes;
    const [dy, filter] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const [batch = 1, , height = 1, width = 1] = outputShape(node);
    const [top, left, bottom, right] = padding;
    const spread = (part: TfImage, taps: TfTensor): TfTensor => {
      const whole = dilated(tf, tf.transpose(taps, [2, 3, 1, 0]), dilations);
      const [rows = 1, columns = 1, channels = 1, out = 1] = whole.shape;
      const size: [number, number, number, number] = [
        batch,
        height + top + bottom,
        width + left + right,
        channels,
      ];
      const kernel = whole.as4D(rows, columns, channels, out);
      return tf.conv2dTranspose(part, kernel, size, [...strides], 'valid');
    };
    const x = byGroups(tf, groups, image(tf, dy, [0, 0, 0, 0]), filter, spread);
    const kept = [batch, height, width, x.shape[3] ?? 1];
    return channelsFirst(tf, tf.slice(x, [0, top, left, 0], kept));
  },
  maxPool: ({ attributes, outputs }, inputs, { tf }) => {
    const { window, strides, padding, dilations } = attributes;
    if (dilations.some((each) => each !== 1)) throw new Error('No layer pools with dilation');
    const given = image(tf, inputAt(inputs, 0), padding, LOWEST);
    const y = channelsFirst(tf, tf.maxPool(given, [...window], [...strides], 'valid'));
    // Where the winners lie only gradients ask, and those are TensorFlow's own.
    return outputs.map((_, place) => (place === 0 ? y : tf.zeros([0])));
  },
  averagePool: (node, inputs, { tf }) => {
    const { window, strides, padding } = node.attributes;
    const x = inputAt(inputs, 0);
    const [, , height = 1, width = 1] = x.shape;
    const y = channelsFirst(
      tf,
      tf.avgPool(image(tf, x, padding), [...window], [...strides], 'valid'),
    );
    if (padding.every((each) => each === 0)) return y;
    const [, , rows = 1, columns = 1] = outputShape(node);
    const cells = windowCells([height, width], window, strides, padding, [rows, columns]);
    const whole = window[0] * window[1];
    return tf.mul(
      y,
      tf.tensor(
        cells.map((each) => whole / each),
        [1, 1, rows, columns],
      ),
    );
  },
  upsample: (node, inputs, { tf }) => {
    const [down, right] = node.attributes.factors;
    const x = inputAt(inputs, 0);
    const [batch = 1, channels = 1, height = 1, width = 1] = x.shape;
    const apart = tf.reshape(x, [batch * channels, height, 1, width, 1]);
    const repeated = tf.mul(apart, tf.ones([1, 1, down, 1, right]));
    return tf.reshape(repeated, outputShape(node));
  },
} satisfies Partial<OperationTable>;
