import type { Graph } from '../graph.ts';
import { softmax } from '../operators/elementwise.ts';
import { rewrite } from './rewrite.ts';

/**
 * Takes the exponential of a logarithmic softmax, which gradients of cross-entropies contain, as a
 * softmax: then a step needs the logarithms for its metrics only.
 */
export function softmaxOfLogarithm(graph: Graph): Graph {
  return rewrite(graph, (node, [logarithm]) => {
    if (node.op !== 'exponential' || logarithm?.node.op !== 'logSoftmax') return null;
    const [logits] = logarithm.node.inputs;
    return logits === undefined ? null : [softmax(logits)];
  });
}
