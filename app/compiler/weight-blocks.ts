import { elementCount, type Shape } from '../shape.ts';
import type { Value } from './graph.ts';
import type { ModelWeight } from './model-weights.ts';
import { ROW_LENGTHS } from './onnx/vectors-in-rows.ts';
import { concatenate, reshape, split } from './operators/movement.ts';
import type { UpdateRule } from './optimizers/optimizer.ts';

/** Which weights are updated together, and how they lie then. */
export interface Joining {
  /** Elements up to which a weight is joined with others. */
  readonly small: number;
  /** Those that fill whole rows of the first length lead, then of the second, and so on. */
  readonly rows: readonly number[];
}

/**
 * A node costs some 4 µs however small its tensor, an update is ten nodes, and copying so few
 * numbers together costs as much as one. Joined weights fall into the blocks of any processor's
 * blocked kernels.
 */
const ON_PROCESSOR: Joining = { small: 16_384, rows: [16] };
/**
 * A card copies a million numbers there and back in some 4 to 30 µs, with 5,000 to 500 GB/s, and
 * takes a node's 4 µs as a processor does.
 */
export const ON_CARD: Joining = { small: 2 ** 20, rows: ROW_LENGTHS };

/** Weights that are carried from step to step and updated as one tensor, by one rule. */
export interface WeightBlock {
  readonly name: string;
  readonly rule: UpdateRule;
  /** Times the learning rate. */
  readonly learningRateFactor: number;
  readonly weights: readonly ModelWeight[];
  /** The weight's own shape, or a vector where there are several, filled up with zeros. */
  readonly shape: Shape;
}

/**
 * Each large weight by itself, all small ones together that an element-by-element rule updates with
 * the same learning rate.
 */
export function weightBlocks(
  weights: readonly ModelWeight[],
  ruleOf: (weight: ModelWeight) => UpdateRule,
  joining = ON_PROCESSOR,
): readonly WeightBlock[] {
  const alone: WeightBlock[] = [];
  const together: WeightBlock[][] = [];
  for (const weight of weights) {
    const block = ofOne(weight, ruleOf(weight));
    const { rule, learningRateFactor } = block;
    if (!rule.elementwise || elementCount(weight.shape) > joining.small) {
      alone.push(block);
      continue;
    }
    const alike = together.find(
      ([first]) => first?.rule === rule && first.learningRateFactor === learningRateFactor,
    );
    if (alike === undefined) together.push([block]);
    else alike.push(block);
  }
  return [...alone, ...together.map((blocks, place) => joined(blocks, place, joining))];
}

function joined(blocks: readonly WeightBlock[], place: number, { rows }: Joining): WeightBlock {
  const [first, ...others] = blocks;
  if (first === undefined) throw new Error('Nothing to join');
  if (others.length === 0) return first;
  // Those that fill whole rows first, so that all of these begin at the start of one.
  const rankOf = ({ shape }: ModelWeight): number => {
    const rank = rows.findIndex((row) => elementCount(shape) % row === 0);
    return rank < 0 ? rows.length : rank;
  };
  const all = blocks.flatMap((block) => block.weights);
  const weights = all.toSorted((left, right) => rankOf(left) - rankOf(right));
  const [multiple = 1] = rows;
  const count = Math.ceil(totalCount(weights) / multiple) * multiple;
  return { ...first, name: `@small-${place}`, weights, shape: [count] };
}

const ofOne = (weight: ModelWeight, rule: UpdateRule): WeightBlock => ({
  name: weight.name,
  rule,
  learningRateFactor: weight.learningRateFactor ?? 1,
  weights: [weight],
  shape: weight.shape,
});

const totalCount = (weights: readonly ModelWeight[]): number =>
  weights.reduce((sum, { shape }) => sum + elementCount(shape), 0);

/** The weights of a block, cut out of its value. */
export function unpackBlock({ weights }: WeightBlock, value: Value): readonly Value[] {
  if (weights.length === 1) return [value];
  const sizes = weights.map(({ shape }) => elementCount(shape));
  const zeros = elementCount(value.shape) - totalCount(weights);
  const pieces = split(value, 0, zeros === 0 ? sizes : [...sizes, zeros]);
  return weights.map(({ shape }, place) => reshape(valueAt(pieces, place), shape));
}

/** One value of each weight, e.g. its gradient, as one value of the block. */
export function packBlock({ weights, shape }: WeightBlock, parts: readonly Value[]): Value {
  const [first] = parts;
  if (first === undefined || parts.length !== weights.length) throw new Error('A part is missing');
  if (parts.length === 1) return first;
  return packFlat(parts, elementCount(shape) - totalCount(weights));
}

/** Values one after the other as a vector, `zeros` behind them. */
export function packFlat(parts: readonly Value[], zeros = 0): Value {
  const flat = parts.map((part) => reshape(part, [elementCount(part.shape)]));
  if (zeros === 0) return concatenate(flat, 0);
  const { graph } = valueAt(parts, 0);
  return concatenate([...flat, graph.constant(new Float32Array(zeros), 'float32', [zeros])], 0);
}

/** The value in a place that is known to have one. */
export function valueAt(values: readonly Value[], place: number): Value {
  const value = values[place];
  if (value === undefined) throw new Error(`No value at ${place}`);
  return value;
}
