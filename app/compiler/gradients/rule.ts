import type { Node, Value } from '../graph.ts';
import { scalar } from '../operators/elementwise.ts';
import { broadcast } from '../operators/movement.ts';
import type { Operator } from '../operators/vocabulary.ts';

/**
 * Gradients of the sources from those of some values of the same graph.
 * @param outputs values with their gradients
 * @returns the gradient of each source, of its shape; null where no value depends on it
 */
export type PullBack = (
  outputs: readonly (readonly [value: Value, gradient: Value])[],
  sources: readonly Value[],
) => readonly (Value | null)[];

/**
 * How a loss changes with a node's inputs, given how it changes with the node's outputs.
 * @param gradient  of the loss with respect to the first output, of its shape
 * @param wanted    whether the gradient of the input in a place is needed at all
 * @param gradients with respect to every output; null where the loss does not depend on it
 * @param pullBack  differentiates the body of a node that has one
 * @returns a gradient for each input, of its shape; null where it has none or is not wanted
 */
export type GradientRule<Op extends Operator> = (
  node: Node<Op>,
  gradient: Value,
  wanted: (place: number) => boolean,
  gradients: readonly (Value | null)[],
  pullBack: PullBack,
) => readonly (Value | null)[];

/** The loss does not change with the inputs, or in no way that a step could follow. */
export const notDifferentiable: GradientRule<Operator> = (node) => node.inputs.map(() => null);

export type GradientTable = { readonly [Op in Operator]: GradientRule<Op> };

/** A node's input, which the operator always has. */
export function inputOf(node: Node<Operator>, place: number): Value {
  const value = node.inputs[place];
  if (value === undefined) throw new Error(`${node.op} has no input ${place}`);
  return value;
}

/** A node's output. */
export function outputOf(node: Node<Operator>, place = 0): Value {
  const value = node.outputs[place];
  if (value === undefined) throw new Error(`${node.op} has no output ${place}`);
  return value;
}

/** Zeros in the shape of a value: its gradient where the loss does not depend on it. */
export function zerosLike({ graph, shape }: Value): Value {
  return broadcast(scalar(graph, 0), shape);
}
