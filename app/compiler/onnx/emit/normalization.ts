import { elementCount, type Shape } from '../../../shape.ts';
import type { Node } from '../../graph.ts';
import type { GraphWriter } from '../graph-writer.ts';
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
    /** Numbers that one channel has. */
    count: elementCount(shape) / (shape[axis] ?? 1),
  };
}

export const normalizationEmitters = {
  batchNormalization: (node, inputs, writer) => {
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
