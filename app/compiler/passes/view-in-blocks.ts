import { elementCount, type Shape, sameShape } from '../../shape.ts';
import type { AnyNode, Graph, Value } from '../graph.ts';
import { NEXT } from '../onnx/edges.ts';
import { ELEMENTWISE } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { rewrite } from './rewrite.ts';

/** Rows of a view: enough to share out between threads, each long enough to be worth a call. */
const MOST_ROWS = 64;

/**
 * Gives the tensors around fused multiply-adds the four axes that the runtime's blocked kernels
 * take, `[1, block, rows, columns]`: element by element, any view of the same numbers will do. State
 * that is updated so is carried in that shape and only its other users reshape it.
 * @param blockSize at least 1
 */
export function viewInBlocks(graph: Graph, blockSize: number): Graph {
  const region = blockedRegion(graph, blockSize);
  const isCarried = (name: string): boolean => {
    const next = graph.outputs.get(name + NEXT);
    return next !== undefined && region.has(next.node);
  };
  const viewed = rewrite(graph, (node, inputs, target) => {
    if (node.op === 'input') {
      const { name, ...order } = node.attributes;
      if (!isCarried(name)) return null;
      return node.outputs.map(({ dtype, shape }) =>
        target.input(name, dtype, blockedShape(shape, blockSize), order),
      );
    }
    if (!region.has(node)) {
      const plain = inputs.map((value, place) => viewedAs(value, node.inputs[place]?.shape ?? []));
      return target.append(node.op, plain, node.attributes, node.outputs);
    }
    const types = node.outputs.map(({ dtype, shape }) => ({
      dtype,
      shape: blockedShape(shape, blockSize),
    }));
    const shape = types[0]?.shape ?? [];
    const blocked = inputs.map((value) =>
      elementCount(value.shape) === 1 ? value : viewedAs(value, shape),
    );
    return target.append(node.op, blocked, node.attributes, types);
  });
  for (const [name, { shape }] of graph.outputs) {
    const value = viewed.outputs.get(name);
    const carried = name.endsWith(NEXT) && isCarried(name.slice(0, -NEXT.length));
    if (value !== undefined && !carried) viewed.outputs.set(name, viewedAs(value, shape));
  }
  return viewed;
}

/** The same numbers in another shape; a view of a view is taken of what was viewed first. */
function viewedAs(value: Value, shape: Shape): Value {
  if (sameShape(value.shape, shape)) return value;
  const [source] = value.node.inputs;
  return value.node.op === 'reshape' && source !== undefined
    ? viewedAs(source, shape)
    : reshape(value, shape);
}

function blockedShape(shape: Shape, blockSize: number): Shape {
  const places = elementCount(shape) / blockSize;
  let rows = MOST_ROWS;
  while (places % rows !== 0) rows -= 1;
  return [1, blockSize, rows, places / rows];
}

/** Nodes to view in blocks: multiply-adds and all that is computed element by element around them. */
function blockedRegion(graph: Graph, blockSize: number): ReadonlySet<AnyNode> {
  const candidates = new Set(graph.nodes.filter((node) => fits(node, blockSize)));
  const neighbours = new Map<AnyNode, AnyNode[]>([...candidates].map((node) => [node, []]));
  for (const node of candidates) {
    for (const { node: before, shape } of node.inputs) {
      if (!candidates.has(before) || elementCount(shape) === 1) continue;
      neighbours.get(node)?.push(before);
      neighbours.get(before)?.push(node);
    }
  }
  const region = new Set<AnyNode>();
  const pending = [...candidates].filter(({ op }) => op === 'multiplyAdd');
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (region.has(node)) continue;
    region.add(node);
    pending.push(...(neighbours.get(node) ?? []));
  }
  return region;
}

/** Whether a node computes element by element, on tensors of one shape that falls into blocks. */
function fits(node: AnyNode, blockSize: number): boolean {
  const [output] = node.outputs;
  if (output === undefined || !ELEMENTWISE.has(node.op)) return false;
  // An image in blocks has the four axes already.
  if (output.blocking !== undefined) return false;
  const count = elementCount(output.shape);
  return (
    count > 1 &&
    count % blockSize === 0 &&
    node.inputs.every(({ shape }) => elementCount(shape) === 1 || sameShape(shape, output.shape))
  );
}
