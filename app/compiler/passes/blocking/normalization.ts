import { elementCount } from '../../../shape.ts';
import type { Node, Value } from '../../graph.ts';
import { blockedAffine, blockedDot } from '../../operators/blocked.ts';
import { add, multiply, negate, power } from '../../operators/elementwise.ts';
import { mean, sum } from '../../operators/reduction.ts';

/** All but the channels. */
const OTHERS = [0, 2, 3];

/** Numbers that one channel of an image has. */
const countOf = (image: Value, channels: Value): number =>
  elementCount(image.shape) / elementCount(channels.shape);

export function ones({ graph, shape }: Value): Value {
  return graph.constant(new Float32Array(elementCount(shape)).fill(1), 'float32', shape);
}

/** In few nodes: they are many, and each costs as much as its work on some thousand numbers. */
const inverseDeviation = (variance: Value, epsilon: number): Value =>
  power(add(variance, epsilon), -0.5);

/** In passes over the image: one for the mean, one to centre, one for the variance, one to scale and shift. */
export function blockBatchNormalization(
  node: Node<'batchNormalization'>,
  [x, gamma, beta]: readonly [Value, Value, Value],
): readonly [y: Value, mean: Value, variance: Value, centred: Value] {
  const means = mean(x, OTHERS);
  const centred = blockedAffine(x, ones(means), { shift: negate(means) });
  const variance = blockedDot(centred, centred, 1 / countOf(x, gamma));
  const scale = multiply(gamma, inverseDeviation(variance, node.attributes.epsilon));
  return [blockedAffine(centred, scale, { shift: beta }), means, variance, centred];
}

/** In passes: one for each of two sums, two that scale, shift and add. */
export function blockBatchNormalizationGradient(
  node: Node<'batchNormalizationGradient'>,
  [dy, centred, variance, gamma]: readonly [Value, Value, Value, Value],
): readonly [dx: Value, dgamma: Value, dbeta: Value] {
  const share = 1 / countOf(dy, gamma);
  const inverse = inverseDeviation(variance, node.attributes.epsilon);
  const dbeta = sum(dy, OTHERS);
  const dgamma = multiply(blockedDot(dy, centred), inverse);
  const scale = multiply(gamma, inverse);
  const withShare = multiply(scale, -share);
  const levelled = blockedAffine(centred, multiply(withShare, multiply(dgamma, inverse)), {
    shift: multiply(withShare, dbeta),
  });
  return [blockedAffine(dy, scale, { addend: levelled }), dgamma, dbeta];
}
