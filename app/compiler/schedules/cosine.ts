import type { Value } from '../graph.ts';
import {
  add,
  cast,
  cosine as cosineOf,
  divide,
  greater,
  minimum,
  multiply,
  power,
  remainder,
  select,
  subtract,
} from '../operators/elementwise.ts';
import { gather } from '../operators/movement.ts';
import { passed } from './decay.ts';
import type { CosineRestartsSchedule, ScheduleFormula } from './schedule.ts';

/** From 1 at share 0 to 0 at share 1, along half a cosine. */
const falling = (share: Value): Value => multiply(add(cosineOf(multiply(share, Math.PI)), 1), 0.5);

/** From one rate to another along half a cosine. */
const between = (from: number, to: number, share: Value): Value =>
  add(multiply(falling(share), from - to), to);

/** @source Keras 3 `CosineDecay`; Loshchilov & Hutter 2017, arXiv:1608.03983 */
export const cosine: ScheduleFormula<'cosine'> = (
  { decaySteps, alpha },
  { step, learningRate, lasting },
) => {
  const length = lasting(decaySteps);
  const share = divide(cast(minimum(step, length), 'float32'), length);
  return between(learningRate, learningRate * alpha, share);
};

/** @source Keras 3 `CosineDecayRestarts`; Loshchilov & Hutter 2017, arXiv:1608.03983 */
export const cosineRestarts: ScheduleFormula<'cosine-restarts'> = (
  schedule,
  { step, learningRate },
) => {
  const { share, height } =
    schedule.tMul === 1 ? repeated(schedule, step) : stretched(schedule, step);
  const { alpha } = schedule;
  const decayed = add(multiply(multiply(height, falling(share)), 1 - alpha), alpha);
  return multiply(decayed, learningRate);
};

/** Where in its cosine a step is, and how high that one starts. */
interface Place {
  readonly share: Value;
  readonly height: Value;
}

function repeated({ firstDecaySteps, mMul }: CosineRestartsSchedule, step: Value): Place {
  const place = remainder(step, firstDecaySteps);
  const restarts = divide(subtract(step, place), firstDecaySteps);
  return {
    share: divide(cast(place, 'float32'), firstDecaySteps),
    height: power(mMul, cast(restarts, 'float32')),
  };
}

/** No run takes more steps. */
const MOST_STEPS = 2 ** 40;

/**
 * Longer and longer cosines, by a table. Keras finds the restart by a logarithm, which may miss it by
 * one at its very step.
 */
function stretched({ firstDecaySteps, tMul, mMul }: CosineRestartsSchedule, step: Value): Place {
  const starts = [0];
  const lengths = [firstDecaySteps];
  const heights = [1];
  for (
    let next = firstDecaySteps, length = firstDecaySteps * tMul, height = mMul;
    next < MOST_STEPS;
    next += length, length *= tMul, height *= mMul
  ) {
    starts.push(next);
    lengths.push(length);
    heights.push(height);
  }
  const { graph } = step;
  // A step belongs to a cosine from its start on.
  const restart = passed(
    step,
    starts.slice(1).map((start) => start - 1),
  );
  const read = (table: readonly number[], dtype: 'float32' | 'int64' = 'float32') =>
    gather(graph.constant(table, dtype, [table.length]), restart);
  return {
    share: divide(cast(subtract(step, read(starts, 'int64')), 'float32'), read(lengths)),
    height: read(heights),
  };
}

/** @source PyTorch `OneCycleLR` with `anneal_strategy="cos"`; Smith & Topin 2018, arXiv:1708.07120 */
export const oneCycle: ScheduleFormula<'one-cycle'> = (
  { totalSteps, pctStart, divFactor, finalDivFactor },
  { step, learningRate, lasting },
) => {
  const length = lasting(totalSteps);
  const first = learningRate / divFactor;
  const top = pctStart * length - 1;
  const end = Math.max(length - 1, 1);
  const at = cast(minimum(step, end), 'float32');
  const start = Math.max(top, 0);
  const down = between(
    learningRate,
    first / finalDivFactor,
    divide(subtract(at, start), end - start),
  );
  if (top <= 0) return down;
  const up = between(first, learningRate, divide(at, top));
  return select(greater(at, top), down, up);
};
