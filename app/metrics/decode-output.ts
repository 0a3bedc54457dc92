import type { FittedRecipe } from '../dataset/recipe.ts';
import type { Prediction } from './evaluation.ts';

/** Classes told with their probability at the most. */
const TOLD_CLASSES = 10;

/**
 * A model's output for one row in words: the likeliest class with probabilities, or the value in
 * the target's unit.
 * @param output [classes] probabilities, [1] the second of two classes' probability, or [1] a
 *               standardised value
 */
export function decodeOutput(output: Float32Array, target: FittedRecipe['target']): Prediction {
  if (target.kind === 'standardize') {
    return { value: (output[0] ?? Number.NaN) * target.stddev + target.mean };
  }
  const probabilities = classProbabilities(output)
    .map((probability, label) => ({ label: target.classes[label] ?? String(label), probability }))
    .sort((left, right) => right.probability - left.probability)
    .slice(0, TOLD_CLASSES);
  const [best] = probabilities;
  return { label: best?.label, probability: best?.probability, probabilities };
}

/** What a row's target says, in the same words as `decodeOutput`. */
export function decodeTarget(value: number, target: FittedRecipe['target']): string {
  return target.kind === 'standardize'
    ? String(value * target.stddev + target.mean)
    : (target.classes[value] ?? String(value));
}

function classProbabilities(output: Float32Array): number[] {
  const second = output[0];
  return output.length === 1 && second !== undefined ? [1 - second, second] : [...output];
}
