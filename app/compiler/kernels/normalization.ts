import type { NormalizationAttributes } from '../operators/attributes.ts';
import { at, emptyTensor, forEachIndex, inputAt, type KernelTable, type Tensor } from './tensor.ts';

/** Means over all axes but `axis`, of a number for each place of the tensor. */
function channelMeans(
  { shape }: Tensor,
  { axis }: NormalizationAttributes,
  numberAt: (position: number, channel: number) => number,
): Tensor {
  const means = emptyTensor([shape[axis] ?? 1]);
  const share = means.data.length / shape.reduce((product, size) => product * size, 1);
  forEachIndex(shape, (index, position) => {
    const channel = index[axis] ?? 0;
    means.data[channel] = at(means, channel) + share * numberAt(position, channel);
  });
  return means;
}

/** A tensor like this one, of a number for each place. */
function mapped(
  { shape }: Tensor,
  { axis }: NormalizationAttributes,
  numberAt: (position: number, channel: number) => number,
): Tensor {
  const result = emptyTensor(shape);
  forEachIndex(shape, (index, position) => {
    result.data[position] = numberAt(position, index[axis] ?? 0);
  });
  return result;
}

export const normalizationKernels = {
  batchNormalization: ({ attributes }, inputs) => {
    const [x, gamma, beta] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
    const mean = channelMeans(x, attributes, (place) => at(x, place));
    const centred = mapped(x, attributes, (place, channel) => at(x, place) - at(mean, channel));
    const variance = channelMeans(x, attributes, (place) => at(centred, place) ** 2);
    const y = mapped(x, attributes, (place, channel) => {
      const deviation = Math.sqrt(at(variance, channel) + attributes.epsilon);
      return (at(gamma, channel) * at(centred, place)) / deviation + at(beta, channel);
    });
    return [y, mean, variance, centred];
  },
  batchNormalizationGradient: ({ attributes }, inputs) => {
    const [dy, centred, variance, gamma] = [0, 1, 2, 3].map((place) => inputAt(inputs, place));
    if (!dy || !centred || !variance || !gamma) return [];
    const count = dy.data.length / gamma.data.length;
    const inverse = variance.data.map((each) => 1 / Math.sqrt(each + attributes.epsilon));
    const meanDy = channelMeans(dy, attributes, (place) => at(dy, place));
    const slope = channelMeans(
      dy,
      attributes,
      (place, channel) => at(dy, place) * at(centred, place) * (inverse[channel] ?? 0),
    );
    const dx = mapped(dy, attributes, (place, channel) => {
      const scale = inverse[channel] ?? 0;
      const along = at(centred, place) * scale * at(slope, channel);
      return at(gamma, channel) * scale * (at(dy, place) - at(meanDy, channel) - along);
    });
    const total = ({ shape, data }: Tensor): Tensor => ({
      shape,
      data: data.map((each) => each * count),
    });
    return [dx, total(slope), total(meanDy)];
  },
} satisfies Partial<KernelTable>;
