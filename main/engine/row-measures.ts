import type { RowInputs } from './row-source.ts';

/**
 * How far the model's outputs for some rows are from right, summed over them.
 * @param outputs [rows × width]: probabilities of classes (of the second one where width is 1), or values
 * @param hasClasses whether the rows have class labels
 * @returns right answers (`accuracy`), or absolute errors in the outputs' own unit (`mae`)
 */
export function measureRows(
  outputs: Float32Array,
  width: number,
  { target, indices }: RowInputs,
  hasClasses: boolean,
): number {
  let sum = 0;
  indices.forEach((row, at) => {
    const actual = Number(target.data[row]);
    const output = outputs.subarray(at * width, (at + 1) * width);
    sum += hasClasses
      ? Number(predictedClass(output) === actual)
      : Math.abs((output[0] ?? Number.NaN) - actual);
  });
  return sum;
}

/** The class with the highest probability, the first of equals; one output is the second class' probability. */
function predictedClass(output: Float32Array): number {
  if (output.length === 1) return (output[0] ?? 0) > 0.5 ? 1 : 0;
  let best = 0;
  for (let at = 1; at < output.length; at += 1) {
    if ((output[at] ?? 0) > (output[best] ?? 0)) best = at;
  }
  return best;
}
