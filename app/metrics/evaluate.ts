import type { Split } from '../dataset/dataset.ts';
import { randomStream } from '../random.ts';
import { classificationMeasure, countConfusion } from './classification.ts';
import { type DetectedBoxes, detectionMeasure } from './detection.ts';
import type { ConfusionMatrix, Evaluation } from './evaluation.ts';
import { bootstrapIntervals, wilsonInterval } from './intervals.ts';
import { equalWeights, type Measure, ownWeights, weightedMean } from './measure.ts';
import { type OutputReading, TOLD_AS_MEASURED } from './output-reading.ts';
import { regressionMeasure } from './regression.ts';
import { classProbabilities, predictedLabels, type ScoredClasses } from './scored-classes.ts';
import {
  TRANSLATION_WIDTH,
  type TranslatedTexts,
  translationMeasure,
} from './translation/translation.ts';

/** A model's answers for all rows of a split, as the engine's `scored` event brings them. */
export interface ScoredOutputs {
  /** [rows × width], flat: class probabilities (one value: the second class'), standardised values, or boxes. */
  readonly outputs: Float32Array;
  readonly width: number;
  readonly reading: OutputReading;
  /** Labels, standardised values, or boxes; as many a row as there are in each. */
  readonly targets: Float32Array;
  /** What was measured with the outputs: stands where these tell no better. */
  readonly measured: Readonly<Record<string, number>>;
  /** Times the row's weight, where there are some. */
  readonly losses: Float32Array;
  /** How much each row counts; null where all count alike. */
  readonly weights: Float32Array | null;
  /** Label order; empty for regression. */
  readonly classes: readonly string[];
  /** Of the classes, what the loss ignores; left out where all count. */
  readonly ignoredClass?: number | undefined;
  /** Undoes the standardisation of regression targets: value × stddev + mean. */
  readonly targetScale: { readonly mean: number; readonly stddev: number } | null;
  /** What was translated, and how people did; null for other tasks. */
  readonly texts: TranslatedTexts | null;
  readonly split: Split;
  /** ISO 8601. */
  readonly evaluatedAt: string;
}

/** Values that all resamples together may read, so that big splits end in about a second too. */
const BOOTSTRAP_BUDGET = 2e7;
const MINIMUM_RESAMPLES = 100;
const MAXIMUM_RESAMPLES = 1000;
/** Sums in float32 differ by less. */
const SAME_LOSS = 1e-3;

/** Every measure of the outputs with its 95 % interval; equal outputs give equal intervals. */
export function evaluateOutputs(scored: ScoredOutputs): Evaluation {
  const steps = evaluationSteps(scored);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * `evaluateOutputs` in steps of a few milliseconds for ten thousand rows, a second or so in all: a host that must
 * keep answering takes a breath between them.
 */
export function* evaluationSteps(all: ScoredOutputs): Generator<void, Evaluation> {
  const scored = countedRows(all);
  const rows = scored.losses.length;
  const classes = scored.reading === 'class' ? scoredClasses(scored) : null;
  const ofRows = classes === null ? valuesMeasure(scored) : classificationMeasure(classes);
  const taskMeasure = scored.weights === null ? ofRows : ownWeights(ofRows, scored.weights);
  const losses = Float64Array.from(scored.losses);
  const measure: Measure = (weights) => ({
    loss: weightedMean(losses, weights),
    ...taskMeasure(weights),
  });

  const told = measure(equalWeights(rows));
  const metrics = TOLD_AS_MEASURED.includes(scored.reading)
    ? { ...told, ...scored.measured }
    : { ...scored.measured, ...told };
  const resampled = yield* bootstrapIntervals(
    measure,
    rows,
    resampleCount(rows, classes?.classes ?? costOfRow(scored)),
    randomStream(0, `bootstrap/${scored.split}`).nextBelow,
  );
  // Of places in rows, losses are measured together: a mean of the rows' own is another number.
  const { loss: lossOfRows = 0 } = told;
  const { loss: wholeLoss = lossOfRows } = metrics;
  const isOfRows = Math.abs(lossOfRows - wholeLoss) <= SAME_LOSS * Math.abs(lossOfRows);
  const { loss: lossInterval, ...others } = resampled;
  const intervals =
    isOfRows && lossInterval !== undefined ? { ...others, loss: lossInterval } : others;
  // Of rows that count unequally, and of the tokens of rows, accuracy is no share of successes among rows.
  const isShare = scored.weights === null && classes !== null;
  const accuracy = isShare ? metrics.accuracy : undefined;
  return {
    split: scored.split,
    rows,
    metrics,
    intervals:
      accuracy === undefined
        ? intervals
        : { ...intervals, accuracy: wilsonInterval(Math.round(accuracy * rows), rows) },
    confusion: classes === null ? null : confusionMatrix(classes, scored.classes),
    evaluatedAt: scored.evaluatedAt,
  };
}

/**
 * What was scored without the rows of the class that the loss ignores, which count in no measure; all of it
 * where nothing would be left.
 */
function countedRows(scored: ScoredOutputs): ScoredOutputs {
  const { ignoredClass = null, targets, outputs, losses, weights, width } = scored;
  if (ignoredClass === null) return scored;
  const counted = Int32Array.from(targets.keys()).filter((row) => targets[row] !== ignoredClass);
  if (counted.length === 0) return scored;
  const taken = (values: Float32Array, each = 1): Float32Array => {
    const kept = new Float32Array(counted.length * each);
    counted.forEach((row, place) => {
      kept.set(values.subarray(row * each, (row + 1) * each), place * each);
    });
    return kept;
  };
  return {
    ...scored,
    targets: taken(targets),
    outputs: taken(outputs, width),
    losses: taken(losses),
    weights: weights && taken(weights),
  };
}

/** Numbers that are told as they are have been measured with the outputs. */
function valuesMeasure(scored: ScoredOutputs): Measure {
  if (scored.texts !== null) return translationMeasure(scored.texts);
  if (scored.reading === 'boxes') return detectionMeasure(detectedBoxes(scored));
  return scored.reading === 'value' ? regressionMeasure(scoredValues(scored)) : () => ({});
}

function scoredClasses({ outputs, width, targets, classes }: ScoredOutputs): ScoredClasses {
  const probabilities = classProbabilities(outputs, width);
  const labels = Int32Array.from(targets);
  if (probabilities.classes !== classes.length || labels.some((label) => !(label in classes))) {
    throw new Error(`Outputs ${width} wide, or labels, do not fit ${classes.length} classes`);
  }
  return { ...probabilities, labels };
}

function detectedBoxes({ losses, targets, outputs, classes }: ScoredOutputs): DetectedBoxes {
  return { rows: losses.length, truths: targets, found: outputs, classes };
}

function scoredValues({ outputs, targets, targetScale }: ScoredOutputs) {
  const { mean, stddev } = targetScale ?? { mean: 0, stddev: 1 };
  const inUnit = (value: number) => value * stddev + mean;
  return {
    predicted: Float64Array.from(outputs, inUnit),
    actual: Float64Array.from(targets, inUnit),
  };
}

function confusionMatrix(scored: ScoredClasses, names: readonly string[]): ConfusionMatrix {
  const { labels, classes } = scored;
  const counts = countConfusion(
    labels,
    predictedLabels(scored),
    classes,
    equalWeights(labels.length),
  );
  return {
    classes: names,
    counts: names.map((_, actual) =>
      Array.from(counts.subarray(actual * classes, (actual + 1) * classes)),
    ),
  };
}

/** Numbers of one row that a resample reads. */
function costOfRow({ reading, width, texts }: ScoredOutputs): number {
  if (texts !== null) return TRANSLATION_WIDTH;
  return reading === 'boxes' ? width : 1;
}

function resampleCount(rows: number, width: number): number {
  const affordable = Math.floor(BOOTSTRAP_BUDGET / (rows * width));
  return Math.min(MAXIMUM_RESAMPLES, Math.max(MINIMUM_RESAMPLES, affordable));
}
