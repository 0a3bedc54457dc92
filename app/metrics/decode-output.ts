import type { FittedTarget } from '../dataset/recipe.ts';
import type { Prediction } from './evaluation.ts';
import type { OutputReading } from './output-reading.ts';

/** Classes told with their probability at the most. */
const TOLD_CLASSES = 10;
/** Values told in one line at the most. */
const TOLD_VALUES = 6;

/**
 * A model's output for one row in words: the likeliest class with probabilities, the value in the
 * target's unit, or all values as they are.
 * @param output [classes] probabilities, [1] the second of two classes' probability, [1] a
 *               standardised value, or values
 */
export function decodeOutput(
  output: Float32Array,
  reading: OutputReading,
  target: FittedTarget,
): Prediction {
  if (reading === 'values') return { values: [...output] };
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
export function decodeTarget(
  values: Float32Array,
  reading: OutputReading,
  target: FittedTarget,
): string {
  if (reading === 'values') return valuesText(values);
  const [value = Number.NaN] = values;
  return target.kind === 'standardize'
    ? String(value * target.stddev + target.mean)
    : (target.classes[value] ?? String(value));
}

/** The first of some values, in brackets. */
export function valuesText(values: ArrayLike<number>): string {
  const told = Array.from({ length: Math.min(TOLD_VALUES, values.length) }, (_, place) =>
    String(Number((values[place] ?? Number.NaN).toPrecision(4))),
  );
  return `[${[...told, ...(values.length > TOLD_VALUES ? ['…'] : [])].join(', ')}]`;
}

function classProbabilities(output: Float32Array): number[] {
  const second = output[0];
  return output.length === 1 && second !== undefined ? [1 - second, second] : [...output];
}
