import type { Graph } from '../graph.ts';
import { dropDead } from './drop-dead.ts';
import { foldConstants } from './fold-constants.ts';
import { shareCommon } from './share-common.ts';

/** The passes that every graph goes through before it is written. */
export function simplify(graph: Graph): Graph {
  return [foldConstants, shareCommon, dropDead].reduce((current, pass) => pass(current), graph);
}
