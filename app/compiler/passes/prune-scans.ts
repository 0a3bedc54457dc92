import type { Graph, Node, Value } from '../graph.ts';
import { appendScan, bodyOf } from '../operators/scan.ts';
import { dropDead } from './drop-dead.ts';
import { foldConstants } from './fold-constants.ts';
import { rewrite } from './rewrite.ts';
import { shareCommon } from './share-common.ts';

/** Leaves out of every scan what it collects for nobody, and simplifies its body. */
export function pruneScans(graph: Graph): Graph {
  const read = new Set<Value>(graph.outputs.values());
  for (const { inputs } of graph.nodes) for (const input of inputs) read.add(input);
  return rewrite(graph, (node, inputs) => (node.op === 'scan' ? pruned(node, inputs, read) : null));
}

/** The scan's outputs, each in its old place; undefined for one that is gone. */
function pruned(
  node: Node<'scan'>,
  inputs: readonly Value[],
  isRead: ReadonlySet<Value>,
): readonly (Value | undefined)[] {
  const { states } = node.attributes;
  const isKept = node.outputs.map((value, place) => place < states || isRead.has(value));
  const { nodes, outputs } = bodyOf(node);
  const read = new Map([...outputs].filter((_, place) => isKept[place]));
  const passes = [foldConstants, shareCommon, dropDead, pruneScans];
  const body = passes.reduce((current, pass) => pass(current), dropDead({ nodes, outputs: read }));
  const kept = appendScan(inputs, { ...node.attributes, body });
  let place = 0;
  return isKept.map((keep) => (keep ? kept[place++] : undefined));
}
