import { STANDARD_PLAN } from '../execution-plan.ts';
import type { Graph } from '../graph.ts';
import { encode, nameIn, valueInfo } from '../onnx/edges.ts';
import { GraphWriter } from '../onnx/graph-writer.ts';
import { writeGraph } from '../onnx/write-graph.ts';

/** A graph as a model that takes its inputs and gives its outputs as they are. */
export function emitPlain(graph: Graph, execution = STANDARD_PLAN): Uint8Array {
  const writer = new GraphWriter('plain', null, execution);
  const names = writeGraph(graph, writer, (name) => name);
  const outputs = [...graph.outputs].map(([name, value]) => {
    writer.namedNode('Identity', [nameIn(names, name)], [name]);
    return valueInfo(name, value);
  });
  const inputs = [...graph.inputs].map(([name, value]) => valueInfo(name, value));
  return encode(writer.finish('plain', inputs, outputs));
}
