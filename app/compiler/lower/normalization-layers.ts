import { sampleAxes } from '../../architecture/axes.ts';
import { elementCount } from '../../shape.ts';
import type { Value } from '../graph.ts';
import { add, divide, multiply, square, squareRoot } from '../operators/elementwise.ts';
import { layerNormalization } from '../operators/layer-normalization.ts';
import { reshape } from '../operators/movement.ts';
import { mean } from '../operators/reduction.ts';
import { byRows, fromOrder, inOrder } from './axis-order.ts';
import { lowerBatchNormalization } from './batch-normalization.ts';
import { alongside, axisOrder, type LayerTensor, mapLayer } from './layer-tensor.ts';
import type { LoweringContext, LoweringTable } from './lowering.ts';
import { unitLength } from './unit-length.ts';

/** Keras' bound in UnitNormalization: shorter vectors are not brought to length 1. */
const SHORTEST = 1e-12;

const row = ({ graph }: LoweringContext, width: number, value: number): Value =>
  graph.constant(new Float32Array(width).fill(value), 'float32', [width]);

/** Where some axes of a sample stand in a tensor's value. */
function placesOf({ value, layout }: LayerTensor, axes: readonly number[]): readonly number[] {
  const order = axisOrder(layout, value.shape.length);
  return sampleAxes(axes, order.length - 1).map((axis) => order.indexOf(axis + 1));
}

/** A weight with one number for each place along some axes, as it broadcasts over the tensor. */
function stretched(tensor: LayerTensor, axes: readonly number[], weight: Value): Value {
  const rank = tensor.value.shape.length - 1;
  const kept = sampleAxes(axes, rank);
  const sizes = Array.from({ length: rank }, (_, axis) => weight.shape[kept.indexOf(axis)] ?? 1);
  return alongside(tensor, reshape(weight, sizes));
}

export const normalizationLayers = {
  BatchNormalization: lowerBatchNormalization,
  LayerNormalization: ({ config, shape }, input, context) => {
    const axes = sampleAxes(config.axis, shape.length);
    const width = elementCount(axes.map((axis) => shape[axis] ?? 1));
    const flat = (name: string) => reshape(context.weight(name), [width]);
    const gamma = config.scale ? flat('gamma') : row(context, width, 1);
    const beta = config.center ? flat('beta') : row(context, width, 0);
    return byRows(input, axes, (rows) => layerNormalization(rows, gamma, beta, config.epsilon).y);
  },
  GroupNormalization: ({ config, shape }, input, context) => {
    const [along = 0] = sampleAxes([config.axis], shape.length);
    const others = shape.map((_, axis) => axis).filter((axis) => axis !== along);
    const order = [0, along + 1, ...others.map((axis) => axis + 1)];
    const channelsSecond = inOrder(input, order);
    const [batch = 1, channels = 1] = channelsSecond.shape;
    const groups = config.groups === -1 ? channels : config.groups;
    const width = elementCount(shape) / groups;
    const rows = reshape(channelsSecond, [batch * groups, width]);
    const [one, none] = [row(context, width, 1), row(context, width, 0)];
    const { y } = layerNormalization(rows, one, none, config.epsilon);
    const normal = fromOrder(reshape(y, channelsSecond.shape), order);
    const weight = (name: string) => stretched(normal, [config.axis], context.weight(name));
    return mapLayer(normal, (x) => {
      const scaled = config.scale ? multiply(x, weight('gamma')) : x;
      return config.center ? add(scaled, weight('beta')) : scaled;
    });
  },
  RMSNormalization: ({ config }, input, context) => {
    const scale = stretched(input, config.axis, context.weight('scale'));
    const places = placesOf(input, config.axis);
    return mapLayer(input, (x) => {
      const root = squareRoot(add(mean(square(x), places, true), config.epsilon));
      return multiply(divide(x, root), scale);
    });
  },
  UnitNormalization: ({ config }, input) =>
    mapLayer(input, (x) => unitLength(x, placesOf(input, config.axis), SHORTEST)),
} satisfies Partial<LoweringTable>;
