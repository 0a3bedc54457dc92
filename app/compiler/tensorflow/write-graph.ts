import type { Graph, Value } from '../graph.ts';
import type { Operator } from '../operators/vocabulary.ts';
import type { Edge } from './edge.ts';
import type { NodeWriter } from './node-writer.ts';
import { WRITERS } from './write/table.ts';
import type { Writer } from './write/writer.ts';

/** More nodes take minutes to be read and gigabytes to be kept: sequences are written out step by step. */
const MOST_NODES = 60_000;

/** Why a graph cannot be written: an operator that TensorFlow has nothing for, or its size. */
export interface Unwritten {
  readonly unwritten: Operator | 'all';
}

export const isUnwritten = <T extends object>(made: T | Unwritten): made is Unwritten =>
  'unwritten' in made;

/**
 * Writes the nodes of a graph.
 * @param given what its inputs are, by name
 * @returns its outputs by name, or why it cannot be
 */
export function writeGraph(
  graph: Graph,
  writer: NodeWriter,
  given: (name: string) => Edge,
): ReadonlyMap<string, Edge> | Unwritten {
  const edges = new Map<Value, Edge>();
  const read = (value: Value): Edge => {
    const edge = edges.get(value);
    if (edge === undefined) throw new Error(`${value.node.op} was read before it was written`);
    return edge;
  };
  let inside: Unwritten | null = null;
  const writeBody = (body: Graph, inputs: readonly Edge[]): readonly Edge[] | null => {
    const names = [...body.inputs.keys()];
    const outputs = writeGraph(body, writer, (name) => {
      const edge = inputs[names.indexOf(name)];
      if (edge === undefined) throw new Error(`A body was not given ${name}`);
      return edge;
    });
    if (!isUnwritten(outputs)) return [...outputs.values()];
    inside = outputs;
    return null;
  };
  for (const node of graph.nodes) {
    if (node.op === 'input') {
      for (const value of node.outputs) edges.set(value, given(node.attributes.name));
      continue;
    }
    const write = WRITERS[node.op] as Writer<Operator>;
    const made = write(node, node.inputs.map(read), writer, writeBody);
    if (made === null) return inside ?? { unwritten: node.op };
    if (writer.nodes.length > MOST_NODES) return { unwritten: 'all' };
    node.outputs.forEach((value, place) => {
      const edge = made[place];
      if (edge !== undefined) edges.set(value, edge);
    });
  }
  return new Map([...graph.outputs].map(([name, value]) => [name, read(value)]));
}
