import { elementCount } from '../../shape.ts';
import type { Graph, Value } from '../graph.ts';
import { evaluateNode } from '../interpret.ts';
import type { Tensor } from '../kernels/tensor.ts';
import { rewrite } from './rewrite.ts';

/** Results up to this size are stored; larger ones are cheaper to compute than to carry along. */
const LARGEST_STORED = 4096;

/** Computes ahead what depends on constants only, in float64. */
export function foldConstants(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, target) => {
    if (node.op === 'constant' || node.op === 'input') return null;
    if (node.outputs.some((output) => !isStored(output))) return null;
    const known = inputs.map(constantOf);
    const tensors = known.filter((tensor) => tensor !== null);
    if (tensors.length < known.length) return null;
    const results = evaluateNode(node, tensors);
    return node.outputs.map(({ dtype, shape }, output) =>
      target.constant(results[output]?.data ?? [], dtype, shape),
    );
  });
}

/** Constants are small, and row-major. */
const isStored = ({ shape, blocking }: Value): boolean =>
  elementCount(shape) <= LARGEST_STORED && blocking === undefined;

function constantOf({ node, shape }: Value): Tensor | null {
  if (node.op !== 'constant' || elementCount(shape) > LARGEST_STORED) return null;
  return { shape, data: Float64Array.from(node.attributes.values) };
}
