import type { AnyNode, Value } from '../graph.ts';
import { ELEMENTWISE, multiply } from '../operators/elementwise.ts';
import { broadcast, reshape } from '../operators/movement.ts';

/** A value of a scan's body as the graph around it has it. */
export interface OuterValue {
  readonly value: Value;
  /** Whether it has the steps as its first axis; otherwise it is the same at every step. */
  readonly stacked: boolean;
}

/** The value with the steps as its first axis. */
export function stackedValue({ value, stacked }: OuterValue, steps: number): Value {
  return stacked ? value : broadcast(reshape(value, [1, ...value.shape]), [steps, ...value.shape]);
}

/** Operators that go over the last axis only. */
const OVER_LAST_AXIS = new Set(['softmax', 'logSoftmax']);

/**
 * Computes for all steps at once what a node of a body computes for one.
 * @param inputs the node's inputs, at least one of them stacked
 * @returns its outputs, stacked; null for an operator that this is not known of
 */
export function stackNode(
  node: AnyNode,
  inputs: readonly OuterValue[],
  steps: number,
): readonly Value[] | null {
  const [first] = inputs;
  const graph = first?.value.graph;
  if (graph === undefined) return null;
  const types = node.outputs.map(({ dtype, shape }) => ({ dtype, shape: [steps, ...shape] }));
  const rank = node.outputs[0]?.shape.length ?? 0;
  const all = () => inputs.map((input) => stackedValue(input, steps));
  const behind = (axes: readonly number[]) => axes.map((axis) => axis + 1);
  if (ELEMENTWISE.has(node.op)) {
    const operands = inputs.map((input) => alignedValue(input, rank));
    return graph.append(node.op, operands, node.attributes, types);
  }
  if (OVER_LAST_AXIS.has(node.op)) return graph.append(node.op, all(), node.attributes, types);
  switch (node.op) {
    case 'sum':
    case 'mean': {
      const axes = behind(node.attributes.axes);
      return graph.append(node.op, all(), { ...node.attributes, axes }, types);
    }
    case 'concatenate':
      return graph.append(node.op, all(), { axis: node.attributes.axis + 1 }, types);
    case 'split': {
      const { axis, sizes } = node.attributes;
      return graph.append(node.op, all(), { axis: axis + 1, sizes }, types);
    }
    case 'reshape':
      return all().map((value) => reshape(value, [steps, ...(node.outputs[0]?.shape ?? [])]));
    default:
      return null;
  }
}

/** The product of two values of a body that are broadcast against each other. */
export function product(left: OuterValue, right: OuterValue): OuterValue {
  const rank = Math.max(stepRank(left), stepRank(right));
  return {
    value: multiply(alignedValue(left, rank), alignedValue(right, rank)),
    stacked: left.stacked || right.stacked,
  };
}

const stepRank = ({ value, stacked }: OuterValue): number => value.shape.length - Number(stacked);

/** Shaped so that a step of it meets a step of the given rank from the last axis on. */
function alignedValue(input: OuterValue, rank: number): Value {
  const { value, stacked } = input;
  const missing = rank - stepRank(input);
  if (!stacked || missing === 0) return value;
  const [steps = 1, ...shape] = value.shape;
  return reshape(value, [steps, ...Array.from({ length: missing }, () => 1), ...shape]);
}
