import { elementCount, sameShape } from '../../shape.ts';
import type { AnyNode, Graph, Value } from '../graph.ts';
import { NEXT } from '../onnx/edges.ts';
import type { PieceOrder } from '../operators/attributes.ts';
import { ELEMENTWISE } from '../operators/elementwise.ts';
import { rewrite } from './rewrite.ts';
import { type Users, usersOf } from './users.ts';

/** How a weight is read and written in another order than its own. */
export interface PieceReading {
  readonly order: PieceOrder;
  /** Reorderings of the weight. */
  readonly readers: readonly AnyNode[];
  /** Its gradients, each reordered into the weight's own order and perhaps made a vector. */
  readonly written: readonly AnyNode[];
}

/** An order in which weights can be carried. */
export interface CarriedPieces {
  /** The operator that brings a weight into the order, and its gradient out of it. */
  readonly op: 'reorder' | 'transpose';
  /** Null unless the weight is read and written so everywhere, and in the same order. */
  reading(piece: Piece, users: Users): PieceReading | null;
  /** What a reordering gives, from the weight as it is carried. */
  read(carried: Value, reordered: Value): Value;
  /** A gradient as it comes, as a vector in the order that is carried. */
  written(gradient: Value): Value;
}

/**
 * Carries weights from step to step, with the moments beside them, in the order in which they are
 * read and their gradient comes: an update goes number by number, whatever their order. They are
 * reordered once a call instead of twice a step.
 */
export function carryPieces(graph: Graph, carried: CarriedPieces): Graph {
  const users = usersOf(graph);
  const plan = new Plan();
  for (const weights of graph.inputs.values()) {
    const region = updateRegion(weights, graph, users);
    if (region !== null) planPieces(weights, region, users, carried, plan);
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
    if (read !== undefined) return [carried.read(first, read)];
    if (!plan.written.has(node)) return null;
    // What is written into the update is reordered, and perhaps made a vector.
    const gradient = node.op === carried.op ? first : first.node.inputs[0];
    return gradient === undefined ? null : [carried.written(gradient)];
  });
}

/** What becomes of the nodes around weights that are carried in another order. */
class Plan {
  /** Inputs, with the orders of their pieces. */
  readonly pieces = new Map<AnyNode, readonly (PieceOrder | null)[]>();
  /** Nodes that compute on one weight by itself, now a vector. */
  readonly flattened = new Set<AnyNode>();
  /** Reorderings of a carried weight, with the value that they give. */
  readonly read = new Map<AnyNode, Value>();
  /** Values in Keras' order that an update takes, now taken in the order that is carried. */
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

/** A weight in a region: who reads it, and whence its gradients come. */
export interface Piece {
  readonly value: Value;
  readonly readers: readonly AnyNode[];
  readonly gradients: readonly Value[];
}

function planPieces(
  weights: Value,
  { nodes, entering }: Region,
  users: Users,
  { reading }: CarriedPieces,
  plan: Plan,
): void {
  const readers = (users.get(weights) ?? []).filter((user) => !nodes.has(user));
  const [only] = readers;
  // Of a matrix, columns could be cut off too: pieces lie one after the other in a vector alone.
  const isVector = weights.shape.length === 1;
  const split = isVector && only?.op === 'split' && readers.length === 1 ? only : null;
  const pieces =
    split === null
      ? [{ value: weights, readers, gradients: entering }]
      : split.outputs.map((value, place) => ({
          value,
          readers: users.get(value) ?? [],
          gradients: entering.map((gradient) => partOf(gradient, split.outputs, place)),
        }));
  const readings = pieces.map((piece) => reading(piece, users));
  if (readings.every((found) => found === null)) return;
  const orders = readings.map((found) => found?.order ?? null);
  for (const node of nodes) {
    if (node.op === 'input') plan.pieces.set(node, orders);
    else if (split === null) plan.flattened.add(node);
  }
  for (const found of readings) {
    for (const node of found?.readers ?? []) {
      const [value] = node.outputs;
      if (value !== undefined) plan.read.set(node, value);
    }
    for (const node of found?.written ?? []) plan.written.add(node);
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

export const usersOfOutputs = ({ outputs }: AnyNode, users: Users): readonly AnyNode[] =>
  outputs.flatMap((value) => users.get(value) ?? []);
