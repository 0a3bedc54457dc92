/** What an epoch has added up so far, as checkpoints hold it. */
export interface SampleSums {
  readonly samples: number;
  /** Metric value × samples, summed, by metric name. */
  readonly sums: Readonly<Record<string, number>>;
}

export const NO_SUMS: SampleSums = { samples: 0, sums: {} };

/**
 * Adds the steps of one call, in order: how steps are cut into calls never changes the sum.
 * @param values    mean over the batch for each step, by metric name
 * @param batchSize samples of each step
 */
export function addSteps(
  { samples, sums }: SampleSums,
  values: Readonly<Record<string, Float32Array>>,
  batchSize: number,
): SampleSums {
  const added: Record<string, number> = {};
  let steps = 0;
  for (const [name, series] of Object.entries(values)) {
    let sum = sums[name] ?? 0;
    for (const value of series) sum += value * batchSize;
    added[name] = sum;
    steps = series.length;
  }
  return { samples: samples + steps * batchSize, sums: added };
}

/** Means over all samples seen, by metric name. */
export function sampleMeans({ samples, sums }: SampleSums): Record<string, number> {
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / samples]));
}
