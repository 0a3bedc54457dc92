import type { SampleTarget } from '../dataset/dataset.ts';
import { type AppError, fail, ok, type Result } from '../errors.ts';
import { type Shape, sameShape } from '../shape.ts';
import { findDefinition } from './catalogue.ts';
import type { InferredLayer } from './inferred-layer.ts';
import type { Activation } from './layer-definition.ts';
import { LOSSES, type LossName, type LossSettings } from './losses.ts';
import type { TargetSource } from './model-spec.ts';

/** A loss that is known, with its arguments. */
export interface FittedLoss extends LossSettings {
  readonly name: LossName;
}

/** An output, what it is to answer, and how many classes there are. */
export interface Answer {
  readonly layer: InferredLayer;
  readonly shape: Shape;
  readonly target: SampleTarget;
  readonly source: TargetSource;
  readonly classes: number;
}

/** A shape that an output may have, and what it then has to end in; null for anything. */
interface Ending {
  readonly shape: Shape;
  readonly activation: Activation | null;
}

/** Outputs that a loss compares with a target; none where it has nothing to do with such targets. */
type Rule = (answer: Answer) => readonly Ending[];

/** One number a sample is given as one output. */
const valuesShape = (shape: Shape): Shape => (shape.length === 0 ? [1] : shape);

/** Shares of classes: of the dataset's, or of tokens at every place. */
const shares: Rule = ({ target, classes }) => {
  switch (target.kind) {
    case 'class':
      return [{ shape: [classes], activation: 'softmax' }];
    case 'tokens':
      return [{ shape: [target.length, target.vocabulary], activation: 'softmax' }];
    case 'values':
    case 'boxes':
      return [];
  }
};

/** Shares of classes, which the target may also give as numbers. */
const givenShares: Rule = (answer) => {
  const { target } = answer;
  if (target.kind !== 'values') return shares(answer);
  return (target.shape.at(-1) ?? 1) > 1 ? [{ shape: target.shape, activation: 'softmax' }] : [];
};

/** The probability of the second of two classes, or one of yes or no for each value. */
const probability: Rule = ({ target, classes }) => {
  if (target.kind === 'values') {
    return [{ shape: valuesShape(target.shape), activation: 'sigmoid' }];
  }
  return target.kind === 'class' && classes === 2 ? [{ shape: [1], activation: 'sigmoid' }] : [];
};

const values: Rule = ({ target }) =>
  target.kind === 'values' ? [{ shape: valuesShape(target.shape), activation: null }] : [];

/** Any values, or probabilities of classes, which are compared with 0 and 1. */
const distance: Rule = (answer) =>
  answer.target.kind === 'values' ? values(answer) : [...shares(answer), ...probability(answer)];

/** Any scores: the sign of one decides between two classes. */
const margin: Rule = (answer) => {
  const { target, classes } = answer;
  if (target.kind !== 'class') return values(answer);
  const scores = { shape: [classes], activation: null };
  return classes === 2 ? [{ shape: [1], activation: null }, scores] : [scores];
};

/** Any scores, of which the highest decides. */
const margins: Rule = ({ target, classes }) => {
  if (target.kind === 'class') return [{ shape: [classes], activation: null }];
  const isOneHot = target.kind === 'values' && (target.shape.at(-1) ?? 1) > 1;
  return isOneHot ? [{ shape: target.shape, activation: null }] : [];
};

/** Two scores or more, whatever the target: the first is to be the highest. */
const ranking: Rule = ({ shape }) => [
  { shape: shape.length === 1 && (shape[0] ?? 0) > 1 ? shape : [2], activation: null },
];

/** Shares of classes by a layer whose classes can be computed one by one. */
const sampled: Rule = (answer) => (answer.layer.type === 'Dense' ? shares(answer) : []);

/** For each class a heat map of where its boxes have their centres. */
const centers: Rule = ({ target }) =>
  target.kind === 'boxes'
    ? [{ shape: [target.height, target.width, target.classes], activation: 'sigmoid' }]
    : [];

/** Numbers that are said of boxes at their centres. */
const atCenters: Rule = (answer) => (isOfBoxes(answer.source) ? values(answer) : []);

const isOfBoxes = (source: TargetSource): boolean => source === 'sizes' || source === 'offsets';

const RULES: Readonly<Record<LossName, Rule>> = {
  sparse_categorical_crossentropy: shares,
  categorical_crossentropy: givenShares,
  binary_crossentropy: probability,
  categorical_focal_crossentropy: givenShares,
  binary_focal_crossentropy: probability,
  mean_squared_error: distance,
  mean_absolute_error: distance,
  mean_absolute_percentage_error: values,
  huber: distance,
  log_cosh: distance,
  poisson: values,
  kl_divergence: (answer) => (answer.target.kind === 'values' ? values(answer) : shares(answer)),
  cosine_similarity: values,
  hinge: margin,
  squared_hinge: margin,
  categorical_hinge: margins,
  bayesian_personalized_ranking: ranking,
  sampled_softmax: sampled,
  penalty_reduced_focal: centers,
  center_absolute_error: atCenters,
};

/**
 * The loss of an output: the one chosen, or the one that goes with it.
 * @returns where it does not fit, what is wrong with the output, or the losses that would fit it
 */
export function fitLoss(answer: Answer, settings: LossSettings): Result<FittedLoss> {
  const name = settings.name === 'auto' ? usualLoss(answer) : settings.name;
  const misfit = misfitOf(answer, name);
  if (misfit === null) {
    const error = ignoredBeyond(answer, { ...settings, name });
    return error === null ? ok({ ...settings, name }) : fail(error);
  }
  const fitting = lossesFitting(answer);
  if (settings.name === 'auto' || fitting.length === 0) return fail(misfit);
  return fail({
    code: 'architecture/loss-mismatch',
    layerId: answer.layer.id,
    loss: name,
    fitting,
  });
}

/** A class to ignore that there is not: every target is one of the classes. */
function ignoredBeyond({ shape }: Answer, { name, ignoreClass }: FittedLoss): AppError | null {
  const classes = shape.at(-1) ?? 1;
  if (name !== 'sparse_categorical_crossentropy' || ignoreClass === null) return null;
  if (ignoreClass < classes) return null;
  return {
    code: 'plan/field-invalid',
    field: 'loss.ignoreClass',
    value: String(ignoreClass),
    expected: `integer in [0, ${classes - 1}] | null`,
  };
}

/** Losses that fit an output. */
export function lossesFitting(answer: Answer): readonly LossName[] {
  return LOSSES.filter((name) => misfitOf(answer, name) === null);
}

/** Cross-entropy for classes and tokens, squared error for numbers; for boxes what Objects as Points has. */
function usualLoss({ shape, target, source, classes }: Answer): LossName {
  if (target.kind === 'boxes') return 'penalty_reduced_focal';
  if (isOfBoxes(source)) return 'center_absolute_error';
  if (target.kind === 'values') return 'mean_squared_error';
  const isOne = target.kind === 'class' && classes === 2 && sameShape(shape, [1]);
  return isOne ? 'binary_crossentropy' : 'sparse_categorical_crossentropy';
}

function misfitOf(answer: Answer, name: LossName): AppError | null {
  const { layer, shape } = answer;
  const endings = RULES[name](answer);
  const [first] = endings;
  if (first === undefined) {
    const usual = usualLoss(answer);
    return (name === usual ? null : misfitOf(answer, usual)) ?? unanswered(answer, name);
  }
  const ending = endings.find((each) => sameShape(each.shape, shape));
  if (ending === undefined) {
    const { shape: expected } = first;
    return { code: 'architecture/output-mismatch', layerId: layer.id, expected, actual: shape };
  }
  const actual = finalActivation(layer);
  const { activation: expected } = ending;
  if (expected === null || expected === actual) return null;
  return { code: 'architecture/output-activation', layerId: layer.id, expected, actual };
}

/** A loss that has nothing to do with such targets; the usual one fits. */
function unanswered(answer: Answer, loss: LossName): AppError {
  const fitting = [usualLoss(answer)];
  return { code: 'architecture/loss-mismatch', layerId: answer.layer.id, loss, fitting };
}

/** Activation that a layer ends with; `linear` for layers without one. */
export function finalActivation(layer: InferredLayer): Activation {
  const own = findDefinition(layer.type)?.finalActivation?.(layer.config, layer.inputShapes);
  return own ?? ('activation' in layer.config ? layer.config.activation : 'linear');
}
