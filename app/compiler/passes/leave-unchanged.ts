import type { Graph } from '../graph.ts';
import { NEXT } from '../onnx/edges.ts';
import { rewrite } from './rewrite.ts';

/**
 * Does not give back what a step leaves as it was, as frozen weights: who has handed it over still
 * has it, and no loop needs a copy of its own.
 */
export function leaveUnchanged(graph: Graph): Graph {
  const outputs = [...graph.outputs].filter(([name, { node }]) => {
    const isInput = node.op === 'input';
    return !isInput || node.attributes.name + NEXT !== name;
  });
  return rewrite({ nodes: graph.nodes, outputs: new Map(outputs) }, () => null);
}
