import {
  add,
  clip,
  logSoftmax,
  multiply,
  negate,
  power,
  subtract,
} from '../operators/elementwise.ts';
import { mean, sum } from '../operators/reduction.ts';
import { binaryCrossEntropy, smoothed } from './cross-entropy.ts';
import { denseTarget, EPSILON, type Loss, lastAxis, logitsOf } from './loss.ts';

/**
 * Cross-entropy that counts less the surer an answer is: α (1 − p)ᵞ of it, class by class. As in
 * Keras, p stays within ε … 1 − ε.
 * @source Lin et al. 2017, arXiv:1708.02002, equation 5
 */
const categoricalFocal: Loss = ({ output, target, settings }) => {
  const { labelSmoothing, gamma, alpha } = settings;
  const logits = logitsOf(output, 'softmax');
  const classes = logits.shape.at(-1) ?? 1;
  const truth = smoothed(denseTarget(output, target), labelSmoothing, classes);
  const unsure = power(subtract(1, clip(output, EPSILON, 1 - EPSILON)), gamma);
  const products = multiply(multiply(truth, logSoftmax(logits)), unsure);
  return multiply(negate(sum(products, lastAxis(products))), alpha);
};

/**
 * The same for one probability each, (1 − p)ᵞ of the binary cross-entropy, p being that of the
 * truth. α weighs only where the classes are balanced: α for 1, 1 − α for 0.
 */
const binaryFocal: Loss = ({ output, target, settings }) => {
  const { labelSmoothing, gamma, alpha, classBalancing } = settings;
  const truth = smoothed(denseTarget(output, target), labelSmoothing, 2);
  const falsehood = subtract(1, truth);
  const wrong = add(multiply(truth, subtract(1, output)), multiply(falsehood, output));
  const factor = power(clip(wrong, EPSILON, 1), gamma);
  const losses = multiply(factor, binaryCrossEntropy(logitsOf(output, 'sigmoid'), truth));
  const weights = add(multiply(truth, alpha), multiply(falsehood, 1 - alpha));
  return mean(classBalancing ? multiply(losses, weights) : losses, lastAxis(losses));
};

export const focalLosses = {
  categorical_focal_crossentropy: categoricalFocal,
  binary_focal_crossentropy: binaryFocal,
} as const satisfies Readonly<Record<string, Loss>>;
