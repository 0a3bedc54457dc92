import type { Value } from '../graph.ts';
import type { ModelWeight } from '../model-weights.ts';
import { add, divide, multiply, square, squareRoot, subtract } from '../operators/elementwise.ts';
import { matrixProduct } from '../operators/linear.ts';
import { sum } from '../operators/reduction.ts';
import { adam } from './adam.ts';
import type { UpdateRule } from './optimizer.ts';
import type { OptimizerSettings } from './settings.ts';

/** Keeps a gradient of zeros from being divided by zero. */
const LEAST_NORM = 1e-7;

/**
 * Muon: momentum on the gradient, then made nearly orthogonal by Newton-Schulz iterations, so that
 * the update is as large in every direction. `rmsRate · √(longer side)` brings it to Adam's size.
 * @source Jordan et al. 2024, "Muon: An optimizer for hidden layers"; Liu et al. 2025,
 *   arXiv:2502.16982, §2.2; Keras 3 `Muon`
 */
const orthogonal: UpdateRule = {
  elementwise: false,
  weightDecay: ({ weightDecay }) => weightDecay,
  update: (weight, gradient, { settings, learningRate, moment }) => {
    const { momentum, nesterov, rmsRate } = settings;
    const moved = add(multiply(moment('momentum'), momentum), gradient);
    const direction = nesterov ? add(multiply(moved, momentum), gradient) : moved;
    const scale = rmsRate === null ? 1 : rmsRate * Math.sqrt(Math.max(...weight.shape));
    const move = multiply(orthogonalized(direction, settings), multiply(learningRate, scale));
    return { weight: subtract(weight, move), moments: { momentum: moved } };
  },
};

/** Adam for the weights that Muon leaves alone, with its own decay and learning rate. */
const besides: UpdateRule = {
  elementwise: true,
  weightDecay: ({ adamWeightDecay }) => adamWeightDecay,
  update: (weight, gradient, context) =>
    adam.update(weight, gradient, {
      ...context,
      settings: { ...context.settings, amsgrad: false },
      learningRate: multiply(context.learningRate, context.settings.adamLrRatio),
    }),
};

/**
 * Which rule a weight follows: Muon's are matrices that are no embeddings and whose path holds none
 * of the excluded names. Keras advises to exclude the output layer, but leaves that to its users.
 */
export function muon(
  { name, shape }: Pick<ModelWeight, 'name' | 'shape'>,
  { excludeEmbeddings, excludeLayers }: OptimizerSettings,
): UpdateRule {
  const isEmbedding = excludeEmbeddings && name.toLowerCase().includes('embedding');
  const excluded = (excludeLayers ?? '').split(',').map((part) => part.trim());
  const isExcluded = excluded.some((part) => part !== '' && name.includes(part));
  return shape.length === 2 && !isEmbedding && !isExcluded ? orthogonal : besides;
}

/**
 * U · S · Vᵀ turned into about U · Vᵀ, all singular values to within 0.7 and 1.2: the usual quintic is
 * steep at 0, and near 1 it stays near 1. The product on the shorter side is the smaller one; it is
 * symmetric, so it may stand on either side.
 */
function orthogonalized(x: Value, { nsSteps, muonA, muonB, muonC }: OptimizerSettings): Value {
  const [rows = 1, columns = 1] = x.shape;
  const tall = rows > columns;
  let y = divide(x, add(squareRoot(sum(square(x))), LEAST_NORM));
  for (let step = 0; step < nsSteps; step += 1) {
    const square = matrixProduct(y, y, { transposeLeft: tall, transposeRight: !tall });
    const inner = add(multiply(square, muonB), matrixProduct(multiply(square, muonC), square));
    const outer = tall ? matrixProduct(y, inner) : matrixProduct(inner, y);
    y = add(multiply(y, muonA), outer);
  }
  return y;
}
