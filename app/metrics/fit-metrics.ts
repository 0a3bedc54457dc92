import type { FittedModel, FittedOutput } from '../architecture/fits-dataset.ts';
import { fail, ok, type Result } from '../errors.ts';
import { elementCount } from '../shape.ts';
import { AUC_BINS } from './binned-auc.ts';
import type { Measure } from './measures.ts';
import { AUTO_METRICS, METRICS, type MetricName, type MetricSettings } from './metric-names.ts';

/**
 * What an output's answers are: the probability of the second of two classes, or scores of several;
 * tokens, one after the other; yes or no to each of several questions; shares; values; a ranking; or boxes,
 * which are measured when all of a split are found.
 */
export type AnswerKind =
  | 'two-classes'
  | 'classes'
  | 'tokens'
  | 'yes-no'
  | 'shares'
  | 'values'
  | 'ranking'
  | 'boxes';

/** A metric of the model's first output. */
export interface FittedMetric extends Measure {
  readonly name: MetricName;
  readonly answers: AnswerKind;
  readonly k: number;
  readonly threshold: number;
}

/** One class against the rest, for each: more than so many would be measured longer than trained. */
const MOST_CURVES = 64;

const COUNTS: readonly MetricName[] = ['precision', 'recall', 'f1'];
const MACRO: readonly MetricName[] = ['precision/macro', 'recall/macro', 'f1/macro'];
const CURVES: readonly MetricName[] = ['auc', 'auc/pr'];
const ERRORS: readonly MetricName[] = ['mse', 'mae', 'rmse'];

export function answerKind({ shape, target, loss }: FittedOutput): AnswerKind {
  if (loss.name === 'bayesian_personalized_ranking') return 'ranking';
  switch (target.kind) {
    case 'tokens':
      return 'tokens';
    case 'class':
      return shape.at(-1) === 1 ? 'two-classes' : 'classes';
    case 'values':
      if (loss.name.startsWith('binary_')) return 'yes-no';
      return loss.name.startsWith('categorical_') ? 'shares' : 'values';
    case 'boxes':
      return 'boxes';
  }
}

/** Metrics that say something of an output, in the order in which they are offered. */
export function fittingMetrics(output: FittedOutput): readonly MetricName[] {
  const fitting = new Set(fittingOf(answerKind(output), output));
  return METRICS.filter((name) => fitting.has(name));
}

function fittingOf(answers: AnswerKind, { shape }: FittedOutput): readonly MetricName[] {
  const width = shape.at(-1) ?? 1;
  switch (answers) {
    case 'two-classes':
      return ['accuracy', ...COUNTS, ...MACRO, ...CURVES];
    case 'classes':
      return [
        'accuracy',
        'accuracy/top-k',
        ...MACRO,
        'perplexity',
        ...(width === 2 ? COUNTS : []),
        ...(width <= MOST_CURVES ? CURVES : []),
      ];
    case 'tokens':
      return ['accuracy', 'accuracy/top-k', 'perplexity'];
    case 'yes-no':
      return ['accuracy', ...COUNTS, ...CURVES, ...ERRORS];
    case 'shares':
      return ['accuracy', 'accuracy/top-k', ...ERRORS, 'cosine-similarity'];
    case 'values':
      return [...ERRORS, 'r2', ...(width > 1 ? (['cosine-similarity'] as const) : [])];
    case 'ranking':
      return ['accuracy'];
    case 'boxes':
      return [];
  }
}

const USUAL: Readonly<Record<AnswerKind, readonly MetricName[]>> = {
  'two-classes': ['accuracy'],
  classes: ['accuracy'],
  tokens: ['accuracy', 'perplexity'],
  'yes-no': ['accuracy'],
  shares: ['accuracy'],
  values: ['mae'],
  ranking: ['accuracy'],
  boxes: [],
};

/**
 * The metrics that a plan asks for, or those that go with the model's first output.
 * @returns `plan/field-invalid` naming the first that says nothing of it, and those that would
 */
export function fitMetrics(
  { outputs: [output] }: Pick<FittedModel, 'outputs'>,
  { names, k, threshold }: MetricSettings,
): Result<readonly FittedMetric[]> {
  const answers = answerKind(output);
  const fitting = fittingMetrics(output);
  const wrong = names.find((name) => !fitting.includes(name));
  if (wrong !== undefined) {
    const expected = fitting.join(' | ');
    return fail({ code: 'plan/field-invalid', field: 'metrics', value: wrong, expected });
  }
  const chosen = names.length === 0 ? USUAL[answers] : names;
  return ok(
    chosen.map((name) => ({
      name,
      kind: name,
      tag: name === 'accuracy/top-k' ? `accuracy/top-${k}` : name,
      width: widthOf(name, answers, output),
      answers,
      k,
      threshold,
    })),
  );
}

/** The metrics that go with the model's first output. */
export function usualMetrics(model: Pick<FittedModel, 'outputs'>): readonly FittedMetric[] {
  const fitted = fitMetrics(model, AUTO_METRICS);
  if (!fitted.ok) throw new Error('What goes with an output fits it');
  return fitted.value;
}

/** Numbers in a metric's sums. */
function widthOf(name: MetricName, answers: AnswerKind, { shape }: FittedOutput): number {
  const width = shape.at(-1) ?? 1;
  switch (name) {
    case 'precision':
    case 'recall':
    case 'f1':
      return 3;
    case 'precision/macro':
    case 'recall/macro':
    case 'f1/macro':
      return 3 * Math.max(2, width);
    case 'auc':
    case 'auc/pr':
      return 2 * AUC_BINS * (answers === 'classes' && width > 2 ? width : 1);
    case 'r2':
      return 4 * elementCount(shape);
    default:
      return 2;
  }
}
