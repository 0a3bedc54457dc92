import type { AnyNode, Graph } from '../graph.ts';
import { conditionalBody } from './conditional.ts';
import { bodyOf, stepsOf } from './scan.ts';

/** A graph that a node runs, and how often at most. */
export interface InnerGraph {
  readonly body: Graph;
  readonly runs: number;
}

/** The graph inside a node; null for a node that has none. */
export function innerGraph(node: AnyNode): InnerGraph | null {
  switch (node.op) {
    case 'scan':
      return { body: bodyOf(node), runs: stepsOf(node) };
    case 'conditional':
      return { body: conditionalBody(node), runs: 1 };
    default:
      return null;
  }
}
