import type { Graph, Value } from './graph.ts';
import { scalarTensor } from './model-weights.ts';
import { add, equal, multiply, reciprocal, select } from './operators/elementwise.ts';
import { sum } from './operators/reduction.ts';
import type { NextState } from './weight-update.ts';

/** Keras' `LossScaleOptimizer`: first scale, and finite steps after which it is doubled. */
const INITIAL_SCALE = 2 ** 15;
const GROWTH_STEPS = 2000;

/** A loss made larger before it is differentiated, so that small gradients do not vanish in float16. */
export interface LossScale {
  /** What to differentiate instead of the loss. */
  scaled(loss: Value): Value;
  /** Gradients of the loss itself, from those of the scaled one. */
  unscaled(gradients: readonly Value[]): LossScaled;
}

export interface LossScaled {
  /** Zeros where a gradient has overflowed. */
  readonly gradients: readonly Value[];
  /** Whether all gradients are numbers, and so the step counts; bool scalar. */
  readonly counts: Value;
  /** The scale and the finite steps since it last changed, after this step. */
  readonly next: readonly NextState[];
}

/**
 * A scale that follows the gradients: halved when one overflows, which undoes the step, and doubled
 * after 2,000 steps in which none did.
 * @source Micikevicius et al. 2018, arXiv:1710.03740, §3.2; Keras 3 `LossScaleOptimizer`
 */
export function dynamicLossScale(graph: Graph): LossScale {
  const scaleTensor = scalarTensor('loss_scale', INITIAL_SCALE);
  const stepsTensor = scalarTensor('finite_steps', 0);
  const scale = graph.input(scaleTensor.name, 'float32', []);
  const finiteSteps = graph.input(stepsTensor.name, 'float32', []);
  return {
    scaled: (loss) => multiply(loss, scale),
    unscaled: (gradients) => {
      const counts = allFinite(gradients);
      const inverse = reciprocal(scale);
      const steps = add(finiteSteps, 1);
      const isGrown = equal(steps, GROWTH_STEPS);
      const grown = select(isGrown, multiply(scale, 2), scale);
      return {
        gradients: gradients.map((gradient) => select(counts, multiply(gradient, inverse), 0)),
        counts,
        next: [
          [
            { name: scaleTensor.name, parts: [scaleTensor] },
            select(counts, grown, multiply(scale, 0.5)),
          ],
          [
            { name: stepsTensor.name, parts: [stepsTensor] },
            select(counts, select(isGrown, 0, steps), 0),
          ],
        ],
      };
    },
  };
}

/** Whether no value is infinite or NaN: times 0, any of those is NaN, which no sum loses. */
function allFinite(values: readonly Value[]): Value {
  const [first, ...others] = values.map((value) => sum(multiply(value, 0)));
  if (first === undefined) throw new Error('No gradients');
  return equal(others.reduce(add, first), 0);
}
