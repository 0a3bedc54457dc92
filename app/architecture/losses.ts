import type { Fields } from '../field.ts';

/**
 * Losses by the names of Keras 3's functions, and some that it lacks: Bayesian personalised ranking,
 * sampled softmax, and two of centre-point detectors.
 */
export const LOSSES = [
  'sparse_categorical_crossentropy',
  'categorical_crossentropy',
  'binary_crossentropy',
  'categorical_focal_crossentropy',
  'binary_focal_crossentropy',
  'mean_squared_error',
  'mean_absolute_error',
  'mean_absolute_percentage_error',
  'huber',
  'log_cosh',
  'poisson',
  'kl_divergence',
  'cosine_similarity',
  'hinge',
  'squared_hinge',
  'categorical_hinge',
  'bayesian_personalized_ranking',
  'sampled_softmax',
  'penalty_reduced_focal',
  'center_absolute_error',
] as const;
export type LossName = (typeof LOSSES)[number];

/** `auto` is the loss that goes with the model's output and what is to be answered. */
export const LOSS_CHOICES = ['auto', ...LOSSES] as const;

/** A loss and its arguments; each loss reads its own and leaves the others. */
export interface LossSettings {
  readonly name: (typeof LOSS_CHOICES)[number];
  /** Cross-entropies: share of the truth that is spread over all classes. */
  readonly labelSmoothing: number;
  /**
   * Sparse categorical cross-entropy: a class whose places count for nothing, in the loss and in what
   * training measures, such as padding; null for none.
   */
  readonly ignoreClass: number | null;
  /** Huber: size of error from which on it counts linearly. */
  readonly delta: number;
  /** Focal: how much less a sample counts the surer its answer is. */
  readonly gamma: number;
  /** Focal: weight of the cross-entropy; for two classes that of the second, where balancing. */
  readonly alpha: number;
  /** Binary focal: whether `alpha` and 1 − `alpha` weigh the two classes. */
  readonly classBalancing: boolean;
  /** Sampled softmax: wrong classes drawn for each step. */
  readonly negatives: number;
}

/** Keras' defaults where Keras has one. */
export const AUTO_LOSS: LossSettings = {
  name: 'auto',
  labelSmoothing: 0,
  ignoreClass: null,
  delta: 1,
  gamma: 2,
  alpha: 0.25,
  classBalancing: false,
  negatives: 64,
};

export const LOSS_FIELDS = {
  name: { kind: 'choice', choices: LOSS_CHOICES },
  labelSmoothing: { kind: 'number', minimum: 0, below: 1 },
  ignoreClass: { kind: 'integer', minimum: 0, maximum: 100_000_000, default: null },
  delta: { kind: 'number', above: 0, maximum: 1_000_000 },
  gamma: { kind: 'number', minimum: 0, maximum: 100 },
  alpha: { kind: 'number', minimum: 0, maximum: 1 },
  classBalancing: { kind: 'boolean' },
  negatives: { kind: 'integer', minimum: 1, maximum: 1_000_000 },
} as const satisfies Fields & Record<keyof LossSettings, unknown>;

/** Arguments that a loss reads. */
export const LOSS_ARGUMENTS: Readonly<
  Partial<Record<LossSettings['name'], readonly Exclude<keyof LossSettings, 'name'>[]>>
> = {
  auto: ['labelSmoothing', 'ignoreClass'],
  sparse_categorical_crossentropy: ['labelSmoothing', 'ignoreClass'],
  categorical_crossentropy: ['labelSmoothing'],
  binary_crossentropy: ['labelSmoothing'],
  categorical_focal_crossentropy: ['labelSmoothing', 'gamma', 'alpha'],
  binary_focal_crossentropy: ['labelSmoothing', 'gamma', 'classBalancing', 'alpha'],
  huber: ['delta'],
  sampled_softmax: ['negatives'],
  penalty_reduced_focal: ['gamma'],
};
