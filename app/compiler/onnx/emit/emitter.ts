import type { Graph, Node, Value } from '../../graph.ts';
import type { Operator } from '../../operators/vocabulary.ts';
import type { GraphWriter } from '../graph-writer.ts';

/** Writes the nodes of a graph; `inputName` says what its inputs are called. */
export type WriteGraph = (
  graph: Graph,
  writer: GraphWriter,
  inputName: (name: string) => string,
) => ReadonlyMap<string, string>;

/**
 * Writes one node as ONNX operators.
 * @param inputs names of the node's input values
 * @param used   whether anybody reads the output in a place
 * @param write  writes the body of a node that has one
 * @returns names of its outputs
 */
export type Emitter<Op extends Operator> = (
  node: Node<Op>,
  inputs: readonly string[],
  writer: GraphWriter,
  used: (output: number) => boolean,
  write: WriteGraph,
) => readonly string[];

/** Writes a node one way or the other, by whether its input is in blocks. */
export const byBlocking =
  <Op extends Operator>(rowMajor: Emitter<Op>, blocked: Emitter<Op>): Emitter<Op> =>
  (node, ...surroundings) =>
    (valueAt(node, 0).blocking === undefined ? rowMajor : blocked)(node, ...surroundings);

export type EmitterTable = { readonly [Op in Operator]: Emitter<Op> };

/** The name of an input that the operator always has. */
export function nameAt(inputs: readonly string[], place: number): string {
  const name = inputs[place];
  if (name === undefined) throw new Error(`Input ${place} is missing`);
  return name;
}

/** Shape of a node's first output. */
export function shapeOf(node: Node<Operator>) {
  const [value] = node.outputs;
  if (value === undefined) throw new Error(`${node.op} has no output`);
  return value.shape;
}

/** A node's input value, which the operator always has. */
export function valueAt(node: Node<Operator>, place: number): Value {
  const value = node.inputs[place];
  if (value === undefined) throw new Error(`${node.op} has no input ${place}`);
  return value;
}
