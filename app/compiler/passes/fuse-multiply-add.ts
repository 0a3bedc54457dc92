import { elementCount, sameShape } from '../../shape.ts';
import type { Graph } from '../graph.ts';
import { multiplyAdd, negate } from '../operators/elementwise.ts';
import { rewrite } from './rewrite.ts';
import { scaled, useCounts } from './scaled-values.ts';

/** Below this many elements a blocked kernel costs as much as two plain operators. */
const SMALLEST = 4096;

/**
 * Makes one operator of a product with one number and the sum or difference it goes into, as
 * optimisers have it: `β · m + g`, `w − s · d`. The product must have no other use.
 */
export function fuseMultiplyAdd(graph: Graph): Graph {
  const uses = useCounts(graph);
  return rewrite(graph, (node, inputs) => {
    if (node.op !== 'add' && node.op !== 'subtract') return null;
    const [left, right] = inputs;
    if (left === undefined || right === undefined) return null;
    if (left.dtype !== 'float32' || elementCount(left.shape) < SMALLEST) return null;
    if (!sameShape(left.shape, right.shape)) return null;
    const isFree = (place: number) => uses.get(node.inputs[place]) === 1;
    const second = isFree(1) ? scaled(right) : null;
    if (second !== null) {
      const factor = node.op === 'add' ? second.factor : negate(second.factor);
      return [multiplyAdd(second.x, factor, left)];
    }
    const first = isFree(0) && node.op === 'add' ? scaled(left) : null;
    return first === null ? null : [multiplyAdd(first.x, first.factor, right)];
  });
}
