import { typeText, type Value } from '../graph.ts';

export interface LayerNormalized {
  readonly y: Value;
  /** [rows, 1]. */
  readonly mean: Value;
  /** 1 / √(variance + epsilon), [rows, 1]. */
  readonly inverse: Value;
}

/** Normalises every row of a matrix by its own mean and variance; `gamma` and `beta` are one row. */
export function layerNormalization(
  x: Value,
  gamma: Value,
  beta: Value,
  epsilon: number,
): LayerNormalized {
  const [rows, width] = x.shape;
  for (const vector of [gamma, beta]) {
    if (x.shape.length !== 2 || vector.shape.length !== 1 || vector.shape[0] !== width) {
      throw new Error(`${typeText(vector)} does not scale the rows of ${typeText(x)}`);
    }
  }
  const perRow = { dtype: x.dtype, shape: [rows ?? 1, 1] };
  const [y, mean, inverse] = x.graph.append('layerNormalization', [x, gamma, beta], { epsilon }, [
    x,
    perRow,
    perRow,
  ]);
  if (!y || !mean || !inverse) throw new Error('layerNormalization has three outputs');
  return { y, mean, inverse };
}

/** Gradients of x, gamma and beta. */
export function layerNormalizationGradient(
  dy: Value,
  x: Value,
  gamma: Value,
  { mean, inverse }: Pick<LayerNormalized, 'mean' | 'inverse'>,
  epsilon: number,
): readonly [dx: Value, dgamma: Value, dbeta: Value] {
  const [dx, dgamma, dbeta] = dy.graph.append(
    'layerNormalizationGradient',
    [dy, x, gamma, mean, inverse],
    { epsilon },
    [x, gamma, gamma],
  );
  if (!dx || !dgamma || !dbeta) throw new Error('layerNormalizationGradient has three outputs');
  return [dx, dgamma, dbeta];
}
