/** What models said of rows that they had not trained on. */
export interface OutOfFoldClasses {
  /** Class that each row is given as. */
  readonly labels: Int32Array;
  /** [rows × classes], flat; each row sums to 1. */
  readonly probabilities: Float32Array;
  readonly classes: number;
}

/** A row whose label its model doubts. */
export interface DoubtedLabel {
  /** Place among the rows that were given. */
  readonly at: number;
  readonly suggested: number;
  /** Of the suggested class. */
  readonly probability: number;
  /** Of the class that it is given as. */
  readonly givenProbability: number;
}

export interface ConfidentLabels {
  /** Mean probability of each class among the rows that are given as it; null where there are none. */
  readonly thresholds: readonly (number | null)[];
  /** Rows whose label is doubted, by the margin of the suggested class over the given. */
  readonly doubted: readonly DoubtedLabel[];
}

/**
 * Finds labels that are likely wrong. A row counts as confidently of a class where that class's probability reaches
 * the mean that the class has among its own rows; of several such classes the likeliest. A row that is confidently
 * of another class than it is given as, and likelier so, is doubted.
 * @source Northcutt, Jiang, Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels", JAIR 70, 2021,
 * §3.1 (confident joint), §3.2 (rows off its diagonal, ranked by normalized margin)
 */
export function confidentLabels(said: OutOfFoldClasses): ConfidentLabels {
  const { labels, probabilities, classes } = said;
  const thresholds = selfConfidence(said);
  const doubted: DoubtedLabel[] = [];
  for (const [at, given] of labels.entries()) {
    const of = probabilities.subarray(at * classes, (at + 1) * classes);
    let suggested = -1;
    for (const [label, probability] of of.entries()) {
      const threshold = thresholds[label] ?? null;
      if (threshold === null || probability < threshold) continue;
      if (suggested < 0 || probability > (of[suggested] ?? 0)) suggested = label;
    }
    const probability = of[suggested] ?? 0;
    const givenProbability = of[given] ?? 0;
    if (suggested < 0 || suggested === given || probability <= givenProbability) continue;
    doubted.push({ at, suggested, probability, givenProbability });
  }
  const margin = (row: DoubtedLabel) => row.probability - row.givenProbability;
  doubted.sort((left, right) => margin(right) - margin(left) || left.at - right.at);
  return { thresholds, doubted };
}

function selfConfidence({ labels, probabilities, classes }: OutOfFoldClasses) {
  const sums = new Float64Array(classes);
  const rows = new Float64Array(classes);
  for (const [at, given] of labels.entries()) {
    sums[given] = (sums[given] ?? 0) + (probabilities[at * classes + given] ?? 0);
    rows[given] = (rows[given] ?? 0) + 1;
  }
  return Array.from(sums, (sum, label) => {
    const count = rows[label] ?? 0;
    return count === 0 ? null : sum / count;
  });
}
