/**
 * Quantiles of values, each `sorted[floor(level · (n − 1))]`, without sorting all of them: they are parted around one
 * wanted place after another (Hoare 1961, "Find"). The order of `values` changes.
 * @param levels in [0, 1], ascending
 * @returns a quantile for each level; empty where there are no values
 */
export function takeQuantiles(values: Float64Array, levels: readonly number[]): readonly number[] {
  if (values.length === 0) return [];
  const places = levels.map((level) => Math.floor(level * (values.length - 1)));
  partAll(values, 0, values.length - 1, places);
  return places.map((place) => values[place] ?? Number.NaN);
}

/** The middle place first, so that the others are looked for in a part of the values only. */
function partAll(values: Float64Array, first: number, last: number, places: readonly number[]) {
  const half = places.length >>> 1;
  const place = places[half];
  if (place === undefined) return;
  part(values, first, last, place);
  partAll(values, first, place, places.slice(0, half));
  partAll(values, place, last, places.slice(half + 1));
}

/** Afterwards the value at `place` is where sorting would put it, smaller ones before it and larger ones behind. */
function part(values: Float64Array, first: number, last: number, place: number): void {
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
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else return;
  }
}

function middle(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
