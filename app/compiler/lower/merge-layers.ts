import { sampleAxes } from '../../architecture/axes.ts';
import { isTime } from '../../architecture/merge-layers.ts';
import { elementCount } from '../../shape.ts';
import type { Value } from '../graph.ts';
import { batchedProduct } from '../operators/batched-product.ts';
import {
  add,
  equal,
  maximum,
  minimum,
  multiply,
  scalar,
  select,
  subtract,
} from '../operators/elementwise.ts';
import { broadcast, concatenate, reshape, transpose } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import { aligned } from './common-layout.ts';
import { alongSteps, axisOrder, channelsLast, type LayerTensor } from './layer-tensor.ts';
import type { Lowering, LoweringTable } from './lowering.ts';
import { unitLength } from './unit-length.ts';

/** Keras' `epsilon()`: vectors shorter than this are not brought to length 1. */
const SHORTEST = 1e-7;

/** One of several inputs in a common layout, with its mask (1 or 0), which broadcasts to it. */
interface Part {
  readonly x: Value;
  readonly mask: Value | null;
}

type Elementwise = 'Add' | 'Subtract' | 'Multiply' | 'Average' | 'Maximum' | 'Minimum';

function elementwise(combine: (parts: readonly Part[]) => Value): Lowering<Elementwise> {
  return (_layer, _input, { inputs }) => {
    const { values, layout } = aligned(inputs);
    const parts = values.map((x, place) => {
      const mask = inputs[place]?.mask;
      return { x, mask: mask === undefined ? null : alongSteps(mask, x, layout) };
    });
    return { value: combine(parts), layout, mask: eitherMask(inputs) };
  };
}

/** A step is there if any of the inputs has it; no mask if one input has none. */
function eitherMask(inputs: readonly LayerTensor[]): Value | undefined {
  const masks = inputs.flatMap(({ mask }) => mask ?? []);
  return masks.length < inputs.length ? undefined : masks.reduce(maximum);
}

const where = (mask: Value | null, x: Value, otherwise: Value | number): Value =>
  mask === null ? x : select(equal(mask, 1), x, otherwise);

const total = (parts: readonly Part[]): Value => parts.map(({ x }) => x).reduce(add);

/** What a mask leaves out counts as 1, and as 0 where no input is there. */
function product(parts: readonly Part[]): Value {
  const result = parts.map(({ x, mask }) => where(mask, x, 1)).reduce(multiply);
  const masks = parts.flatMap(({ mask }) => mask ?? []);
  return masks.length < parts.length ? result : multiply(result, masks.reduce(maximum));
}

/** What a mask leaves out takes the value of the others. */
const extreme =
  (choose: (left: Value, right: Value) => Value) =>
  (parts: readonly Part[]): Value =>
    parts.reduce((before, next) => {
      const x = where(next.mask, next.x, before.x);
      const kept = where(before.mask, before.x, x);
      const both = before.mask !== null && next.mask !== null;
      return { x: choose(kept, x), mask: both ? maximum(before.mask, next.mask) : null };
    }).x;

/** Masks of sequences one after the other; all steps of one without a mask are there. */
function joinedMasks(inputs: readonly LayerTensor[]): Value {
  const masks = inputs.map((input) => {
    if (input.mask !== undefined) return input.mask;
    const { graph, shape } = channelsLast(input);
    return broadcast(scalar(graph, 1), shape.slice(0, 2));
  });
  return concatenate(masks, 1);
}

/** [batch, …] with one axis brought to the end and all others in one: [batch, rows, n]. */
function asRows(x: Value, axis: number): Value {
  const others = x.shape.map((_, each) => each).filter((each) => each !== 0 && each !== axis);
  const last = transpose(x, [0, ...others, axis]);
  const [batch = 1] = x.shape;
  const width = x.shape[axis] ?? 1;
  return reshape(last, [batch, elementCount(x.shape) / batch / width, width]);
}

export const mergeLayers = {
  Add: elementwise(total),
  Subtract: elementwise((parts) => parts.map(({ x }) => x).reduce(subtract)),
  Multiply: elementwise(product),
  Average: elementwise((parts) => multiply(total(parts), 1 / parts.length)),
  Maximum: elementwise(extreme(maximum)),
  Minimum: elementwise(extreme(minimum)),
  Concatenate: ({ config, inputShapes, shape }, _input, { inputs }) => {
    const [axis = 0] = sampleAxes([config.axis], shape.length);
    const { values, layout } = aligned(inputs);
    const masked = inputs.some(({ mask }) => mask !== undefined);
    return {
      value: concatenate(values, axisOrder(layout, shape.length + 1).indexOf(axis + 1)),
      layout,
      mask: masked && isTime(config.axis, inputShapes) ? joinedMasks(inputs) : eitherMask(inputs),
    };
  },
  Dot: ({ config, inputShapes, shape }, _input, { inputs }) => {
    const { values, layout } = aligned(inputs);
    const axes = config.axes.map((axis, place) => {
      const { length } = inputShapes[place] ?? [];
      return sampleAxes([axis], length)[0] ?? 0;
    });
    const scaled = (x: Value, axis: number) =>
      config.normalize ? unitLength(x, [axis], SHORTEST) : x;
    if (inputShapes.every(({ length }) => length === 1)) {
      const channels = axisOrder(layout, 2).indexOf(1);
      const products = values.map((x) => scaled(x, channels)).reduce(multiply);
      return { value: sum(products, [channels], true), layout };
    }
    const [left, right] = inputs.map((input, place) => {
      const axis = (axes[place] ?? 0) + 1;
      return asRows(scaled(channelsLast(input), axis), axis);
    });
    if (left === undefined || right === undefined) throw new Error('Dot takes two inputs');
    const products = batchedProduct(left, right, { transposeRight: true });
    return {
      value: reshape(products, [left.shape[0] ?? 1, ...shape]),
      layout: 'channels-last',
    };
  },
} satisfies Partial<LoweringTable>;
