import type { Activation } from '../../app/architecture/layer-definition.ts';
import type { LossSettings } from '../../app/architecture/losses.ts';
import { type LayerCase, type MadeUpValues, ROW, spec } from './case-models.ts';
import type { LibraryClass } from './peer-process.ts';

/** One loss with its arguments, here and in Keras. */
export interface LossCase {
  readonly name: string;
  readonly layerCase: LayerCase;
  readonly loss: Partial<LossSettings> & Pick<LossSettings, 'name'>;
  /** A class of `keras.losses` with its arguments; or why there is none. */
  readonly keras: LibraryClass | string;
  /** Whether Keras takes the classes as rows of zeros with a one. */
  readonly oneHot: boolean;
}

type Answer = { readonly classes: number } | { readonly values: MadeUpValues };

/** A model that ends in so many values for this answer. */
function ending(units: number, activation: Activation, answer: Answer): LayerCase {
  const model = spec([
    ['input', 'Input', { shape: [6] }],
    ['hidden', 'Dense', { units: 5, activation: 'tanh' }],
    ['output', 'Dense', { units, activation }],
  ]);
  return { name: 'loss', model, input: ROW, classes: 0, pytorch: false, ...answer };
}

function lossCase(
  layerCase: LayerCase,
  loss: LossCase['loss'],
  keras: LossCase['keras'],
  oneHot = false,
): LossCase {
  const { name, ...settings } = loss;
  const detail = Object.entries(settings).map(([key, value]) => ` ${key} ${value}`);
  const answered = layerCase.values === undefined ? ' of classes' : ' of values';
  return { name: `${name}${answered}${detail.join(',')}`, layerCase, loss, keras, oneHot };
}

const keras = (class_name: string, config: LibraryClass['config'] = {}): LibraryClass => ({
  class_name,
  config,
});

const FOUR = ending(4, 'softmax', { classes: 4 });
const TWO = ending(1, 'sigmoid', { classes: 2 });
const TWO_SCORES = ending(1, 'linear', { classes: 2 });
const FOUR_SCORES = ending(4, 'linear', { classes: 4 });
const SHARES = ending(4, 'softmax', { values: { shape: [4], kind: 'shares' } });
const BITS = ending(3, 'sigmoid', { values: { shape: [3], kind: 'bits' } });
const NUMBERS = ending(3, 'linear', { values: { shape: [3], kind: 'signed' } });
const RATES = ending(3, 'softplus', { values: { shape: [3], kind: 'unit' } });
const NOT_IN_KERAS = 'it has none';

/** At least one case for each loss; a test holds the two against each other. */
export const LOSS_CASES: readonly LossCase[] = [
  lossCase(
    FOUR,
    { name: 'sparse_categorical_crossentropy' },
    keras('SparseCategoricalCrossentropy'),
  ),
  lossCase(
    FOUR,
    { name: 'sparse_categorical_crossentropy', ignoreClass: 2 },
    keras('SparseCategoricalCrossentropy', { ignore_class: 2 }),
  ),
  lossCase(
    FOUR,
    { name: 'categorical_crossentropy', labelSmoothing: 0.2 },
    keras('CategoricalCrossentropy', { label_smoothing: 0.2 }),
    true,
  ),
  lossCase(SHARES, { name: 'categorical_crossentropy' }, keras('CategoricalCrossentropy')),
  lossCase(
    TWO,
    { name: 'binary_crossentropy', labelSmoothing: 0.1 },
    keras('BinaryCrossentropy', { label_smoothing: 0.1 }),
  ),
  lossCase(BITS, { name: 'binary_crossentropy' }, keras('BinaryCrossentropy')),
  lossCase(
    FOUR,
    { name: 'categorical_focal_crossentropy' },
    keras('CategoricalFocalCrossentropy'),
    true,
  ),
  lossCase(
    SHARES,
    { name: 'categorical_focal_crossentropy', gamma: 1.5, alpha: 0.6, labelSmoothing: 0.1 },
    keras('CategoricalFocalCrossentropy', { gamma: 1.5, alpha: 0.6, label_smoothing: 0.1 }),
  ),
  lossCase(TWO, { name: 'binary_focal_crossentropy' }, keras('BinaryFocalCrossentropy')),
  lossCase(
    BITS,
    { name: 'binary_focal_crossentropy', classBalancing: true, alpha: 0.4 },
    keras('BinaryFocalCrossentropy', { apply_class_balancing: true, alpha: 0.4 }),
  ),
  lossCase(NUMBERS, { name: 'mean_squared_error' }, keras('MeanSquaredError')),
  lossCase(FOUR, { name: 'mean_squared_error' }, keras('MeanSquaredError'), true),
  lossCase(NUMBERS, { name: 'mean_absolute_error' }, keras('MeanAbsoluteError')),
  lossCase(
    NUMBERS,
    { name: 'mean_absolute_percentage_error' },
    keras('MeanAbsolutePercentageError'),
  ),
  lossCase(NUMBERS, { name: 'huber', delta: 0.5 }, keras('Huber', { delta: 0.5 })),
  lossCase(NUMBERS, { name: 'log_cosh' }, keras('LogCosh')),
  lossCase(RATES, { name: 'poisson' }, keras('Poisson')),
  lossCase(SHARES, { name: 'kl_divergence' }, keras('KLDivergence')),
  lossCase(NUMBERS, { name: 'cosine_similarity' }, keras('CosineSimilarity')),
  lossCase(TWO_SCORES, { name: 'hinge' }, keras('Hinge')),
  lossCase(TWO_SCORES, { name: 'squared_hinge' }, keras('SquaredHinge')),
  lossCase(FOUR_SCORES, { name: 'categorical_hinge' }, keras('CategoricalHinge'), true),
  lossCase(FOUR_SCORES, { name: 'bayesian_personalized_ranking' }, NOT_IN_KERAS),
  lossCase(FOUR, { name: 'sampled_softmax' }, NOT_IN_KERAS),
];
