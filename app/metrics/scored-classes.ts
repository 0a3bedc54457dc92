/** Class probabilities [rows × classes], flat, and the true label of each row. */
export interface ScoredClasses {
  readonly probabilities: Float32Array;
  readonly labels: Int32Array;
  readonly classes: number;
}

/** Probabilities of every class: a single output is the second of two classes'. */
export function classProbabilities(
  outputs: Float32Array,
  width: number,
): { readonly probabilities: Float32Array; readonly classes: number } {
  if (width > 1) return { probabilities: outputs, classes: width };
  const probabilities = new Float32Array(outputs.length * 2);
  for (const [row, probability] of outputs.entries()) {
    probabilities[2 * row] = 1 - probability;
    probabilities[2 * row + 1] = probability;
  }
  return { probabilities, classes: 2 };
}

/** The most probable class of each row; the first of equals. */
export function predictedLabels({ probabilities, labels, classes }: ScoredClasses): Int32Array {
  return Int32Array.from(labels, (_, row) => {
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    return own.reduce((best, value, label) => (value > (own[best] ?? 0) ? label : best), 0);
  });
}
