import type { Graph } from '../graph.ts';
import { multiply, negate } from '../operators/elementwise.ts';
import { scatterAdd } from '../operators/movement.ts';
import { rewrite } from './rewrite.ts';
import { scaled, useCounts } from './scaled-values.ts';

/**
 * Updates only the rows of a table that a batch has looked up: `table − s · gradient`, where the
 * gradient is rows scattered into zeros, becomes those rows, scaled, scattered into the table. Gradient
 * descent comes in this form and so moves a few rows only. Its momentum and weight decay do as far as
 * the gradient, which is never made; but all rows of a velocity fade and move their weights at every
 * step, and all weights decay. Nesterov's look-ahead reads the gradient twice and has it made whole.
 *
 * Other rules keep their gradients whole. Adam and its kin, RMSprop, Adadelta and Lion move every
 * row at every step, by moments that decay whether the batch looks a row up or not. Adagrad leaves the
 * other rows as they are: see `accumulateRows`.
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
