import type { Graph, Node, Value } from '../../graph.ts';
import type { Operator } from '../../operators/vocabulary.ts';
import type { Edge } from '../edge.ts';
import type { NodeWriter } from '../node-writer.ts';

/** Writes the nodes of a body; null where one of them cannot be written. */
export type WriteBody = (body: Graph, inputs: readonly Edge[]) => readonly Edge[] | null;

/**
 * Writes one node by operators of TensorFlow.
 * @returns its outputs; null where TensorFlow has nothing that computes it
 */
export type Writer<Op extends Operator> = (
  node: Node<Op>,
  inputs: readonly Edge[],
  writer: NodeWriter,
  body: WriteBody,
) => readonly Edge[] | null;

export type WriterTable = { readonly [Op in Operator]: Writer<Op> };

/** The input in this place, which the operator always has. */
export function inputAt(inputs: readonly Edge[], place: number): Edge {
  const edge = inputs[place];
  if (edge === undefined) throw new Error(`Input ${place} is missing`);
  return edge;
}

/** A node's first output. */
export function outputOf({ outputs: [value], op }: Node<Operator>): Value {
  if (value === undefined) throw new Error(`${op} has no output`);
  return value;
}
