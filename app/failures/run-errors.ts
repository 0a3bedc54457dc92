/** Why an engine cannot be used on a machine. */
export const RUNTIME_PROBLEMS = [
  'platform',
  'pack-missing',
  'no-nvidia-card',
  'no-driver',
  'driver-old',
  'no-cuda-library',
  'no-loader',
  'no-adapter',
  'software-adapter',
  'on-processor',
  'refused',
] as const;
export type RuntimeProblem = (typeof RUNTIME_PROBLEMS)[number];

/** Why an argument of Keras is no field of a plan; the words say what stands in its place. */
export const UNSUPPORTED_FIELD_REASONS = [
  'names-given',
  'precision-planned',
  'scale-found',
  'scores-seen',
  'last-axis',
  'mean-taken',
  'curve-named',
  'curve-divided',
  'top-named',
  'classes-averaged',
  'average-named',
  'values-averaged',
  'answers-followed',
  'truth-measured',
  'loss-ignores',
  'average-kept',
] as const;
export type UnsupportedFieldReason = (typeof UNSUPPORTED_FIELD_REASONS)[number];

/** Expected failures of training plans, runs and the engines that train them. */
export type RunError =
  | { code: 'plan/field-unknown'; field: string; known: readonly string[] }
  /** An argument that Keras calls otherwise than the field that there is. */
  | { code: 'plan/field-renamed'; field: string; here: string }
  | { code: 'plan/field-unsupported'; field: string; reason: UnsupportedFieldReason }
  | { code: 'plan/field-invalid'; field: string; value: string; expected: string }
  /** Two fields of which at most one can be set. */
  | { code: 'plan/fields-exclusive'; field: string; other: string }
  /** Samples that cannot be changed by chance, or whose answers would have to be changed with them. */
  | {
      code: 'plan/augmentation-not-for';
      task: string;
      reason: 'no-images' | 'boxes' | 'reconstruction';
    }
  /** What is mixed twice has more than two answers. */
  | { code: 'plan/mixed-twice' }
  | { code: 'plan/batch-larger-than-split'; batchSize: number; split: string; rows: number }
  | { code: 'run/not-found'; run: string }
  | { code: 'run/name-ambiguous'; run: string; matches: number }
  | { code: 'run/not-active'; run: string; status: string }
  | { code: 'run/active'; run: string; status: string }
  | {
      code: 'run/not-resumable';
      run: string;
      reason: 'completed' | 'no-checkpoint' | 'dataset-changed' | 'model-changed';
    }
  | { code: 'run/no-weights'; run: string }
  /** A user who is not in training, and a run whose model knows no users. */
  | { code: 'run/user-unknown'; user: string; users: number }
  | { code: 'run/no-users'; run: string; task: string }
  | { code: 'run/input-invalid'; place: string; value: string; expected: string }
  | { code: 'engine/loss-not-finite'; step: number; epoch: number }
  | { code: 'engine/out-of-memory'; requestedBytes: number }
  | { code: 'engine/memory-short'; neededBytes: number; availableBytes: number }
  | { code: 'engine/ended'; exit: string; lastEpoch: number | null }
  /** `detail` in the runtime's own words. */
  | { code: 'engine/device-failed'; engine: string; device: string; detail: string }
  /** `detail` names what was looked for or found; `command` is what to type next. */
  | {
      code: 'engine/runtime-missing';
      engine: string;
      problem: RuntimeProblem;
      detail: string;
      command: string;
    }
  /** No card goes by that index or UUID. */
  | { code: 'engine/card-unknown'; device: string; known: readonly string[] }
  /** An engine that cannot be told which card to take. */
  | { code: 'engine/chooses-no-card'; engine: string; device: string }
  | { code: 'engine/precision-not-on-runtime'; precision: string; engine: string }
  | { code: 'engine/checkpoint-damaged'; path: string }
  | { code: 'doctor/busy'; runs: number }
  | { code: 'doctor/too-slow'; engine: string; seconds: number };
