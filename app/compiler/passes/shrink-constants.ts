import { elementCount, sameShape } from '../../shape.ts';
import { type Graph, only, type Value } from '../graph.ts';
import { ELEMENTWISE } from '../operators/elementwise.ts';
import { rewrite } from './rewrite.ts';

/** Larger constants are data rather than factors, and long to look through. */
const LARGEST = 65_536;

/**
 * Makes one number of a constant that holds nothing else, where another operand has the result's
 * shape: the gradient of a mean is such a constant.
 */
export function shrinkConstants(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, target) => {
    if (!ELEMENTWISE.has(node.op) || node.inputs.length < 2) return null;
    const shape = only(node.outputs).shape;
    const shrunk = inputs.map((input, place) => {
      const number = onlyNumber(input);
      const others = inputs.some((each, at) => at !== place && sameShape(each.shape, shape));
      return number === null || !others ? input : target.constant([number], input.dtype, []);
    });
    return shrunk.every((input, place) => input === inputs[place])
      ? null
      : target.append(node.op, shrunk, node.attributes, node.outputs);
  });
}

/** The number that a constant tensor holds everywhere, if it is one. */
function onlyNumber({ node, shape }: Value): number | null {
  const count = elementCount(shape);
  if (node.op !== 'constant' || count < 2 || count > LARGEST) return null;
  const [first, ...others] = Array.from(node.attributes.values);
  return first !== undefined && others.every((value) => Object.is(value, first)) ? first : null;
}
