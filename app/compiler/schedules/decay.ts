import type { Value } from '../graph.ts';
import {
  add,
  cast,
  divide,
  greater,
  maximum,
  minimum,
  multiply,
  power,
  remainder,
  scalar,
  subtract,
} from '../operators/elementwise.ts';
import { gather } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import type { ScheduleFormula } from './schedule.ts';

/** How many of the ascending steps lie before this one; int64 scalar. */
export function passed(step: Value, boundaries: readonly number[]): Value {
  const limits = step.graph.constant(boundaries, 'int64', [boundaries.length]);
  return cast(sum(cast(greater(step, limits), 'float32')), 'int64');
}

/** @source Keras 3 `PiecewiseConstantDecay`: a boundary itself belongs to what is before it */
export const piecewiseConstant: ScheduleFormula<'piecewise-constant'> = (
  { boundaries, values },
  { step, learningRate },
) => {
  if (boundaries.length === 0) return scalar(step.graph, learningRate);
  const rates = [learningRate, ...values];
  const table = step.graph.constant(rates, 'float32', [rates.length]);
  return gather(table, passed(step, boundaries));
};

/** @source Keras 3 `ExponentialDecay` */
export const exponential: ScheduleFormula<'exponential'> = (
  { decaySteps, decayRate, staircase },
  { step, learningRate, lasting },
) => {
  const length = lasting(decaySteps);
  const counted = staircase ? subtract(step, remainder(step, length)) : step;
  const exponent = divide(cast(counted, 'float32'), length);
  return multiply(power(decayRate, exponent), learningRate);
};

/** @source Keras 3 `PolynomialDecay` */
export const polynomial: ScheduleFormula<'polynomial'> = (
  { decaySteps, endLearningRate, power: exponent, cycle },
  { step, learningRate, lasting },
) => {
  const length = lasting(decaySteps);
  const place = cycle ? step : minimum(step, length);
  // The end of the stretch: with cycles, the next multiple of the length.
  const above = add(step, length - 1);
  const end = cycle ? maximum(subtract(above, remainder(above, length)), length) : length;
  const whole = typeof end === 'number' ? end : cast(end, 'float32');
  const left = subtract(1, divide(cast(place, 'float32'), whole));
  const share = exponent === 1 ? left : power(left, exponent);
  return add(multiply(share, learningRate - endLearningRate), endLearningRate);
};
