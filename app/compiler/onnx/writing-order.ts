import type { AnyNode, Graph } from '../graph.ts';
import type { Operator } from '../operators/vocabulary.ts';
import { OPTIMIZER_SCOPE } from '../optimizer-scope.ts';
import { GIVEN } from '../peak-memory.ts';

type Step = Pick<Graph, 'nodes' | 'outputs'>;

/**
 * The order in which to write a graph's nodes so that ONNX Runtime computes them in
 * `computingOrder`. It walks back from what nobody reads, and of a node's inputs follows the one
 * first that was written last: so the order is made from its end, and of all nodes whose readers
 * have their places, the one to be computed first comes next. Otherwise what depends on early values
 * alone, as a relu's slope, is computed long before it is used, and a weight's gradient long after
 * what it is made of: from memory rather than from a cache, and with more of it.
 * @source onnxruntime v1.30: graph_viewer.cc (ReverseDFSFrom with NodeCompare)
 */
export function writingOrder(graph: Step): readonly AnyNode[] {
  const placeOf = new Map(computingOrder(graph).map((node, place) => [node, place]));
  const users = usersOf(graph);
  const unplaced = new Map(graph.nodes.map((node) => [node, users.get(node)?.length ?? 0]));
  const ready = new Ready(placeOf);
  for (const [node, readers] of unplaced) if (readers === 0) ready.add(node);
  const fromEnd: AnyNode[] = [];
  for (let node = ready.takeFirst(); node !== undefined; node = ready.takeFirst()) {
    fromEnd.push(node);
    for (const source of new Set(node.inputs.map((input) => input.node))) {
      const left = (unplaced.get(source) ?? 0) - 1;
      unplaced.set(source, left);
      if (left === 0) ready.add(source);
    }
  }
  return fromEnd.reverse();
}

/** Nodes whose readers have their places, the one to be computed first at the end. */
class Ready {
  readonly #nodes: AnyNode[] = [];
  readonly #placeOf: ReadonlyMap<AnyNode, number>;

  constructor(placeOf: ReadonlyMap<AnyNode, number>) {
    this.#placeOf = placeOf;
  }

  add(node: AnyNode): void {
    let place = this.#nodes.length;
    while (place > 0 && this.#place(this.#nodes[place - 1]) < this.#place(node)) place -= 1;
    this.#nodes.splice(place, 0, node);
  }

  #place(node: AnyNode | undefined): number {
    return (node && this.#placeOf.get(node)) ?? 0;
  }

  takeFirst(): AnyNode | undefined {
    return this.#nodes.pop();
  }
}

/**
 * Nodes in the order of the graph, but for the gradients of weights and what updates them: they
 * follow as soon as what they are made of is there.
 */
export function computingOrder(graph: Step): readonly AnyNode[] {
  const early = updatingNodes(graph);
  /** The place in the graph of what a node has to wait for. */
  const places = new Map<AnyNode, number>();
  const placeOf = (node: AnyNode): number => places.get(node) ?? node.index;
  /** What is there before the step, and updating nodes made of it alone. */
  const waitless = new Set<AnyNode>();
  for (const node of graph.nodes) {
    const sources = node.inputs.map((input) => input.node);
    const isEarly = early.has(node);
    const isWaitless = sources.every((source) => waitless.has(source));
    if (GIVEN.has(node.op) || (isEarly && isWaitless)) waitless.add(node);
    if (isEarly) places.set(node, Math.max(-1, ...sources.map(placeOf)));
  }
  // What waits for nothing need not come before those who read it.
  const users = usersOf(graph);
  for (const node of graph.nodes.toReversed()) {
    const readers = users.get(node) ?? [];
    if (!places.has(node) || !waitless.has(node) || readers.length === 0) continue;
    places.set(node, Math.max(placeOf(node), Math.min(...readers.map(placeOf))));
  }
  return [...graph.nodes].sort(
    (left, right) =>
      placeOf(left) - placeOf(right) ||
      Number(places.has(left)) - Number(places.has(right)) ||
      left.index - right.index,
  );
}

/** How a gradient gets from the operator that makes it to what updates the weight. */
const MOVING: ReadonlySet<Operator> = new Set([
  'reshape',
  'transpose',
  'toMemoryOrder',
  'concatenate',
  'split',
]);

/** Nodes that update weights, and those whose results are read by these alone, however moved. */
function updatingNodes(graph: Step): ReadonlySet<AnyNode> {
  const users = usersOf(graph);
  const updating = new Set<AnyNode>();
  const isUpdate = (node: AnyNode): boolean =>
    node.scope === OPTIMIZER_SCOPE || (MOVING.has(node.op) && updating.has(node));
  for (const node of graph.nodes.toReversed()) {
    const readers = users.get(node) ?? [];
    const isRead = readers.length > 0 && readers.every(isUpdate);
    if (node.scope === OPTIMIZER_SCOPE || isRead) updating.add(node);
  }
  return updating;
}

function usersOf({ nodes }: Step): ReadonlyMap<AnyNode, readonly AnyNode[]> {
  const users = new Map<AnyNode, AnyNode[]>(nodes.map((node) => [node, []]));
  for (const node of nodes) {
    for (const source of new Set(node.inputs.map((input) => input.node))) {
      users.get(source)?.push(node);
    }
  }
  return users;
}
