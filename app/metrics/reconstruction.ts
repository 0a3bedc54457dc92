/** How far a sample is from what a model gives back of it: the mean of the squared differences, as its loss usually is. */
export function reconstructionError(
  sample: ArrayLike<number>,
  reconstruction: ArrayLike<number>,
): number {
  let sum = 0;
  for (let at = 0; at < sample.length; at += 1) {
    sum += ((sample[at] ?? Number.NaN) - (reconstruction[at] ?? Number.NaN)) ** 2;
  }
  return sum / sample.length;
}
