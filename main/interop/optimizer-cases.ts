import type { OptimizerSettings } from '../../app/compiler/optimizers/optimizer.ts';

/** An optimiser as a library names it: its class and the arguments that make it. */
export interface LibraryOptimizer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, number | boolean | null | readonly number[]>>;
}

/** One optimiser with its settings here, in Keras and in PyTorch. */
export interface OptimizerCase {
  readonly name: string;
  readonly settings: Partial<OptimizerSettings> & Pick<OptimizerSettings, 'optimizer'>;
  readonly keras: LibraryOptimizer;
  /** Or in what its definition differs from Keras', which Hearth follows. */
  readonly pytorch: LibraryOptimizer | string;
}

const keras = (class_name: string, config: LibraryOptimizer['config']) => ({ class_name, config });
const pytorch = keras;

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
];
