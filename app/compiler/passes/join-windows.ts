import { elementCount } from '../../shape.ts';
import type { Graph, Node, Value } from '../graph.ts';
import { add, cast, multiply, remainder } from '../operators/elementwise.ts';
import { gather, reshape, split } from '../operators/movement.ts';
import { rewrite } from './rewrite.ts';

/** Larger windows are better copied whole than number by number. */
const LARGEST = 4096;

type Window = Node<'poolWindow'>;

/**
 * Reads small windows of like size together, as images draw a few numbers each for every change: the
 * six nodes that find where a window starts are then the same for all, and each takes the time of
 * being called. The numbers are those that each window has by itself.
 */
export function joinWindows(graph: Graph): Graph {
  const groups = new Map<Window, readonly Window[]>();
  const byKind = new Map<Value, Map<number, Window[]>>();
  for (const node of graph.nodes) {
    if (node.op !== 'poolWindow') continue;
    const [pool] = node.inputs;
    const count = countOf(node);
    if (pool === undefined || count > LARGEST) continue;
    const ofPool = byKind.get(pool) ?? new Map<number, Window[]>();
    const group = ofPool.get(count) ?? [];
    group.push(node);
    ofPool.set(count, group);
    byKind.set(pool, ofPool);
    groups.set(node, group);
  }
  const read = new Map<readonly Window[], readonly Value[]>();
  return rewrite(graph, (node, [pool, step]) => {
    if (node.op !== 'poolWindow') return null;
    const group = groups.get(node);
    if (group === undefined || group.length < 2 || pool === undefined || step === undefined) {
      return null;
    }
    const windows = read.get(group) ?? joined(group, pool, step);
    read.set(group, windows);
    const [window] = windows.slice(group.indexOf(node));
    return window === undefined ? null : [reshape(window, node.outputs[0]?.shape ?? [])];
  });
}

const countOf = ({ outputs: [window] }: Window): number => elementCount(window?.shape ?? []);

/** A row for each window, [1, count]. */
function joined(group: readonly Window[], pool: Value, step: Value): readonly Value[] {
  const { graph } = pool;
  const [first] = group;
  const count = first === undefined ? 0 : countOf(first);
  const places = elementCount(pool.shape) - count + 1;
  const perWindow = (numbers: readonly number[]) =>
    graph.constant(numbers, 'int64', [numbers.length, 1]);
  const multipliers = perWindow(group.map(({ attributes: { multiplier } }) => multiplier));
  const increments = perWindow(group.map(({ attributes: { increment } }) => increment));
  const starts = remainder(add(multiply(multipliers, step), increments), places);
  const offsets = Int32Array.from({ length: count }, (_, at) => at);
  const rows = add(cast(starts, 'int32'), graph.constant(offsets, 'int32', [1, count]));
  return split(
    gather(pool, rows),
    0,
    group.map(() => 1),
  );
}
