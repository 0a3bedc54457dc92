import { typeText, type Value } from '../graph.ts';
import type { NormalizationAttributes } from './attributes.ts';

export interface BatchNormalized {
  readonly y: Value;
  readonly mean: Value;
  readonly variance: Value;
  /** What the gradient needs of x. */
  readonly centred: Value;
}

/** Normalises every channel by its own mean and variance; `gamma` and `beta` are vectors over channels. */
export function batchNormalization(
  x: Value,
  gamma: Value,
  beta: Value,
  attributes: NormalizationAttributes,
): BatchNormalized {
  const channels = x.shape[attributes.axis];
  for (const vector of [gamma, beta]) {
    if (vector.shape.length !== 1 || vector.shape[0] !== channels)
      throw new Error(
        `${typeText(vector)} does not scale axis ${attributes.axis} of ${typeText(x)}`,
      );
  }
  const [y, mean, variance, centred] = x.graph.append(
    'batchNormalization',
    [x, gamma, beta],
    attributes,
    [x, gamma, gamma, x],
  );
  if (!y || !mean || !variance || !centred) throw new Error('batchNormalization has four outputs');
  return { y, mean, variance, centred };
}

export interface BatchNormalizationGradients {
  readonly dx: Value;
  readonly dgamma: Value;
  readonly dbeta: Value;
}

export function batchNormalizationGradient(
  dy: Value,
  { centred, variance }: Pick<BatchNormalized, 'centred' | 'variance'>,
  gamma: Value,
  attributes: NormalizationAttributes,
): BatchNormalizationGradients {
  const [dx, dgamma, dbeta] = dy.graph.append(
    'batchNormalizationGradient',
    [dy, centred, variance, gamma],
    attributes,
    [dy, gamma, gamma],
  );
  if (!dx || !dgamma || !dbeta) throw new Error('batchNormalizationGradient has three outputs');
  return { dx, dgamma, dbeta };
}
