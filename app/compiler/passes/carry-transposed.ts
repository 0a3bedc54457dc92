import { elementCount, sameShape } from '../../shape.ts';
import type { AnyNode, Graph, Node, Value } from '../graph.ts';
import { NEXT } from '../onnx/edges.ts';
import { ELEMENTWISE } from '../operators/elementwise.ts';
import { matrixProduct } from '../operators/linear.ts';
import { rewrite } from './rewrite.ts';
import { type Users, usersOf } from './users.ts';

/**
 * Carries matrices transposed from step to step, with the moments beside them, where every product
 * reads them so and their gradient can be had either way: a first layer's kernel, whose input wants
 * no gradient. Runtimes read a left operand's rows as they are and have to copy its columns:
 * 784 → 512 units at batch 64 take 0.22 ms instead of 0.30 (ONNX Runtime 1.30, one thread).
 */
export function carryTransposed(graph: Graph): Graph {
  const users = usersOf(graph);
  const turned = new Set<AnyNode>();
  for (const matrix of graph.inputs.values()) {
    const group = updateOf(matrix, graph, users);
    if (group !== null && readsGain(matrix, group, users)) {
      for (const node of group) turned.add(node);
    }
  }
  return rewrite(graph, (node, inputs, target) => {
    if (node.op === 'input') {
      if (!turned.has(node)) return null;
      const { name } = node.attributes;
      return node.outputs.map(({ dtype, shape }) =>
        target.input(name, dtype, shape.toReversed(), { axes: [1, 0] }),
      );
    }
    if (node.op === 'matrixProduct') return [turnedProduct(node, inputs, turned)];
    if (!turned.has(node)) return null;
    const types = node.outputs.map(({ dtype, shape }) => ({ dtype, shape: shape.toReversed() }));
    return target.append(node.op, inputs, node.attributes, types);
  });
}

/** A product that gives its result transposed, or is given operands so, or neither. */
function turnedProduct(
  node: Node<'matrixProduct'>,
  inputs: readonly Value[],
  turned: ReadonlySet<AnyNode>,
): Value {
  const [left, right, bias] = inputs;
  if (left === undefined || right === undefined) throw new Error('A product has two operands');
  const isTurned = (place: number) => turned.has((node.inputs[place] as Value).node);
  const transposeLeft = node.attributes.transposeLeft !== isTurned(0);
  const transposeRight = node.attributes.transposeRight !== isTurned(1);
  return turned.has(node)
    ? matrixProduct(right, left, {
        transposeLeft: !transposeRight,
        transposeRight: !transposeLeft,
      })
    : matrixProduct(left, right, { bias, transposeLeft, transposeRight });
}

/**
 * Everything that is computed element by element from a carried matrix to its next value, with the
 * other carried matrices and the products (gradients) that go into it; null where anything else
 * does, or where any of it is used for something else than products of the matrix.
 */
function updateOf(matrix: Value, graph: Graph, users: Users): ReadonlySet<AnyNode> | null {
  const next = nextOf(matrix, graph);
  if (next === undefined || matrix.shape.length !== 2) return null;
  const group = new Set<AnyNode>();
  const pending: AnyNode[] = [next.node];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (group.has(node)) continue;
    const [value] = node.outputs;
    if (value === undefined || !sameShape(value.shape, matrix.shape)) return null;
    group.add(node);
    const isMatrix = value === matrix;
    for (const user of users.get(value) ?? []) {
      if (ELEMENTWISE.has(user.op)) pending.push(user);
      else if (!isMatrix || !isOperand(user, matrix)) return null;
    }
    if (node.op === 'input') {
      const after = nextOf(value, graph);
      if (after === undefined) return null;
      pending.push(after.node);
    } else if (ELEMENTWISE.has(node.op)) {
      const whole = node.inputs.filter(({ shape }) => elementCount(shape) > 1);
      pending.push(...whole.map((input) => input.node));
    } else if (node.op !== 'matrixProduct' || node.inputs.length > 2) {
      return null;
    }
  }
  return outputsStayInside(group, graph) ? group : null;
}

const nextOf = ({ node }: Value, graph: Graph): Value | undefined =>
  node.op === 'input' ? graph.outputs.get(node.attributes.name + NEXT) : undefined;

const isOperand = (user: AnyNode, matrix: Value): boolean =>
  user.op === 'matrixProduct' && user.inputs[2] !== matrix;

/** Whether the graph gives nothing of the group but next values of matrices that it carries. */
function outputsStayInside(group: ReadonlySet<AnyNode>, graph: Graph): boolean {
  return [...graph.outputs].every(([name, { node }]) => {
    if (!group.has(node)) return true;
    const carried = name.endsWith(NEXT) && graph.inputs.get(name.slice(0, -NEXT.length));
    return carried !== undefined && carried !== false && group.has(carried.node);
  });
}

/** Whether more products read the matrix transposed, as their left operand, than as it is. */
function readsGain(matrix: Value, group: ReadonlySet<AnyNode>, users: Users): boolean {
  let gain = 0;
  for (const user of users.get(matrix) ?? []) {
    if (group.has(user) || user.op !== 'matrixProduct' || user.inputs[0] !== matrix) continue;
    gain += user.attributes.transposeLeft ? 1 : -1;
  }
  return gain > 0;
}
