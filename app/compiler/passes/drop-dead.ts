import type { Graph } from '../graph.ts';
import { rewrite } from './rewrite.ts';

/** Leaves out nodes that no output depends on: rewriting without a rule does just that. */
export function dropDead(graph: Pick<Graph, 'nodes' | 'outputs'>): Graph {
  return rewrite(graph, () => null);
}
