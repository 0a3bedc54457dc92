import { elementCount, type Shape, sameShape } from '../../shape.ts';
import type { AnyNode, Value } from '../graph.ts';
import { reshape } from '../operators/movement.ts';
import { mean, sum } from '../operators/reduction.ts';
import type { Operator } from '../operators/vocabulary.ts';

/**
 * The shape of several steps' values in one, one after the other along the first axis; a single
 * number becomes a row of them.
 */
export function foldedShape(shape: Shape, steps: number): Shape {
  const [rows = 1, ...others] = shape;
  return [steps * rows, ...others];
}

/** How an operator computes several steps at once. */
interface FoldRule {
  /** @param folded which inputs hold several steps; the others are the same at every step */
  readonly can: (node: AnyNode, folded: readonly boolean[]) => boolean;
  readonly compute: (node: AnyNode, inputs: readonly Value[], steps: number) => readonly Value[];
}

/** The same operator on more rows. */
function sameOperator(node: AnyNode, inputs: readonly Value[], steps: number): readonly Value[] {
  const [first] = inputs;
  if (first === undefined) throw new Error(`${node.op} has no input`);
  const types = node.outputs.map(({ dtype, shape }) => ({
    dtype,
    shape: foldedShape(shape, steps),
  }));
  return first.graph.append(node.op, inputs, node.attributes, types, node.scope);
}

const elementwise: FoldRule = {
  can: ({ inputs, outputs }, folded) => {
    const shape = outputs[0]?.shape ?? [];
    return inputs.every((input, place) =>
      folded[place] ? sameShape(input.shape, shape) : repeatsAlongFirst(input.shape, shape),
    );
  },
  compute: sameOperator,
};

/** Whether a value broadcasts to a shape in such a way that all of the shape's rows see the same. */
function repeatsAlongFirst(shape: Shape, to: Shape): boolean {
  return (
    elementCount(shape) === 1 ||
    shape.length < to.length ||
    (shape.length === to.length && shape[0] === 1)
  );
}

/** Each row by itself. */
const rowByRow: FoldRule = {
  can: ({ inputs }, folded) => folded.every(Boolean) && (inputs[0]?.shape.length ?? 0) > 1,
  compute: sameOperator,
};

/** Numbers that lie on one cache line: no packet that runtimes add up by is larger. */
const LINE = 16;
/** Fewer are added up one by one. */
const LEAST_PACKET = 4;

/**
 * Whether sums are the same wherever a step's numbers lie in memory. What lies side by side is added up
 * in packets, which begin at whole addresses and not where the numbers begin: a step's must lie there
 * among others' as they do alone.
 * @source Eigen 3.4, `redux_impl<…, LinearVectorizedTraversal, NoUnrolling>`, as onnxruntime 1.30 sums by
 */
function keepsOrder(shape: Shape, axes: readonly number[], isWhole: boolean): boolean {
  const isAlongLast = axes.includes(shape.length - 1);
  const together = isWhole
    ? elementCount(shape)
    : axes.reduce((count, axis) => count * (shape[axis] ?? 1), 1);
  return !isAlongLast || together < LEAST_PACKET || elementCount(shape) % LINE === 0;
}

/** Of all a step's numbers, or of what lies along other axes than the first. */
const reduction: FoldRule = {
  can: ({ op, attributes, inputs: [x] }, folded) => {
    if (x === undefined || (op !== 'sum' && op !== 'mean')) return false;
    const { axes } = attributes;
    const isWhole = axes.length === x.shape.length;
    return (
      folded.every(Boolean) && (isWhole || !axes.includes(0)) && keepsOrder(x.shape, axes, isWhole)
    );
  },
  compute: (node, [x], steps) => {
    const [output] = node.outputs;
    if (x === undefined || output === undefined) throw new Error(`${node.op} has no input`);
    if (node.op !== 'sum' && node.op !== 'mean') throw new Error(`${node.op} is no reduction`);
    const reduce = node.op === 'sum' ? sum : mean;
    const { axes, keepAxes } = node.attributes;
    if (!axes.includes(0)) return [reduce(x, axes, keepAxes)];
    const apart = reshape(x, [steps, elementCount(x.shape) / steps]);
    return [reshape(reduce(apart, [1]), foldedShape(output.shape, steps))];
  },
};

const reshaping: FoldRule = {
  can: (_node, folded) => folded.every(Boolean),
  compute: ({ outputs: [output] }, [x], steps) =>
    x === undefined || output === undefined ? [] : [reshape(x, foldedShape(output.shape, steps))],
};

/**
 * Operators that give each element, or each row, the same bits wherever it stands among others: a
 * step's results must not depend on which other steps are computed with it. Those that runtimes
 * compute in packets, with another formula for what is left over, are not among them.
 */
const RULES: Partial<Record<Operator, FoldRule>> = {
  negate: elementwise,
  absolute: elementwise,
  sign: elementwise,
  positive: elementwise,
  relu: elementwise,
  squareRoot: elementwise,
  exponential: elementwise,
  clip: elementwise,
  cast: elementwise,
  scaledCast: elementwise,
  add: elementwise,
  subtract: elementwise,
  multiply: elementwise,
  divide: elementwise,
  maximum: elementwise,
  minimum: elementwise,
  remainder: elementwise,
  greater: elementwise,
  equal: elementwise,
  select: elementwise,
  oneHot: { can: (_node, folded) => folded.every(Boolean), compute: sameOperator },
  argMax: rowByRow,
  softmax: rowByRow,
  logSoftmax: rowByRow,
  sum: reduction,
  mean: reduction,
  reshape: reshaping,
};

/** Further ones that may be folded where the number of steps computed at once never differs. */
const FIXED_COUNT: Partial<Record<Operator, FoldRule>> = {
  power: elementwise,
  reciprocal: elementwise,
  logarithm: elementwise,
  sine: elementwise,
  cosine: elementwise,
};

/** The rule by which a node computes several steps at once, or null where it has none. */
export function foldRule(
  node: AnyNode,
  folded: readonly boolean[],
  { countVaries }: { readonly countVaries: boolean },
): FoldRule | null {
  const rule = RULES[node.op] ?? (countVaries ? undefined : FIXED_COUNT[node.op]);
  return rule?.can(node, folded) === true ? rule : null;
}
