import { elementCount, type Shape } from '../shape.ts';
import type { Value } from './graph.ts';
import type { ModelWeight } from './model-weights.ts';
import { concatenate, reshape, split } from './operators/movement.ts';

/**
 * Weights up to this many elements are updated together: a node costs some 4 µs however small its
 * tensor, an update is ten nodes, and copying so few numbers together costs as much as one.
 */
const SMALL = 16_384;

/** Weights that are carried from step to step and updated as one tensor. */
export interface WeightBlock {
  readonly name: string;
  readonly weights: readonly ModelWeight[];
  /** The weight's own shape, or a vector where there are several. */
  readonly shape: Shape;
}

/** Each large weight by itself, all small ones together. */
export function weightBlocks(weights: readonly ModelWeight[]): readonly WeightBlock[] {
  const small = weights.filter(({ shape }) => elementCount(shape) <= SMALL);
  const alone = small.length > 1 ? weights.filter((weight) => !small.includes(weight)) : weights;
  const blocks = alone.map((weight) => ({
    name: weight.name,
    weights: [weight],
    shape: weight.shape,
  }));
  return small.length > 1
    ? [...blocks, { name: '@small', weights: small, shape: [totalCount(small)] }]
    : blocks;
}

const totalCount = (weights: readonly ModelWeight[]): number =>
  weights.reduce((sum, { shape }) => sum + elementCount(shape), 0);

/** The weights of a block, cut out of its value. */
export function unpackBlock({ weights }: WeightBlock, value: Value): readonly Value[] {
  if (weights.length === 1) return [value];
  const sizes = weights.map(({ shape }) => elementCount(shape));
  return split(value, 0, sizes).map((part, place) => reshape(part, weights[place]?.shape ?? []));
}

/** One value of each weight, e.g. its gradient, as one value of the block. */
export function packBlock({ weights }: WeightBlock, parts: readonly Value[]): Value {
  const [first] = parts;
  if (first === undefined || parts.length !== weights.length) throw new Error('A part is missing');
  if (parts.length === 1) return first;
  return concatenate(
    parts.map((part) => reshape(part, [elementCount(part.shape)])),
    0,
  );
}
