/**
 * The likeliest token at every place.
 * @param shares [places × vocabulary], flat
 * @returns [places]
 */
export function likeliestTokens(shares: Float32Array, places: number): Float32Array {
  const vocabulary = shares.length / places;
  return Float32Array.from({ length: places }, (_, place) =>
    likeliest(shares.subarray(place * vocabulary, (place + 1) * vocabulary)),
  );
}

/** Place of the largest value, of equal ones the first. */
export function likeliest(values: Float32Array): number {
  let best = 0;
  for (let at = 1; at < values.length; at += 1) {
    if ((values[at] ?? 0) > (values[best] ?? 0)) best = at;
  }
  return best;
}
