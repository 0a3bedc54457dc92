import type { FittedModel, FittedOutput } from '../architecture/fits-dataset.ts';
import { gridShape } from '../boxes/center-grid.ts';
import type { Shape } from '../shape.ts';
import { answerKind, type FittedMetric, fitMetrics, fittingMetrics } from './fit-metrics.ts';
import type { MetricSettings } from './metric-names.ts';

/**
 * What is read in an output: probabilities of the dataset's classes, the one number that is its
 * target, tokens, of which the likeliest is told at every place, boxes, or numbers that are told as they are.
 */
export const OUTPUT_READINGS = ['class', 'value', 'tokens', 'boxes', 'values'] as const;
export type OutputReading = (typeof OUTPUT_READINGS)[number];

export function readingOf(output: FittedOutput): OutputReading {
  const kind = answerKind(output);
  if (kind === 'two-classes' || kind === 'classes') return 'class';
  if (kind === 'tokens' || kind === 'boxes') return kind;
  const { source, target } = output;
  const isOne = kind === 'values' && source === 'target' && target.kind === 'values';
  return isOne && target.shape.length === 0 ? 'value' : 'values';
}

/** What is read behind where centres are, in this order. */
export const BOX_SOURCES = ['sizes', 'offsets'] as const;

/** Shape of what is read of a model, for one sample. */
export function readingShape({ outputs, target }: Pick<FittedModel, 'outputs' | 'target'>): Shape {
  const [output] = outputs;
  const isBoxes = output.source === 'target' && target.kind === 'boxes';
  return isBoxes ? gridShape(target) : output.shape;
}

/** Readings whose metrics come from the graph. */
export const TOLD_AS_MEASURED: readonly OutputReading[] = ['tokens', 'values'];

/**
 * What evaluation measures in the graph: what the plan asks for, or all that says something of an
 * output that is not measured from its values afterwards.
 */
export function evaluationMetrics(
  output: FittedOutput,
  settings: MetricSettings,
): readonly FittedMetric[] {
  const isMeasuredAfterwards = !TOLD_AS_MEASURED.includes(readingOf(output));
  const classes = output.shape.at(-1) ?? 1;
  const all = fittingMetrics(output).filter(
    (name) => name !== 'accuracy/top-k' || settings.k < classes,
  );
  const names = settings.names.length > 0 || isMeasuredAfterwards ? settings.names : all;
  const fitted = fitMetrics({ outputs: [output] }, { ...settings, names });
  return fitted.ok ? fitted.value : [];
}
