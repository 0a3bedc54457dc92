import type { Graph } from '../graph.ts';
import { multiply, negate } from '../operators/elementwise.ts';
import { scatterAdd } from '../operators/movement.ts';
import { rewrite } from './rewrite.ts';
import { scaled, useCounts } from './scaled-values.ts';

/**
 * Updates only the rows of a table that a batch has looked up: `table − s · gradient`, where the
 * gradient is rows scattered into zeros, becomes those rows, scaled, scattered into the table. Gradient
 * descent comes in this form, and so does its momentum; rules that divide by moments need all rows.
 */
export function updateRows(graph: Graph): Graph {
  const uses = useCounts(graph);
  return rewrite(graph, (node, inputs) => {
    const [table, step] = inputs;
    const [, given] = node.inputs;
    if (node.op !== 'subtract' || table === undefined || step === undefined) return null;
    const move = uses.get(given) === 1 ? scaled(step) : null;
    const [rows, indices, base] = move?.x.node.inputs ?? [];
    const isRows = move?.x.node.op === 'scatterAdd' && base === undefined;
    if (move === null || !isRows || rows === undefined || indices === undefined) return null;
    return [scatterAdd(multiply(rows, negate(move.factor)), indices, table)];
  });
}
