/** Of fewer values, a sample would take longer than it saves. */
const FEWEST_SAMPLED = 600;

/**
 * Brings the value of a rank to its place, smaller ones before it and larger ones behind.
 * @param values in any order between `first` and `last`, both included
 * @param rank   between the two
 * @source Floyd & Rivest, "Algorithm 489: the algorithm SELECT", 1975: values of a sample around the rank come first
 */
export function placeRank(values: Float64Array, first: number, last: number, rank: number): void {
  let [low, high] = [first, last];
  while (low < high) {
    if (high - low > FEWEST_SAMPLED) placeSampled(values, low, high, rank);
    const pivot = values[rank] ?? 0;
    let left = low;
    let right = high;
    while (left <= right) {
      while ((values[left] ?? pivot) < pivot) left += 1;
      while ((values[right] ?? pivot) > pivot) right -= 1;
      if (left > right) break;
      const moved = values[left] ?? 0;
      values[left] = values[right] ?? 0;
      values[right] = moved;
      left += 1;
      right -= 1;
    }
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else return;
  }
}

/** Places the rank's share among values around it, so that what stands there then is close to what belongs there. */
function placeSampled(values: Float64Array, low: number, high: number, rank: number): void {
  const count = high - low + 1;
  const place = rank - low + 1;
  const logarithm = Math.log(count);
  const size = 0.5 * Math.exp((2 * logarithm) / 3);
  const spread = 0.5 * Math.sqrt((logarithm * size * (count - size)) / count);
  const margin = place < count / 2 ? -spread : spread;
  const from = Math.max(low, Math.floor(rank - (place * size) / count + margin));
  const to = Math.min(high, Math.floor(rank + ((count - place) * size) / count + margin));
  placeRank(values, from, to, rank);
}
