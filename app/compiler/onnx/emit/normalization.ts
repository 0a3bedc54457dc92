import { elementCount, type Shape } from '../../../shape.ts';
import type { Node } from '../../graph.ts';
import { float, type GraphWriter } from '../graph-writer.ts';
import { reducedInStages } from '../reduce-in-stages.ts';
import { type EmitterTable, nameAt, shapeOf } from './emitter.ts';

type Normalization = Node<'batchNormalization' | 'batchNormalizationGradient'>;

/** What both directions need: shorthand for nodes, and sums and vectors along the channels. */
function alongChannels(node: Normalization, writer: GraphWriter) {
  const shape: Shape = shapeOf(node);
  const { axis, epsilon } = node.attributes;
  const others = shape.map((_, each) => each).filter((each) => each !== axis);
  const stretched = writer.integers(shape.slice(axis).map((size, at) => (at === 0 ? size : 1)));
  const op = (type: string, ...inputs: readonly string[]) => writer.node(type, inputs);
  const number = (value: number) => writer.constant([value], 'float32', []);
  return {
    op,
    number,
    /** A vector, shaped so that it broadcasts over the image. */
    stretch: (vector: string) => op('Reshape', vector, stretched),
    mean: (x: string) =>
      reducedInStages(x, others, shape.length, writer, (tensor, axes) =>
        writer.node('ReduceMean', [tensor], { axes, keepdims: 0 }),
      ),
    deviation: (variance: string) => op('Sqrt', op('Add', variance, number(epsilon))),
    channels: shape[axis] ?? 1,
    /** Numbers that one channel has. */
    count: elementCount(shape) / (shape[axis] ?? 1),
  };
}

/** Images of one batch: a library's kernel behind the operator takes no more. */
const MOST_IMAGES = 65_535;

/**
 * Whether the runtime's own operator, which normalises by statistics that it is given, writes the
 * sums over: where a node costs more than its numbers, it stands for six. It wants the channels
 * behind the batch.
 */
function isFused(node: Normalization, { execution }: GraphWriter): boolean {
  const [images = 1] = shapeOf(node);
  const starts = execution.provider === 'cuda' || execution.provider === 'webgpu';
  return starts && node.attributes.axis === 1 && images <= MOST_IMAGES;
}

/** γ · (x − mean) / √(variance + ε) + β, in one node. */
function normalizer({ attributes: { epsilon } }: Normalization, writer: GraphWriter) {
  return (x: string, gamma: string, beta: string, mean: string, variance: string) =>
    writer.node('BatchNormalization', [x, gamma, beta, mean, variance], {
      epsilon: float(epsilon),
    });
}

/** Seven nodes: two means of two stages each, centring, squaring, and the rest. */
function fusedForward(node: Normalization, inputs: readonly string[], writer: GraphWriter) {
  const { op, stretch, mean, channels } = alongChannels(node, writer);
  const [x, gamma, beta] = [nameAt(inputs, 0), nameAt(inputs, 1), nameAt(inputs, 2)];
  const means = mean(x);
  const centred = op('Sub', x, stretch(means));
  const variance = mean(op('Mul', centred, centred));
  const zeros = writer.filled(0, [channels]);
  return [
    normalizer(node, writer)(centred, gamma, beta, zeros, variance),
    means,
    variance,
    centred,
  ];
}

/** Eleven nodes: sums over dy and dy · centred, what follows of them for a channel, and dx. */
function fusedGradient(node: Normalization, inputs: readonly string[], writer: GraphWriter) {
  const { op, stretch, mean, channels, count } = alongChannels(node, writer);
  const [dy, centred] = [nameAt(inputs, 0), nameAt(inputs, 1)];
  const [variance, gamma] = [nameAt(inputs, 2), nameAt(inputs, 3)];
  const normalized = normalizer(node, writer);
  const zeros = writer.filled(0, [channels]);
  /** A vector over the deviation, times a number. */
  const scaled = (vector: string, factor: number) => {
    const row = writer.node('Reshape', [vector, writer.integers([1, channels])]);
    const found = normalized(row, writer.filled(factor, [channels]), zeros, zeros, variance);
    return writer.node('Reshape', [found, writer.integers([channels])]);
  };
  const level = mean(dy);
  const dgamma = scaled(mean(op('Mul', dy, centred)), count);
  const along = op('Mul', centred, stretch(scaled(dgamma, 1 / count)));
  const dx = normalized(op('Sub', dy, along), gamma, zeros, level, variance);
  return [dx, dgamma, op('Mul', level, writer.constant([count], 'float32', []))];
}

export const normalizationEmitters = {
  batchNormalization: (node, inputs, writer) => {
    if (isFused(node, writer)) return fusedForward(node, inputs, writer);
    const { op, stretch, mean, deviation } = alongChannels(node, writer);
    const [x, gamma, beta] = [nameAt(inputs, 0), nameAt(inputs, 1), nameAt(inputs, 2)];
    const means = mean(x);
    // Centred before squaring: E[x²] − E[x]² loses all digits where the mean is large.
    const centred = op('Sub', x, stretch(means));
    const variance = mean(op('Mul', centred, centred));
    const scaled = op('Mul', centred, stretch(op('Div', gamma, deviation(variance))));
    return [op('Add', scaled, stretch(beta)), means, variance, centred];
  },
  batchNormalizationGradient: (node, inputs, writer) => {
    if (isFused(node, writer)) return fusedGradient(node, inputs, writer);
    const { op, number, stretch, mean, deviation, count } = alongChannels(node, writer);
    const [dy, centred] = [nameAt(inputs, 0), nameAt(inputs, 1)];
    const [variance, gamma] = [nameAt(inputs, 2), nameAt(inputs, 3)];
    const inverse = op('Reciprocal', deviation(variance));
    const level = mean(dy);
    const slope = op('Mul', mean(op('Mul', dy, centred)), inverse);
    const along = op('Mul', centred, stretch(op('Mul', slope, inverse)));
    const residual = op('Sub', op('Sub', dy, stretch(level)), along);
    const dx = op('Mul', residual, stretch(op('Mul', gamma, inverse)));
    return [dx, op('Mul', slope, number(count)), op('Mul', level, number(count))];
  },
} satisfies Partial<EmitterTable>;
