import { binsOf, QUANTILE_FRACTIONS, type Spread } from './profile.ts';

/** What numbers are like, from how often each comes; null where there are none. */
export function spreadOfCounts(counted: readonly (readonly [number, number])[]): Spread | null {
  const counts = counted.toSorted(([a], [b]) => a - b);
  const first = counts.at(0);
  const last = counts.at(-1);
  if (first === undefined || last === undefined) return null;
  const [minimum, maximum] = [first[0], last[0]];
  let total = 0;
  let sum = 0;
  for (const [value, count] of counts) {
    total += count;
    sum += value * count;
  }
  const mean = sum / total;
  const squares = counts.reduce((all, [value, count]) => all + count * (value - mean) ** 2, 0);
  const whole = counts.every(([value]) => Number.isInteger(value));
  const { start, width, bins } = binsOf(minimum, maximum, whole);
  const inBins = new Array<number>(bins).fill(0);
  for (const [value, count] of counts) {
    const bin = Math.max(0, Math.min(bins - 1, Math.floor((value - start) / width)));
    inBins[bin] = (inBins[bin] ?? 0) + count;
  }
  return {
    minimum,
    mean,
    maximum,
    stddev: Math.sqrt(squares / total),
    quantiles: quantilesOf(counts, total),
    histogram: { start, width, counts: inBins },
  };
}

/** Interpolated linearly at position (n − 1)p. */
function quantilesOf(counts: readonly (readonly [number, number])[], total: number): number[] {
  const valueAt = (place: number) => {
    let passed = 0;
    for (const [value, count] of counts) {
      passed += count;
      if (place < passed) return value;
    }
    return counts.at(-1)?.[0] ?? Number.NaN;
  };
  return QUANTILE_FRACTIONS.map((fraction) => {
    const position = (total - 1) * fraction;
    const low = Math.floor(position);
    const below = valueAt(low);
    return below + (valueAt(Math.min(total - 1, low + 1)) - below) * (position - low);
  });
}
