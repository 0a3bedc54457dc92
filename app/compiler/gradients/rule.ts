import type { Node, Value } from '../graph.ts';
import type { Operator } from '../operators/vocabulary.ts';

/**
 * How a loss changes with a node's inputs, given how it changes with the node's first output.
 * @param gradient of the loss with respect to the first output, of its shape
 * @param wanted   whether the gradient of the input in a place is needed at all
 * @returns a gradient for each input, of its shape; null where it has none or is not wanted
 */
export type GradientRule<Op extends Operator> = (
  node: Node<Op>,
  gradient: Value,
  wanted: (place: number) => boolean,
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
