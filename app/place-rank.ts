/**
 * Brings the value of a rank to its place, smaller ones before it and larger ones behind.
 * @param values in any order between `first` and `last`, both included
 * @param rank   between the two
 * @source Hoare, "Algorithm 65: find", 1961; the middle of three as pivot
 */
export function placeRank(values: Float64Array, first: number, last: number, rank: number): void {
  let [low, high] = [first, last];
  while (low < high) {
    const pivot = middle(values[low] ?? 0, values[(low + high) >>> 1] ?? 0, values[high] ?? 0);
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

function middle(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
