import type { AnyNode, Node, Value } from '../../graph.ts';
import type { Operator } from '../../operators/vocabulary.ts';
import type { Forms } from './forms.ts';

/**
 * Gives a node's outputs their forms if the node can and should compute in blocks.
 * @returns whether it did; otherwise the node is copied and computes row-major
 */
export type BlockingRule<Op extends Operator> = (node: Node<Op>, forms: Forms) => boolean;

export const inputOf = ({ inputs, op }: AnyNode, place: number): Value => {
  const value = inputs[place];
  if (value === undefined) throw new Error(`${op} has no input ${place}`);
  return value;
};

export const outputOf = ({ outputs, op }: AnyNode, place = 0): Value => {
  const value = outputs[place];
  if (value === undefined) throw new Error(`${op} has no output ${place}`);
  return value;
};
