import { sameShape } from '../../shape.ts';
import type { Graph, Value } from '../graph.ts';
import { add, multiply } from '../operators/elementwise.ts';
import { rewrite } from './rewrite.ts';
import { useCounts } from './scaled-values.ts';

/**
 * Takes a factor of two products out of their sum, `a · b + a · c` as `a · (b + c)`: a pass over
 * memory less. So it is of gradients that reach a value on two ways at once, as the one through
 * `x · f(x)`: `dy · f(x) + dy · x · f′(x)`.
 */
export function factorOut(graph: Graph): Graph {
  const uses = useCounts(graph);
  /** Factors of a product that nobody else reads: those that it is left without, if one is taken out. */
  const factorsOf = (old: Value, value: Value): readonly Value[] => {
    if (old.node.op !== 'multiply' || uses.get(old) !== 1) return [value];
    return value.node.inputs.flatMap((input, place) => {
      const before = old.node.inputs[place];
      return before === undefined ? [] : factorsOf(before, input);
    });
  };
  return rewrite(graph, (node, inputs) => {
    if (node.op !== 'add') return null;
    const [shape] = node.outputs.map((output) => output.shape);
    const [left = [], right = []] = inputs.map((value, place) => {
      const before = node.inputs[place];
      return before === undefined ? [] : factorsOf(before, value);
    });
    if (left.length < 2 || right.length < 2 || shape === undefined) return null;
    const common = left.find((factor) => right.includes(factor) && sameShape(factor.shape, shape));
    if (common === undefined) return null;
    const [one, other] = inputs.map((value) => without(value, common).rest);
    return one && other ? [multiply(common, add(one, other))] : null;
  });
}

/** What is left of a product without one of its factors: null where nothing is. */
function without(
  value: Value,
  factor: Value,
): { readonly rest: Value | null; readonly found: boolean } {
  if (value === factor) return { rest: null, found: true };
  const [left, right] = value.node.inputs;
  if (value.node.op !== 'multiply' || !left || !right) return { rest: value, found: false };
  const first = without(left, factor);
  if (first.found)
    return { rest: first.rest === null ? right : multiply(first.rest, right), found: true };
  const second = without(right, factor);
  if (second.found)
    return { rest: second.rest === null ? left : multiply(left, second.rest), found: true };
  return { rest: value, found: false };
}
