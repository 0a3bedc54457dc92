import { elementCount, type Shape } from '../../shape.ts';
import type { Graph, Node } from '../graph.ts';
import type { Operator } from '../operators/vocabulary.ts';

/** A tensor of the interpreter: every type is held in float64, row-major. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** Executes a graph: a node's body. */
export type RunGraph = (
  graph: Graph,
  feeds: Readonly<Record<string, ArrayLike<number>>>,
) => ReadonlyMap<string, Tensor>;

/**
 * Computes a node's outputs from its inputs, plainly; the reference for every runtime.
 * @param run executes the body of a node that has one
 */
export type Kernel<Op extends Operator> = (
  node: Node<Op>,
  inputs: readonly Tensor[],
  run: RunGraph,
) => readonly Tensor[];

export type KernelTable = { readonly [Op in Operator]: Kernel<Op> };

export function emptyTensor(shape: Shape): Tensor {
  return { shape, data: new Float64Array(elementCount(shape)) };
}

/** Elements to skip for one step along each axis. */
export function stridesOf(shape: Shape): readonly number[] {
  return shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
}

/** Calls `visit` with every index of a shape in row-major order; the index array is reused. */
export function forEachIndex(
  shape: Shape,
  visit: (index: readonly number[], position: number) => void,
): void {
  const index = shape.map(() => 0);
  const count = elementCount(shape);
  for (let position = 0; position < count; position += 1) {
    visit(index, position);
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const next = (index[axis] ?? 0) + 1;
      index[axis] = next < (shape[axis] ?? 1) ? next : 0;
      if (next < (shape[axis] ?? 1)) break;
    }
  }
}

export function at(tensor: Tensor, position: number): number {
  const value = tensor.data[position];
  if (value === undefined) throw new Error(`Position ${position} is outside the tensor`);
  return value;
}

/** The input in this place; a kernel is never called without it. */
export function inputAt(inputs: readonly Tensor[], place: number): Tensor {
  const tensor = inputs[place];
  if (tensor === undefined) throw new Error(`Input ${place} is missing`);
  return tensor;
}

/** Shape of the node's first output. */
export function outputShape(node: Node<Operator>): Shape {
  const [value] = node.outputs;
  if (value === undefined) throw new Error(`${node.op} has no output`);
  return value.shape;
}
