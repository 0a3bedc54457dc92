export const OPTIMIZERS = ['adam', 'sgd'] as const;
export type OptimizerName = (typeof OPTIMIZERS)[number];

/** `auto`, which lets the machine choose, and the engines that this version trains with. */
export const ENGINES = ['auto', 'onnx/cpu'] as const;

/** Which quantity early stopping watches. */
export type MonitorTag = 'val/loss' | 'val/accuracy' | 'val/mae';

export interface EarlyStopping {
  readonly monitor: MonitorTag;
  /** Epochs without improvement before stopping, at least 1. */
  readonly patience: number;
  readonly minDelta: number;
  /** Whether the best epoch's weights become the run's result. */
  readonly restoreBest: boolean;
}

/** Everything that decides a run besides data and model. Field names are the `--set` keys. */
export interface RunPlan {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: OptimizerName;
  readonly learningRate: number;
  /** SGD only. */
  readonly momentum: number;
  readonly nesterov: boolean;
  /** Adam only. */
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Initial weights, shuffling and dropout follow from it. */
  readonly seed: number;
  /** Repeats with seeds seed, seed + 1, …; each is a run, together a group. */
  readonly seeds: number;
  readonly earlyStopping: EarlyStopping | null;
  /** One of `ENGINES`; a stored plan may name one of another version. */
  readonly engine: string;
}

/** Keras' defaults where Keras has one. */
export const DEFAULT_PLAN: RunPlan = {
  epochs: 20,
  batchSize: 32,
  optimizer: 'adam',
  learningRate: 0.001,
  momentum: 0,
  nesterov: false,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  seed: 1,
  seeds: 1,
  earlyStopping: null,
  engine: 'auto',
};
