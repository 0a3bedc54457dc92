import type { AnyNode, Graph, Value } from '../graph.ts';
import type { Operator } from '../operators/vocabulary.ts';
import type { Emitter } from './emit/emitter.ts';
import { EMITTERS } from './emit/table.ts';
import type { GraphWriter } from './graph-writer.ts';
import { writingOrder } from './writing-order.ts';

/**
 * Writes every node of a graph as ONNX operators.
 * @param inputName what an input of the graph is called in the model
 * @returns what each of the graph's outputs is called in the model
 */
export function writeGraph(
  graph: Graph,
  writer: GraphWriter,
  inputName: (name: string) => string,
): ReadonlyMap<string, string> {
  const names = new Map<Value, string>();
  const nameOf = (value: Value): string => {
    const name = names.get(value);
    if (name === undefined) throw new Error(`${value.node.op} is used before it is written`);
    return name;
  };
  const used = new Set([...graph.nodes.flatMap(({ inputs }) => inputs), ...graph.outputs.values()]);
  for (const node of writingOrder(graph)) {
    writer.scope = node.scope;
    const written =
      node.op === 'input'
        ? [inputName(node.attributes.name)]
        : writeNode(node, node.inputs.map(nameOf), writer, used);
    node.outputs.forEach((value, output) => {
      const name = written[output];
      if (name !== undefined) names.set(value, name);
    });
  }
  writer.scope = '';
  return ownOutputs(graph, writer, nameOf);
}

function writeNode(
  node: AnyNode,
  inputs: readonly string[],
  writer: GraphWriter,
  used: ReadonlySet<Value>,
): readonly string[] {
  const emit = EMITTERS[node.op] as Emitter<Operator>;
  const isUsed = (output: number): boolean => {
    const value = node.outputs[output];
    return value !== undefined && used.has(value);
  };
  return emit(node, inputs, writer, isUsed, writeGraph);
}

/**
 * ONNX wants each output of a graph to be computed in it, and only once: what is handed through,
 * constant or an output already is copied.
 */
function ownOutputs(
  graph: Graph,
  writer: GraphWriter,
  nameOf: (value: Value) => string,
): ReadonlyMap<string, string> {
  const taken = new Set<Value>();
  const names = new Map<string, string>();
  for (const [name, value] of graph.outputs) {
    const foreign = value.node.op === 'input' || value.node.op === 'constant';
    const copied = foreign || taken.has(value);
    names.set(name, copied ? writer.node('Identity', [nameOf(value)]) : nameOf(value));
    taken.add(value);
  }
  return names;
}
