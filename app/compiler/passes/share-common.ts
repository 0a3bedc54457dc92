import { elementCount } from '../../shape.ts';
import { type AnyNode, type Graph, typeText, type Value } from '../graph.ts';
import { innerGraph } from '../operators/inner-graph.ts';
import { rewrite } from './rewrite.ts';

/** Constants above this size are not compared: they are made once in the first place. */
const LARGEST_COMPARED = 4096;

/** Computes equal things once: nodes of the same operator, attributes and inputs become one. */
export function shareCommon(graph: Graph): Graph {
  const first = new Map<string, readonly Value[]>();
  return rewrite(graph, (node, inputs, target) => {
    const key = identity(node, inputs);
    if (key === null) return null;
    const known = first.get(key);
    if (known !== undefined) return known;
    const outputs = target.append(node.op, inputs, node.attributes, node.outputs);
    first.set(key, outputs);
    return outputs;
  });
}

/** Equal for nodes that compute the same; null for those that are never shared. */
function identity(node: AnyNode, inputs: readonly Value[]): string | null {
  // Bodies are not compared: nobody makes the same one twice.
  if (node.op === 'input' || innerGraph(node) !== null) return null;
  const size = node.outputs.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  if (node.op === 'constant' && size > LARGEST_COMPARED) return null;
  const attributes =
    node.op === 'constant' ? Array.from(node.attributes.values).map(exactText) : node.attributes;
  return JSON.stringify([
    node.op,
    inputs.map((value) => [value.node.index, value.output]),
    attributes,
    node.outputs.map(typeText),
  ]);
}

/** Keeps apart what JSON would write alike: −0 and 0, infinities and NaN. */
function exactText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
