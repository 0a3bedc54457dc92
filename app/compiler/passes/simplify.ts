import type { Graph } from '../graph.ts';
import { dropDead } from './drop-dead.ts';
import { foldConstants } from './fold-constants.ts';
import { pruneScans } from './prune-scans.ts';
import { shareCommon } from './share-common.ts';
import { shrinkConstants } from './shrink-constants.ts';

/** One pass by name: same inputs and outputs, another way of computing them. */
export interface Pass {
  readonly name: string;
  readonly run: (graph: Graph) => Graph;
}

/** The passes that every graph goes through, whatever machine it is for. */
export const SIMPLIFICATIONS: readonly Pass[] = [
  { name: 'fold-constants', run: foldConstants },
  { name: 'shrink-constants', run: shrinkConstants },
  { name: 'share-common', run: shareCommon },
  { name: 'drop-dead', run: dropDead },
  { name: 'prune-scans', run: pruneScans },
];

export function simplify(graph: Graph): Graph {
  return applyPasses(graph, SIMPLIFICATIONS);
}

/** Applies passes in order; `seen` is shown what each one makes. */
export function applyPasses(
  graph: Graph,
  passes: readonly Pass[],
  seen: (pass: Pass, graph: Graph) => void = () => {},
): Graph {
  let current = graph;
  for (const pass of passes) {
    current = pass.run(current);
    seen(pass, current);
  }
  return current;
}
