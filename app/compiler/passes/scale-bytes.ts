import { elementCount } from '../../shape.ts';
import type { Graph, Value } from '../graph.ts';
import { scaledCast } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { rewrite } from './rewrite.ts';

/** Takes bytes times one number, as images are rescaled, in one pass instead of two. */
export function scaleBytes(graph: Graph): Graph {
  return rewrite(graph, (node, inputs) => {
    const [output] = node.outputs;
    const [left, right] = inputs;
    if (node.op !== 'multiply' || left === undefined || right === undefined) return null;
    const scaled = scaledBytes(left, right) ?? scaledBytes(right, left);
    return scaled === null || output === undefined ? null : [reshape(scaled, output.shape)];
  });
}

function scaledBytes(x: Value, factor: Value): Value | null {
  if (factor.node.op !== 'constant' || elementCount(factor.shape) !== 1) return null;
  const [viewed] = x.node.op === 'reshape' ? x.node.inputs : [x];
  if (viewed?.node.op !== 'cast') return null;
  const [bytes] = viewed.node.inputs;
  const [scale] = Array.from(factor.node.attributes.values);
  return bytes?.dtype === 'uint8' && scale !== undefined ? scaledCast(bytes, scale) : null;
}
