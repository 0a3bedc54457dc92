/** A value of the flat vector of inputs; what is absent is 0. @param index of `INPUT_INDEX` */
export function at(inputs: Float64Array, index: number): number {
  return inputs[index] ?? 0;
}
