import type { Value } from '../graph.ts';
import { scalarTensor } from '../model-weights.ts';
import type { CarriedTensor } from '../onnx/carried-state.ts';
import {
  add,
  cast,
  greater,
  maximum,
  multiply,
  scalar,
  select,
  subtract,
} from '../operators/elementwise.ts';
import { cosine, cosineRestarts, oneCycle } from './cosine.ts';
import { exponential, piecewiseConstant, polynomial } from './decay.ts';
import type { Schedule, ScheduleFormula, ScheduleKind } from './schedule.ts';

/** Name of the state tensor that holds the learning rate where validation changes it. */
export const LEARNING_RATE = '@learning_rate';

/** The learning rate of a step, and what of it is carried to the next. */
export interface SteppedRate {
  /** float32 scalar */
  readonly rate: Value;
  readonly carried: readonly (readonly [tensor: CarriedTensor, next: Value])[];
}

const FORMULAS: { readonly [Kind in ByStep]: ScheduleFormula<Kind> } = {
  constant: (_, { step, learningRate }) => scalar(step.graph, learningRate),
  'piecewise-constant': piecewiseConstant,
  exponential,
  polynomial,
  cosine,
  'cosine-restarts': cosineRestarts,
  'one-cycle': oneCycle,
};

/** Schedules that follow from the step alone. */
type ByStep = Exclude<ScheduleKind, 'reduce-on-plateau'>;

/**
 * The learning rate of a step, worked out in the graph from the count of steps: however steps are cut
 * into calls and sessions, it is the same.
 * @param step         steps done before, int64 scalar
 * @param plannedSteps all that the plan means to take: needed where the schedule lasts as long
 */
export function steppedRate(
  { learningRate, schedule }: { readonly learningRate: number; readonly schedule: Schedule | null },
  step: Value,
  plannedSteps: number | undefined,
): SteppedRate {
  const { graph } = step;
  if (schedule === null) return { rate: scalar(graph, learningRate), carried: [] };
  if (schedule.kind === 'reduce-on-plateau') {
    // It changes between epochs only, by whoever hands the state from call to call.
    const tensor = scalarTensor('learning_rate', learningRate);
    const rate = graph.input(tensor.name, 'float32', []);
    return { rate, carried: [[{ name: tensor.name, parts: [tensor] }, rate]] };
  }
  const warmupSteps = 'warmupSteps' in schedule ? schedule.warmupSteps : 0;
  const formula = FORMULAS[schedule.kind] as ScheduleFormula<ByStep>;
  const rate = formula(schedule, {
    learningRate,
    step: warmupSteps === 0 ? step : maximum(subtract(step, warmupSteps), 0),
    lasting: (steps) => {
      if (steps !== null) return steps;
      if (plannedSteps === undefined) throw new Error('Nobody said how many steps are planned');
      return Math.max(1, plannedSteps - warmupSteps);
    },
  });
  return { rate: warmedUp(rate, { learningRate, schedule, step }), carried: [] };
}

/** @source Keras 3 `CosineDecay` with `warmup_target` */
function warmedUp(
  rate: Value,
  {
    learningRate,
    schedule,
    step,
  }: { readonly learningRate: number; readonly schedule: Schedule; readonly step: Value },
): Value {
  if (!('warmupSteps' in schedule) || schedule.warmupSteps === 0) return rate;
  const { warmupSteps, initialLearningRate } = schedule;
  const slope = (learningRate - initialLearningRate) / warmupSteps;
  const rising = add(multiply(cast(step, 'float32'), slope), initialLearningRate);
  return select(greater(warmupSteps, step), rising, rate);
}
