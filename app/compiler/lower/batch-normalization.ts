import { sampleAxes } from '../../architecture/axes.ts';
import type { Value } from '../graph.ts';
import {
  add,
  divide,
  equal,
  multiply,
  select,
  square,
  squareRoot,
  subtract,
} from '../operators/elementwise.ts';
import { broadcast, reshape } from '../operators/movement.ts';
import { batchNormalization } from '../operators/normalization.ts';
import { sum } from '../operators/reduction.ts';
import { alongSteps, axisOrder, type LayerTensor } from './layer-tensor.ts';
import type { Lowering } from './lowering.ts';

/** Keras' `epsilon()`: keeps a batch of nothing but padding from dividing by zero. */
const LEAST_STEPS = 1e-7;

interface Vectors {
  readonly gamma: Value;
  readonly beta: Value;
  readonly mean: Value;
  readonly variance: Value;
}

/** A vector along one axis of x, shaped so that it broadcasts over x. */
function stretched(vector: Value, x: Value, axis: number): Value {
  return reshape(
    vector,
    x.shape.slice(axis).map((size, at) => (at === 0 ? size : 1)),
  );
}

/** `gamma · (x − mean) / √(variance + epsilon) + beta`, by statistics that do not depend on x. */
function scaled(x: Value, axis: number, epsilon: number, vectors: Vectors): Value {
  const scale = divide(vectors.gamma, squareRoot(add(vectors.variance, epsilon)));
  const shift = subtract(vectors.beta, multiply(vectors.mean, scale));
  return add(multiply(x, stretched(scale, x, axis)), stretched(shift, x, axis));
}

/** As the operator does, but by the steps that are there. */
function masked(
  { value: x, layout }: LayerTensor,
  mask: Value,
  axis: number,
  {
    gamma,
    beta,
    epsilon,
  }: { readonly gamma: Value; readonly beta: Value; readonly epsilon: number },
) {
  const others = x.shape.map((_, each) => each).filter((each) => each !== axis);
  const whole = broadcast(alongSteps(mask, x, layout), x.shape);
  const there = equal(whole, 1);
  const count = add(sum(whole, others), LEAST_STEPS);
  const mean = divide(sum(select(there, x, 0), others), count);
  const centred = subtract(x, stretched(mean, x, axis));
  const variance = divide(sum(square(select(there, centred, 0)), others), count);
  const scale = divide(gamma, squareRoot(add(variance, epsilon)));
  const y = add(multiply(centred, stretched(scale, x, axis)), stretched(beta, x, axis));
  return { y, mean, variance };
}

export const lowerBatchNormalization: Lowering<'BatchNormalization'> = (layer, input, context) => {
  const { config, shape } = layer;
  const { epsilon, momentum } = config;
  const x = input.value;
  const [along = 0] = sampleAxes([config.axis], shape.length);
  const axis = axisOrder(input.layout, x.shape.length).indexOf(along + 1);
  const channels = x.shape[axis] ?? 1;
  const constant = (value: number) =>
    context.graph.constant(new Float32Array(channels).fill(value), 'float32', [channels]);
  const gamma = config.scale ? context.weight('gamma') : constant(1);
  const beta = config.center ? context.weight('beta') : constant(0);
  // A frozen layer normalises in training, too, by what it has seen before, as in Keras.
  if (context.mode === 'inference' || !layer.base.trainable) {
    const moving = {
      mean: context.weight('moving_mean'),
      variance: context.weight('moving_variance'),
    };
    return { ...input, value: scaled(x, axis, epsilon, { gamma, beta, ...moving }) };
  }
  const { y, mean, variance } =
    input.mask === undefined
      ? batchNormalization(x, gamma, beta, { axis, epsilon })
      : masked(input, input.mask, axis, { gamma, beta, epsilon });
  context.updateStatistic('moving_mean', { now: mean, momentum });
  context.updateStatistic('moving_variance', { now: variance, momentum });
  return { ...input, value: y };
};
