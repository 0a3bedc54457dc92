import type { Graph, Value } from '../graph.ts';
import { cast } from '../operators/elementwise.ts';
import type { Operator } from '../operators/vocabulary.ts';
import { rewrite } from './rewrite.ts';

/**
 * Products and convolutions, forwards and backwards: nearly all of the arithmetic, and safe in half
 * precision since devices add their terms up in float32. Sums, exponentials and updates are not.
 */
const IN_HALF_PRECISION: ReadonlySet<Operator> = new Set([
  'matrixProduct',
  'batchedProduct',
  'sharedProduct',
  'convolution',
  'convolutionInputGradient',
  'convolutionFilterGradient',
]);

/**
 * Computes products and convolutions in float16; weights, moments and everything else stay float32.
 * A value that several of them take is converted once.
 * @source Micikevicius et al. 2018, "Mixed precision training", arXiv:1710.03740, §3
 */
export function mixedPrecision(graph: Graph): Graph {
  const halves = new Map<Value, Value>();
  const half = (value: Value): Value => {
    if (value.dtype !== 'float32') return value;
    const known = halves.get(value) ?? cast(value, 'float16');
    halves.set(value, known);
    return known;
  };
  return rewrite(graph, (node, inputs, target) => {
    if (!IN_HALF_PRECISION.has(node.op)) return null;
    const types = node.outputs.map(({ dtype, shape }) => ({
      dtype: dtype === 'float32' ? ('float16' as const) : dtype,
      shape,
    }));
    const outputs = target.append(node.op, inputs.map(half), node.attributes, types);
    return outputs.map((value, place) => cast(value, node.outputs[place]?.dtype ?? value.dtype));
  });
}
