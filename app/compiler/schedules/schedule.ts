import type { Value } from '../graph.ts';

/** The learning rate rises to its value in a straight line, before the schedule itself begins. */
export interface Warmup {
  /** 0 for none. */
  readonly warmupSteps: number;
  /** What the rise starts from. */
  readonly initialLearningRate: number;
}

/** The learning rate as it is; with a warm-up, once that is over. */
export interface ConstantSchedule extends Warmup {
  readonly kind: 'constant';
}

/** Keras' `PiecewiseConstantDecay`. */
export interface PiecewiseConstantSchedule extends Warmup {
  readonly kind: 'piecewise-constant';
  /** Steps behind which the learning rate changes, ascending. */
  readonly boundaries: readonly number[];
  /** The learning rate behind each boundary; up to the first it is the plan's. */
  readonly values: readonly number[];
}

/** Keras' `ExponentialDecay`: times `decayRate` every `decaySteps`; with `staircase`, all at once. */
export interface ExponentialSchedule extends Warmup {
  readonly kind: 'exponential';
  /** Null for all steps that are planned; so in the other schedules. */
  readonly decaySteps: number | null;
  readonly decayRate: number;
  readonly staircase: boolean;
}

/** Keras' `PolynomialDecay` down to `endLearningRate`; with `cycle`, over ever longer stretches. */
export interface PolynomialSchedule extends Warmup {
  readonly kind: 'polynomial';
  readonly decaySteps: number | null;
  readonly endLearningRate: number;
  readonly power: number;
  readonly cycle: boolean;
}

/** Keras' `CosineDecay`: half a cosine down to `alpha` times the learning rate. */
export interface CosineSchedule extends Warmup {
  readonly kind: 'cosine';
  readonly decaySteps: number | null;
  readonly alpha: number;
}

/**
 * Keras' `CosineDecayRestarts`: cosines one after the other, each `tMul` times as long and starting
 * from `mMul` times as much as the one before.
 */
export interface CosineRestartsSchedule extends Warmup {
  readonly kind: 'cosine-restarts';
  readonly firstDecaySteps: number;
  /** A whole number. */
  readonly tMul: number;
  readonly mMul: number;
  readonly alpha: number;
}

/**
 * PyTorch's `OneCycleLR`, with cosines: up from the learning rate over `divFactor`, then down to
 * that over `finalDivFactor`.
 */
export interface OneCycleSchedule {
  readonly kind: 'one-cycle';
  readonly totalSteps: number | null;
  /** Share of the steps in which the learning rate rises. */
  readonly pctStart: number;
  readonly divFactor: number;
  readonly finalDivFactor: number;
}

/** Keras' `ReduceLROnPlateau`: less where an epoch's validation no longer improves. */
export interface ReduceOnPlateauSchedule {
  readonly kind: 'reduce-on-plateau';
  readonly monitor: string;
  readonly factor: number;
  /** Epochs without improvement before the learning rate falls. */
  readonly patience: number;
  readonly minDelta: number;
  /** Epochs after a fall in which none is counted. */
  readonly cooldown: number;
  readonly minLearningRate: number;
}

/** How the learning rate changes in the course of a run. */
export type Schedule =
  | ConstantSchedule
  | PiecewiseConstantSchedule
  | ExponentialSchedule
  | PolynomialSchedule
  | CosineSchedule
  | CosineRestartsSchedule
  | OneCycleSchedule
  | ReduceOnPlateauSchedule;
export type ScheduleKind = Schedule['kind'];

/** What a schedule may draw on. */
export interface ScheduleContext {
  /** The plan's: the highest, or the first. */
  readonly learningRate: number;
  /** Steps done before, those of the warm-up left out; int64 scalar, at least 0. */
  readonly step: Value;
  /** How many steps a schedule takes: as it says, or all that are planned but the warm-up's. */
  lasting(steps: number | null): number;
}

/** The learning rate of a step, float32 scalar. */
export type ScheduleFormula<Kind extends ScheduleKind> = (
  schedule: Extract<Schedule, { readonly kind: Kind }>,
  context: ScheduleContext,
) => Value;
