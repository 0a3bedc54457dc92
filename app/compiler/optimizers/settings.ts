import type { Schedule } from '../schedules/schedule.ts';

/** Keras' identifiers; AMSGrad is Adam or AdamW with `amsgrad`. */
export const OPTIMIZERS = [
  'adam',
  'adamw',
  'nadam',
  'adamax',
  'sgd',
  'rmsprop',
  'adagrad',
  'adadelta',
  'lion',
  'muon',
] as const;
export type OptimizerName = (typeof OPTIMIZERS)[number];

/** As their papers write them, in every language. */
export const OPTIMIZER_TITLES: Readonly<Record<OptimizerName, string>> = {
  adam: 'Adam',
  adamw: 'AdamW',
  nadam: 'Nadam',
  adamax: 'Adamax',
  sgd: 'SGD',
  rmsprop: 'RMSprop',
  adagrad: 'Adagrad',
  adadelta: 'Adadelta',
  lion: 'Lion',
  muon: 'Muon',
};

/** The fields of a run plan that decide an update; named as in `RunPlan`, after Keras' arguments. */
export interface OptimizerSettings {
  readonly optimizer: OptimizerName;
  readonly learningRate: number;
  /** Share of every weight that is taken off at an update, times the learning rate; null for none. */
  readonly weightDecay: number | null;
  readonly momentum: number;
  readonly nesterov: boolean;
  /** Of Adam and its kin; with Muon, of the weights that it leaves to Adam. */
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly amsgrad: boolean;
  readonly rho: number;
  readonly centered: boolean;
  readonly initialAccumulatorValue: number;
  /** Newton-Schulz iterations. */
  readonly nsSteps: number;
  /** Coefficients of one of them: `a · x + b · x³ + c · x⁵` of each singular value. */
  readonly muonA: number;
  readonly muonB: number;
  readonly muonC: number;
  /** Brings Muon's updates to the size of Adam's; null leaves them as they are. */
  readonly rmsRate: number | null;
  readonly adamLrRatio: number;
  readonly adamWeightDecay: number | null;
  readonly excludeEmbeddings: boolean;
  /** Names separated by commas: weights whose path holds one of them are left to Adam. */
  readonly excludeLayers: string | null;
  /** Largest norm of a weight's gradient; at most one of the three is not null. */
  readonly clipNorm: number | null;
  /** Largest norm of all gradients together. */
  readonly globalClipNorm: number | null;
  /** Largest size of any number of a gradient. */
  readonly clipValue: number | null;
  /** Whether a decaying average of the weights is what the model is used with. */
  readonly useEma: boolean;
  readonly emaMomentum: number;
  readonly schedule: Schedule | null;
  /** Steps, of a batch each, whose mean gradient makes one update. */
  readonly accumulationSteps: number;
}

/**
 * What each optimiser draws on besides its name, with Keras' defaults; what it does not list, it
 * does not use.
 * @source Keras 3.15, the signatures in keras/src/optimizers
 */
export const HYPERPARAMETERS = {
  adam: {
    learningRate: 0.001,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-7,
    amsgrad: false,
    weightDecay: null,
  },
  adamw: {
    learningRate: 0.001,
    weightDecay: 0.004,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-7,
    amsgrad: false,
  },
  nadam: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: null },
  adamax: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: null },
  sgd: { learningRate: 0.01, momentum: 0, nesterov: false, weightDecay: null },
  rmsprop: {
    learningRate: 0.001,
    rho: 0.9,
    momentum: 0,
    epsilon: 1e-7,
    centered: false,
    weightDecay: null,
  },
  adagrad: {
    learningRate: 0.001,
    initialAccumulatorValue: 0.1,
    epsilon: 1e-7,
    weightDecay: null,
  },
  adadelta: { learningRate: 0.001, rho: 0.95, epsilon: 1e-7, weightDecay: null },
  lion: { learningRate: 0.001, beta1: 0.9, beta2: 0.99, weightDecay: null },
  muon: {
    learningRate: 0.001,
    momentum: 0.95,
    nesterov: true,
    nsSteps: 5,
    muonA: 3.4445,
    muonB: -4.775,
    muonC: 2.0315,
    rmsRate: 0.2,
    weightDecay: 0.004,
    adamLrRatio: 1,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-7,
    adamWeightDecay: 0.004,
    excludeEmbeddings: true,
    excludeLayers: null,
  },
} as const satisfies Readonly<Record<OptimizerName, Partial<OptimizerSettings>>>;

/** Adam as Keras has it; fields that it does not use stand at the defaults of one that does. */
export const DEFAULT_OPTIMIZER_SETTINGS: OptimizerSettings = {
  optimizer: 'adam',
  learningRate: 0.001,
  weightDecay: null,
  momentum: 0,
  nesterov: false,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  amsgrad: false,
  rho: 0.9,
  centered: false,
  initialAccumulatorValue: 0.1,
  nsSteps: 5,
  muonA: 3.4445,
  muonB: -4.775,
  muonC: 2.0315,
  rmsRate: 0.2,
  adamLrRatio: 1,
  adamWeightDecay: 0.004,
  excludeEmbeddings: true,
  excludeLayers: null,
  clipNorm: null,
  globalClipNorm: null,
  clipValue: null,
  useEma: false,
  emaMomentum: 0.99,
  accumulationSteps: 1,
  schedule: null,
};
