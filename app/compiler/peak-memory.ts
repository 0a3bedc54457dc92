import { elementCount } from '../shape.ts';
import type { AnyNode, Graph, TensorType, Value } from './graph.ts';
import { innerGraph } from './operators/inner-graph.ts';
import type { DType, Operator } from './operators/vocabulary.ts';

const BYTES_PER_ELEMENT: Readonly<Record<DType, number>> = {
  float32: 4,
  float16: 2,
  int32: 4,
  int64: 8,
  uint8: 1,
  bool: 1,
};

export function bytesOf({ dtype, shape }: TensorType): number {
  return elementCount(shape) * BYTES_PER_ELEMENT[dtype];
}

/** Operators whose output is their input under another name: no memory, no traffic. */
export const ALIASES: ReadonlySet<Operator> = new Set(['reshape']);
/** What lies in memory before the step begins. */
export const GIVEN: ReadonlySet<Operator> = new Set(['input', 'constant']);

/** When a step's intermediate values take most memory. */
export interface MemoryPeak {
  readonly bytes: number;
  /** The node whose outputs have just been made; null where nothing takes any. */
  readonly node: AnyNode | null;
}

/** Bytes that a step's intermediate values take at most at once: see `memoryPeak`. */
export function peakTemporaryBytes(graph: Graph): number {
  return memoryPeak(graph).bytes;
}

/**
 * Where a step's intermediate values take most, computed in the order of the nodes and each freed
 * after its last use. Given inputs, constants and the graph's outputs are left out: they are there
 * anyway.
 */
export function memoryPeak(graph: Graph): MemoryPeak {
  const lastUse = lastUses(graph);
  const kept = new Set([...graph.outputs.values()].map(bufferOf));
  const freedAfter = new Map<AnyNode, number>();
  let live = 0;
  let peak: MemoryPeak = { bytes: 0, node: null };
  for (const node of graph.nodes) {
    if (!GIVEN.has(node.op) && !ALIASES.has(node.op)) {
      for (const value of node.outputs) {
        if (kept.has(value)) continue;
        const bytes = bytesOf(value);
        live += bytes;
        const last = lastUse.get(value) ?? node;
        freedAfter.set(last, (freedAfter.get(last) ?? 0) + bytes);
      }
    }
    if (live > peak.bytes) peak = { bytes: live, node };
    live -= freedAfter.get(node) ?? 0;
  }
  return peak;
}

/** Bytes that the nodes of a graph read and write, as if no value stayed in a cache. */
export function trafficBytes(nodes: readonly AnyNode[]): number {
  return nodes.filter(isRun).reduce((sum, node) => {
    const inner = innerGraph(node);
    if (inner !== null) return sum + inner.runs * trafficBytes(inner.body.nodes);
    return [...node.inputs, ...node.outputs].reduce((bytes, value) => bytes + bytesOf(value), sum);
  }, 0);
}

/** Nodes that the runtime spends time on; those of a body as often as it is run. */
export function kernelCount(nodes: readonly AnyNode[]): number {
  return nodes.filter(isRun).reduce((count, node) => {
    const inner = innerGraph(node);
    if (inner !== null) return count + inner.runs * kernelCount(inner.body.nodes);
    return count + 1;
  }, 0);
}

const isRun = ({ op }: AnyNode): boolean => !GIVEN.has(op) && !ALIASES.has(op);

/** The node after which each buffer is not read any more. */
export function lastUses(graph: Graph): ReadonlyMap<Value, AnyNode> {
  const last = new Map<Value, AnyNode>();
  for (const node of graph.nodes) {
    for (const input of node.inputs) last.set(bufferOf(input), node);
  }
  return last;
}

/** The value whose memory this one is. */
export function bufferOf(value: Value): Value {
  const [source] = value.node.inputs;
  return ALIASES.has(value.node.op) && source !== undefined ? bufferOf(source) : value;
}
