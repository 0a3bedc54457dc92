import { sameShape } from '../../shape.ts';
import type { Graph, Node, Value } from '../graph.ts';
import { leadAxes } from '../operators/batched-product.ts';
import { multiply } from '../operators/elementwise.ts';
import { inverseOrder, transpose } from '../operators/movement.ts';
import { sum } from '../operators/reduction.ts';
import { rewrite } from './rewrite.ts';

/**
 * Attention's gradient sums `dP ∘ P` over the keys, dP being `dO · Vᵀ`. As `O = P · V`, that is the
 * sum of `dO ∘ O` over a head's width: two passes over as many numbers as there are pairs of steps
 * become two over as many as there are steps. What P was multiplied by on its way to the product, as
 * by a dropout mask, stands in both.
 * @source Dao et al. 2022, "FlashAttention", arXiv:2205.14135, appendix B.4
 */
export function sumOverWidth(graph: Graph): Graph {
  return rewrite(graph, (node, [weighted], target) => {
    if (node.op !== 'sum' || weighted === undefined || !node.attributes.keepAxes) return null;
    if (!sameShape(node.attributes.axes, [weighted.shape.length - 1])) return null;
    const factors = factorsOf(weighted);
    for (const { node: slope } of factors) {
      if (slope.op !== 'batchedProduct') continue;
      const others = factors.filter((factor) => factor.node !== slope);
      const found = sumOf(slope, others, weighted, target);
      if (found !== null) return [found];
    }
    return null;
  });
}

/**
 * @param slope `dO · Vᵀ`
 * @param others what it is multiplied by: the factors of P
 * @returns null where no product of these with V is there, or it is wider than there are keys
 */
function sumOf(
  slope: Node<'batchedProduct'>,
  others: readonly Value[],
  { shape }: Value,
  { nodes }: Graph,
): Value | null {
  const [left, right] = slope.inputs;
  const { transposeLeft, transposeRight, leadLeft, leadRight, scale } = slope.attributes;
  if (left === undefined || right === undefined || transposeLeft || !transposeRight) return null;
  if ((left.shape.at(-1) ?? 1) >= (shape.at(-1) ?? 1)) return null;
  for (const node of nodes) {
    const [shares] = node.inputs;
    if (node.op !== 'batchedProduct' || node.inputs[1] !== right || shares === undefined) continue;
    const its = node.attributes;
    if (its.transposeLeft || its.leadLeft || its.transposeRight) continue;
    if (its.leadRight !== leadRight || !sameShape(shares.shape, shape)) continue;
    if (!sameValues(factorsOf(shares), others)) continue;
    const [output] = node.outputs;
    if (output === undefined) continue;
    const axes = leadAxes(output.shape.length);
    const alike = leadLeft ? transpose(output, inverseOrder(axes)) : output;
    const total = sum(multiply(left, alike), [alike.shape.length - 1], true);
    const scaled = scale === its.scale ? total : multiply(total, scale / its.scale);
    return leadLeft ? transpose(scaled, axes) : scaled;
  }
  return null;
}

/** What a value is a product of, element by element: itself where it is none. */
function factorsOf(value: Value): readonly Value[] {
  const { node } = value;
  return node.op === 'multiply' ? node.inputs.flatMap(factorsOf) : [value];
}

/** Whether two lists hold the same values as often, in any order. */
function sameValues(left: readonly Value[], right: readonly Value[]): boolean {
  const rest = [...right];
  for (const value of left) {
    const place = rest.indexOf(value);
    if (place === -1) return false;
    rest.splice(place, 1);
  }
  return rest.length === 0;
}
