import type { OptimizerSettings } from '../../app/compiler/optimizers/settings.ts';
import type { LibraryClass } from './peer-process.ts';

/** One optimiser with its settings here, in Keras and in PyTorch. */
export interface OptimizerCase {
  readonly name: string;
  readonly settings: Partial<OptimizerSettings> & Pick<OptimizerSettings, 'optimizer'>;
  readonly keras: LibraryClass;
  /** Or in what its definition differs from Keras', which Hearth follows. */
  readonly pytorch: LibraryClass | string;
}

const keras = (class_name: string, config: LibraryClass['config']) => ({ class_name, config });
const pytorch = keras;

const ABSENT = 'it has none';
const SCHEDULES = 'its schedules are no part of its optimisers';
const CLIPPING = 'its users clip gradients themselves';
const ADAM_EPSILON =
  'epsilon stands beside the corrected root, in Keras beside the uncorrected one';

/** At least one case for each optimiser; a test holds the two against each other. */
export const OPTIMIZER_CASES: readonly OptimizerCase[] = [
  {
    name: 'SGD',
    settings: { optimizer: 'sgd', learningRate: 0.05 },
    keras: keras('SGD', { learning_rate: 0.05 }),
    pytorch: pytorch('SGD', { lr: 0.05 }),
  },
  {
    name: 'SGD with momentum',
    settings: { optimizer: 'sgd', learningRate: 0.02, momentum: 0.9 },
    keras: keras('SGD', { learning_rate: 0.02, momentum: 0.9 }),
    // Its velocity leaves the learning rate out; with one that stays the same, that is no difference.
    pytorch: pytorch('SGD', { lr: 0.02, momentum: 0.9 }),
  },
  {
    name: 'SGD with Nesterov momentum',
    settings: { optimizer: 'sgd', learningRate: 0.02, momentum: 0.9, nesterov: true },
    keras: keras('SGD', { learning_rate: 0.02, momentum: 0.9, nesterov: true }),
    pytorch: pytorch('SGD', { lr: 0.02, momentum: 0.9, nesterov: true }),
  },
  {
    name: 'Adam',
    settings: { optimizer: 'adam', learningRate: 0.01 },
    keras: keras('Adam', { learning_rate: 0.01 }),
    pytorch: ADAM_EPSILON,
  },
  {
    name: 'Adam with a vanishing epsilon',
    settings: { optimizer: 'adam', learningRate: 0.01, epsilon: 1e-14 },
    keras: keras('Adam', { learning_rate: 0.01, epsilon: 1e-14 }),
    pytorch: pytorch('Adam', { lr: 0.01, eps: 1e-14 }),
  },
  {
    name: 'Adam with other betas and a large epsilon',
    settings: { optimizer: 'adam', learningRate: 0.02, beta1: 0.8, beta2: 0.99, epsilon: 1e-3 },
    keras: keras('Adam', { learning_rate: 0.02, beta_1: 0.8, beta_2: 0.99, epsilon: 1e-3 }),
    pytorch: ADAM_EPSILON,
  },
  {
    name: 'Adam with AMSGrad',
    settings: { optimizer: 'adam', learningRate: 0.02, beta2: 0.9, epsilon: 1e-14, amsgrad: true },
    keras: keras('Adam', { learning_rate: 0.02, beta_2: 0.9, epsilon: 1e-14, amsgrad: true }),
    pytorch: pytorch('Adam', { lr: 0.02, betas: [0.9, 0.9], eps: 1e-14, amsgrad: true }),
  },
  {
    name: 'AdamW',
    settings: { optimizer: 'adamw', learningRate: 0.01 },
    keras: keras('AdamW', { learning_rate: 0.01 }),
    pytorch: ADAM_EPSILON,
  },
  {
    name: 'AdamW with strong weight decay',
    settings: { optimizer: 'adamw', learningRate: 0.02, weightDecay: 0.5, epsilon: 1e-14 },
    keras: keras('AdamW', { learning_rate: 0.02, weight_decay: 0.5, epsilon: 1e-14 }),
    pytorch: pytorch('AdamW', { lr: 0.02, weight_decay: 0.5, eps: 1e-14 }),
  },
  {
    name: 'Nadam',
    settings: { optimizer: 'nadam', learningRate: 0.01 },
    keras: keras('Nadam', { learning_rate: 0.01 }),
    // Its momentum approaches β₁ 250 times as slowly unless told otherwise.
    pytorch: pytorch('NAdam', { lr: 0.01, eps: 1e-7, momentum_decay: 1 }),
  },
  {
    name: 'Adamax',
    settings: { optimizer: 'adamax', learningRate: 0.01, epsilon: 1e-14 },
    keras: keras('Adamax', { learning_rate: 0.01, epsilon: 1e-14 }),
    pytorch: pytorch('Adamax', { lr: 0.01, eps: 1e-14 }),
  },
  {
    name: 'SGD with weight decay',
    settings: { optimizer: 'sgd', learningRate: 0.05, weightDecay: 0.2 },
    keras: keras('SGD', { learning_rate: 0.05, weight_decay: 0.2 }),
    // It adds the decay to the gradient, which without momentum is the same.
    pytorch: pytorch('SGD', { lr: 0.05, weight_decay: 0.2 }),
  },
  {
    name: 'RMSprop',
    settings: { optimizer: 'rmsprop', learningRate: 0.005, epsilon: 1e-14 },
    keras: keras('RMSprop', { learning_rate: 0.005, epsilon: 1e-14 }),
    pytorch: pytorch('RMSprop', { lr: 0.005, alpha: 0.9, eps: 1e-14 }),
  },
  {
    name: 'RMSprop, centred, with momentum',
    settings: {
      optimizer: 'rmsprop',
      learningRate: 0.005,
      rho: 0.8,
      momentum: 0.7,
      centered: true,
      epsilon: 1e-4,
    },
    keras: keras('RMSprop', {
      learning_rate: 0.005,
      rho: 0.8,
      momentum: 0.7,
      centered: true,
      epsilon: 1e-4,
    }),
    pytorch: 'epsilon stands beside the root, in Keras below it',
  },
  {
    name: 'Adagrad',
    settings: { optimizer: 'adagrad', learningRate: 0.05, epsilon: 1e-14 },
    keras: keras('Adagrad', { learning_rate: 0.05, epsilon: 1e-14 }),
    pytorch: pytorch('Adagrad', { lr: 0.05, initial_accumulator_value: 0.1, eps: 1e-14 }),
  },
  {
    name: 'Adadelta',
    settings: { optimizer: 'adadelta', learningRate: 0.9, rho: 0.9, epsilon: 1e-6 },
    keras: keras('Adadelta', { learning_rate: 0.9, rho: 0.9, epsilon: 1e-6 }),
    pytorch: pytorch('Adadelta', { lr: 0.9, rho: 0.9, eps: 1e-6 }),
  },
  {
    name: 'Lion',
    settings: { optimizer: 'lion', learningRate: 0.003 },
    keras: keras('Lion', { learning_rate: 0.003 }),
    pytorch: ABSENT,
  },
  {
    name: 'Muon',
    settings: { optimizer: 'muon', learningRate: 0.01 },
    keras: keras('Muon', { learning_rate: 0.01 }),
    pytorch: 'its Muon takes matrices only',
  },
  {
    name: 'Muon without the output layer, nor Nesterov, and with a slower Adam',
    settings: {
      optimizer: 'muon',
      learningRate: 0.02,
      nesterov: false,
      nsSteps: 3,
      muonA: 3,
      muonB: -3.2,
      muonC: 1.2,
      rmsRate: null,
      weightDecay: 0.1,
      adamLrRatio: 0.5,
      adamWeightDecay: 0.3,
      excludeLayers: 'layer4',
    },
    keras: keras('Muon', {
      learning_rate: 0.02,
      nesterov: false,
      ns_steps: 3,
      muon_a: 3,
      muon_b: -3.2,
      muon_c: 1.2,
      rms_rate: null,
      weight_decay: 0.1,
      adam_lr_ratio: 0.5,
      adam_weight_decay: 0.3,
      exclude_layers: ['layer4'],
    }),
    pytorch: 'its Muon takes matrices only',
  },
  {
    name: 'Adam on gradients clipped by norm',
    settings: { optimizer: 'adam', learningRate: 0.02, epsilon: 0.1, clipNorm: 0.2 },
    keras: keras('Adam', { learning_rate: 0.02, epsilon: 0.1, clipnorm: 0.2 }),
    pytorch: CLIPPING,
  },
  {
    name: 'SGD on gradients clipped by their global norm',
    settings: { optimizer: 'sgd', learningRate: 0.05, momentum: 0.9, globalClipNorm: 0.3 },
    keras: keras('SGD', { learning_rate: 0.05, momentum: 0.9, global_clipnorm: 0.3 }),
    pytorch: CLIPPING,
  },
  {
    name: 'SGD on gradients clipped by value',
    settings: { optimizer: 'sgd', learningRate: 0.05, clipValue: 0.05 },
    keras: keras('SGD', { learning_rate: 0.05, clipvalue: 0.05 }),
    pytorch: CLIPPING,
  },
  {
    name: 'Nadam on gradients summed up over three steps, with weight decay',
    settings: { optimizer: 'nadam', learningRate: 0.02, weightDecay: 0.1, accumulationSteps: 3 },
    keras: keras('Nadam', {
      learning_rate: 0.02,
      weight_decay: 0.1,
      gradient_accumulation_steps: 3,
    }),
    pytorch: 'its users sum up gradients themselves',
  },
  {
    name: 'SGD along a cosine after a warm-up',
    settings: {
      optimizer: 'sgd',
      learningRate: 0.1,
      momentum: 0.9,
      schedule: {
        kind: 'cosine',
        decaySteps: 12,
        alpha: 0.1,
        warmupSteps: 4,
        initialLearningRate: 0.01,
      },
    },
    keras: keras('SGD', {
      learning_rate: {
        class_name: 'CosineDecay',
        config: {
          initial_learning_rate: 0.01,
          decay_steps: 12,
          alpha: 0.1,
          warmup_target: 0.1,
          warmup_steps: 4,
        },
      },
      momentum: 0.9,
    }),
    pytorch: SCHEDULES,
  },
  {
    name: 'AdamW whose rate falls in steps, on gradients summed up over three',
    settings: {
      optimizer: 'adamw',
      learningRate: 0.05,
      accumulationSteps: 3,
      schedule: {
        kind: 'piecewise-constant',
        boundaries: [5, 11],
        values: [0.02, 0.001],
        warmupSteps: 0,
        initialLearningRate: 0,
      },
    },
    keras: keras('AdamW', {
      learning_rate: {
        class_name: 'PiecewiseConstantDecay',
        config: { boundaries: [5, 11], values: [0.05, 0.02, 0.001] },
      },
      gradient_accumulation_steps: 3,
    }),
    pytorch: SCHEDULES,
  },
];
