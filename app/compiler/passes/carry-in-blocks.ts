import { elementCount, sameShape } from '../../shape.ts';
import { type AnyNode, type Graph, typeText, type Value } from '../graph.ts';
import { NEXT } from '../onnx/edges.ts';
import type { PieceOrder } from '../operators/attributes.ts';
import { blockingOf, fromMemoryOrder, memoryOrder, toMemoryOrder } from '../operators/blocked.ts';
import { ELEMENTWISE } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import { rewrite } from './rewrite.ts';
import { type Users, usersOf } from './users.ts';

/**
 * Carries filters from step to step, with the moments beside them, in the blocks in which every
 * convolution reads them and in which their gradient comes: an update goes number by number,
 * whatever their order. They are reordered once a call instead of twice a step.
 */
export function carryInBlocks(graph: Graph): Graph {
  const users = usersOf(graph);
  const plan = new Plan();
  for (const weights of graph.inputs.values()) {
    const region = updateRegion(weights, graph, users);
    if (region !== null) planPieces(weights, region, users, plan);
  }
  return rewrite(graph, (node, inputs, target) => {
    const [first] = inputs;
    const pieces = plan.pieces.get(node);
    if (node.op === 'input' && pieces !== undefined) {
      const { name } = node.attributes;
      return node.outputs.map(({ dtype, shape }) =>
        target.input(name, dtype, [elementCount(shape)], { pieces }),
      );
    }
    if (plan.flattened.has(node)) {
      const types = node.outputs.map(({ dtype, shape }) => ({
        dtype,
        shape: elementCount(shape) === 1 ? shape : [elementCount(shape)],
      }));
      return target.append(node.op, inputs, node.attributes, types);
    }
    if (first === undefined) return null;
    const read = plan.read.get(node);
    if (read !== undefined) {
      const vector = reshape(first, [elementCount(first.shape)]);
      return [fromMemoryOrder(vector, read.shape, blockingOf(read))];
    }
    if (!plan.written.has(node)) return null;
    // What is written into the update is reordered from blocks, and perhaps made a vector.
    const reordering = node.op === 'reorder' ? first : first.node.inputs[0];
    return reordering === undefined ? null : [toMemoryOrder(reordering)];
  });
}

/** What becomes of the nodes around filters that are carried in blocks. */
class Plan {
  /** Inputs, with the orders of their pieces. */
  readonly pieces = new Map<AnyNode, readonly (PieceOrder | null)[]>();
  /** Nodes that compute on one filter by itself, now a vector. */
  readonly flattened = new Set<AnyNode>();
  /** Reorderings of a carried filter, with the blocked value that they give. */
  readonly read = new Map<AnyNode, Value>();
  /** Values in Keras' order that an update takes, now taken in the order of memory. */
  readonly written = new Set<AnyNode>();
}

/** All that is computed element by element from carried tensors of one shape to their next values. */
interface Region {
  readonly nodes: ReadonlySet<AnyNode>;
  /** Values that enter it: gradients. */
  readonly entering: readonly Value[];
}

/**
 * The region that updates carried weights; null where anything in it is used elsewhere, the weights
 * themselves and numbers alone excepted.
 */
function updateRegion(weights: Value, graph: Graph, users: Users): Region | null {
  const next = nextOf(weights, graph);
  if (next === undefined || elementCount(weights.shape) < 2) return null;
  const nodes = new Set<AnyNode>();
  const entering = new Set<Value>();
  const pending = [next];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    const { node, shape } = value;
    if (nodes.has(node) || entering.has(value)) continue;
    if (!sameShape(shape, weights.shape)) return null;
    if (node.op === 'input') {
      const after = nextOf(value, graph);
      if (after === undefined || node.attributes.axes || node.attributes.pieces) return null;
      pending.push(after);
    } else if (ELEMENTWISE.has(node.op)) {
      pending.push(...node.inputs.filter((input) => elementCount(input.shape) > 1));
    } else {
      entering.add(value);
      continue;
    }
    nodes.add(node);
    for (const user of users.get(value) ?? []) {
      if (ELEMENTWISE.has(user.op)) pending.push(...user.outputs);
      else if (value !== weights) return null;
    }
  }
  const leavesOnlyAsNext = [...graph.outputs].every(
    ([name, { node }]) => !nodes.has(node) || isNextOf(name, graph, nodes),
  );
  const isTakenOnlyHere = [...entering].every((value) =>
    (users.get(value) ?? []).every((user) => nodes.has(user)),
  );
  return leavesOnlyAsNext && isTakenOnlyHere ? { nodes, entering: [...entering] } : null;
}

const nextOf = ({ node }: Value, graph: Graph): Value | undefined =>
  node.op === 'input' ? graph.outputs.get(node.attributes.name + NEXT) : undefined;

function isNextOf(name: string, graph: Graph, nodes: ReadonlySet<AnyNode>): boolean {
  const carried = graph.inputs.get(name.slice(0, -NEXT.length));
  return name.endsWith(NEXT) && carried !== undefined && nodes.has(carried.node);
}

/** A filter in a region: who reads it, and whence its gradients come. */
interface Piece {
  readonly value: Value;
  readonly readers: readonly AnyNode[];
  readonly gradients: readonly Value[];
}

function planPieces(weights: Value, { nodes, entering }: Region, users: Users, plan: Plan): void {
  const readers = (users.get(weights) ?? []).filter((user) => !nodes.has(user));
  const [only] = readers;
  const split = only?.op === 'split' && readers.length === 1 ? only : null;
  const pieces =
    split === null
      ? [{ value: weights, readers, gradients: entering }]
      : split.outputs.map((value, place) => ({
          value,
          readers: users.get(value) ?? [],
          gradients: entering.map((gradient) => partOf(gradient, split.outputs, place)),
        }));
  const blocked = pieces.map((piece) => blockedReading(piece, users));
  if (blocked.every((reading) => reading === null)) return;
  const orders = blocked.map((reading) => reading?.order ?? null);
  for (const node of nodes) {
    if (node.op === 'input') plan.pieces.set(node, orders);
    else if (split === null) plan.flattened.add(node);
  }
  for (const reading of blocked) {
    for (const node of reading?.readers ?? []) {
      const [value] = node.outputs;
      if (value !== undefined) plan.read.set(node, value);
    }
    for (const node of reading?.written ?? []) plan.written.add(node);
  }
}

/** What a value that is joined of pieces as another is split has in a place; else itself. */
function partOf(joined: Value, pieces: readonly Value[], place: number): Value {
  const { node } = joined;
  const isAlike =
    node.op === 'concatenate' &&
    node.inputs.length === pieces.length &&
    node.inputs.every((input, at) => sameShape(input.shape, pieces[at]?.shape ?? []));
  return (isAlike ? node.inputs[place] : undefined) ?? joined;
}

/** How a filter is read and written in blocks; null unless that is so everywhere, and in the same. */
function blockedReading({ readers, gradients }: Piece, users: Users) {
  const reorders = readers.flatMap((reader) =>
    reader.op === 'reshape' ? usersOfOutputs(reader, users) : [reader],
  );
  const [first] = reorders;
  const filter = first?.outputs[0];
  if (filter?.blocking === undefined) return null;
  const axes = first?.op === 'reorder' ? first.attributes.axes : [];
  const isAlike = (node: AnyNode | undefined, value: Value | undefined) =>
    node?.op === 'reorder' &&
    sameShape(node.attributes.axes, axes) &&
    value !== undefined &&
    typeText(value) === typeText(filter);
  if (!reorders.every((node) => isAlike(node, node.outputs[0]))) return null;
  const sources = gradients.map(({ node }) =>
    node.op === 'reshape' ? node.inputs[0]?.node : node,
  );
  if (!sources.every((node) => isAlike(node, node?.inputs[0]))) return null;
  const written = gradients.map(({ node }) => node);
  const isShared = written.some((node) => usersOfOutputs(node, users).length > 1);
  if (isShared && written[0]?.op === 'reshape') return null;
  const order = memoryOrder(filter.shape, filter.blocking, axes);
  return { order, readers: reorders, written };
}

const usersOfOutputs = ({ outputs }: AnyNode, users: Users): readonly AnyNode[] =>
  outputs.flatMap((value) => users.get(value) ?? []);
