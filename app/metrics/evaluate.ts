import type { Split } from '../dataset/dataset.ts';
import { randomStream } from '../random.ts';
import {
  classificationMeasure,
  countConfusion,
  predictedLabels,
  type ScoredClasses,
} from './classification.ts';
import type { ConfusionMatrix, Evaluation } from './evaluation.ts';
import { bootstrapIntervals, wilsonInterval } from './intervals.ts';
import { at, type Measure, weightedMean } from './measure.ts';
import { regressionMeasure } from './regression.ts';

/** A model's answers for all rows of a split, as the engine's `scored` event brings them. */
export interface ScoredOutputs {
  /** [rows × width], flat: class probabilities (one value: the second class'), or standardised values. */
  readonly outputs: Float32Array;
  readonly width: number;
  /** Labels, or standardised values. */
  readonly targets: Float32Array;
  readonly losses: Float32Array;
  /** Label order; empty for regression. */
  readonly classes: readonly string[];
  /** Undoes the standardisation of regression targets: value × stddev + mean. */
  readonly targetScale: { readonly mean: number; readonly stddev: number } | null;
  readonly split: Split;
  /** ISO 8601. */
  readonly evaluatedAt: string;
}

/** Values that all resamples together may read, so that big splits end in about a second too. */
const BOOTSTRAP_BUDGET = 5e7;
const MINIMUM_RESAMPLES = 100;
const MAXIMUM_RESAMPLES = 1000;

/** Every measure of the outputs with its 95 % interval; equal outputs give equal intervals. */
export function evaluateOutputs(scored: ScoredOutputs): Evaluation {
  const rows = scored.targets.length;
  const classes = scored.classes.length === 0 ? null : scoredClasses(scored);
  const taskMeasure =
    classes === null ? regressionMeasure(scoredValues(scored)) : classificationMeasure(classes);
  const measure: Measure = (weights) => ({
    loss: weightedMean(scored.losses, weights),
    ...taskMeasure(weights),
  });

  const everyRowOnce = new Uint8Array(rows).fill(1);
  const metrics = measure(everyRowOnce);
  const stream = randomStream(0, `bootstrap/${scored.split}`);
  const intervals = bootstrapIntervals(
    measure,
    rows,
    resampleCount(rows, classes?.classes ?? 1),
    stream.nextBelow,
  );
  const { accuracy } = metrics;
  return {
    split: scored.split,
    rows,
    metrics,
    intervals:
      accuracy === undefined
        ? intervals
        : { ...intervals, accuracy: wilsonInterval(Math.round(accuracy * rows), rows) },
    confusion: classes === null ? null : confusionMatrix(classes, scored.classes, everyRowOnce),
    evaluatedAt: scored.evaluatedAt,
  };
}

/** Probabilities of every class: a single output is the second of two classes'. */
export function classProbabilities(
  outputs: Float32Array,
  width: number,
): { readonly probabilities: Float32Array; readonly classes: number } {
  if (width > 1) return { probabilities: outputs, classes: width };
  const probabilities = new Float32Array(outputs.length * 2);
  for (const [row, probability] of outputs.entries()) {
    probabilities[2 * row] = 1 - probability;
    probabilities[2 * row + 1] = probability;
  }
  return { probabilities, classes: 2 };
}

function scoredClasses({ outputs, width, targets, classes }: ScoredOutputs): ScoredClasses {
  const probabilities = classProbabilities(outputs, width);
  if (probabilities.classes !== classes.length) {
    throw new Error(`Outputs ${width} wide do not fit ${classes.length} classes`);
  }
  return { ...probabilities, labels: Int32Array.from(targets) };
}

function scoredValues({ outputs, targets, targetScale }: ScoredOutputs) {
  const { mean, stddev } = targetScale ?? { mean: 0, stddev: 1 };
  const inUnit = (value: number) => value * stddev + mean;
  return {
    predicted: Float64Array.from(outputs, inUnit),
    actual: Float64Array.from(targets, inUnit),
  };
}

function confusionMatrix(
  scored: ScoredClasses,
  classes: readonly string[],
  weights: Uint8Array,
): ConfusionMatrix {
  return {
    classes,
    counts: countConfusion(scored.labels, predictedLabels(scored), scored.classes, weights),
  };
}

function resampleCount(rows: number, width: number): number {
  const affordable = Math.floor(BOOTSTRAP_BUDGET / (rows * width));
  return Math.min(MAXIMUM_RESAMPLES, Math.max(MINIMUM_RESAMPLES, affordable));
}
