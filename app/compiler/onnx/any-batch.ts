import { elementCount, type Shape } from '../../shape.ts';
import { GraphWriter } from './graph-writer.ts';
import {
  ELEMENT_TYPES,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from './model.ts';

/** The name of the size that is known only when the model runs. */
export const ANY_BATCH = 'batch';

/** A graph as it is written for a batch of one size. */
export type WriteFor = (batch: number) => OnnxGraph;

/** Primes in threes: sizes that hardly any other size in a model equals, or is a multiple of. */
const BATCHES = [
  [101, 103, 107],
  [211, 223, 227],
] as const;

/**
 * One graph for a batch of any size, out of the same graph written for three. The sizes that a graph names
 * are straight lines in the batch, `offset + slope · batch`: two graphs give the line, the third proves it.
 * A constant that grows with the batch must hold the same numbers for every sample.
 * @param input whose first axis is the batch
 * @returns null where the graphs differ in anything else
 */
export function forAnyBatch(write: WriteFor, input: string): OnnxGraph | null {
  for (const batches of BATCHES) {
    const joined = new BatchJoin(batches, input).join(batches.map(write));
    if (joined !== null) return joined;
  }
  return null;
}

class BatchJoin {
  readonly #batches: readonly number[];
  /** Writes what depends on the batch, ahead of the graph. */
  readonly #writer = new GraphWriter('batch');
  readonly #batch: string;
  readonly #constants: OnnxTensor[] = [];

  constructor(batches: readonly number[], input: string) {
    this.#batches = batches;
    const shape = this.#writer.node('Shape', [input]);
    const ends = [this.#writer.integers([0]), this.#writer.integers([1])];
    this.#batch = this.#writer.node('Slice', [shape, ...ends]);
  }

  join(graphs: readonly OnnxGraph[]): OnnxGraph | null {
    const joined = this.#graph(graphs);
    if (joined === null) return null;
    const ahead = this.#writer.finish('batch', [], []);
    return {
      ...joined,
      nodes: [...ahead.nodes, ...joined.nodes],
      initializers: [...ahead.initializers, ...this.#constants, ...joined.initializers],
    };
  }

  #graph(graphs: readonly OnnxGraph[]): OnnxGraph | null {
    const [graph] = graphs;
    if (graph === undefined) return null;
    const nodes = together(
      graphs.map((each) => each.nodes),
      (same) => this.#node(same),
    );
    const kept = together(
      graphs.map((each) => each.initializers),
      (same) => this.#tensor(same),
    );
    if (nodes === null || kept === null) return null;
    return {
      name: graph.name,
      nodes,
      initializers: kept.flatMap(({ fixed }) => fixed ?? []),
      inputs: edges(graphs.map(({ inputs }) => inputs)),
      outputs: edges(graphs.map(({ outputs }) => outputs)),
    };
  }

  #node(same: readonly OnnxNode[]): OnnxNode | null {
    const [node] = same;
    if (node === undefined) return null;
    const attributes: Record<string, OnnxAttribute> = {};
    for (const [key, attribute] of Object.entries(node.attributes)) {
      const inner = same.flatMap(({ attributes: { [key]: each } }) =>
        each?.kind === 'graph' ? [each.value] : [],
      );
      const graph = inner.length === same.length ? this.#graph(inner) : null;
      if (inner.length > 0 && graph === null) return null;
      attributes[key] = graph === null ? attribute : { kind: 'graph', value: graph };
    }
    const plain = same.map((each) => JSON.stringify({ ...each, attributes: withoutGraphs(each) }));
    return plain.every((each) => each === plain[0]) ? { ...node, attributes } : null;
  }

  /** A constant that stays, or one that is worked out ahead under its name (`fixed` is null then). */
  #tensor(same: readonly OnnxTensor[]): { readonly fixed: OnnxTensor | null } | null {
    const [tensor] = same;
    if (tensor === undefined) return null;
    const { name, elementType } = tensor;
    if (same.some((each) => each.name !== name || each.elementType !== elementType)) return null;
    const dims = same.map((each) => each.dims);
    const hasOneShape = dims.every((each) => String(each) === String(tensor.dims));
    if (hasOneShape && same.every(({ bytes }) => areEqual(bytes, tensor.bytes))) {
      return { fixed: tensor };
    }
    if (hasOneShape && elementType === ELEMENT_TYPES.int64) {
      const sizes = this.#sizes(same.map(integersOf));
      if (sizes !== null) this.#writer.namedNode('Identity', [sizes], [name]);
      return sizes === null ? null : { fixed: null };
    }
    return this.#spread(name, same) ? { fixed: null } : null;
  }

  /** Writes what sizes are for any batch; the name of an int64 vector. */
  #sizes(values: readonly (readonly number[])[]): string | null {
    const [first = [], second = []] = values;
    const [from = 0, to = 0] = this.#batches;
    const slopes = first.map((value, place) => ((second[place] ?? 0) - value) / (to - from));
    const offsets = first.map((value, place) => value - (slopes[place] ?? 0) * from);
    const isLine = values.every((each, row) =>
      each.every((value, place) => {
        const line = (offsets[place] ?? 0) + (slopes[place] ?? 0) * (this.#batches[row] ?? 0);
        return value === line;
      }),
    );
    if (!isLine || !slopes.every(Number.isInteger)) return null;
    const grown = this.#writer.node('Mul', [this.#batch, this.#writer.integers(slopes)]);
    return this.#writer.node('Add', [grown, this.#writer.integers(offsets)]);
  }

  /** Writes a constant that is the same for every sample; false where it is not. */
  #spread(name: string, same: readonly OnnxTensor[]): boolean {
    const [tensor] = same;
    const shape = this.#sizes(same.map(({ dims }) => dims));
    if (tensor === undefined || shape === null) return false;
    const { dims, elementType } = tensor;
    const sample = dims.map((size, axis) =>
      same.every((each) => each.dims[axis] === size) ? size : 1,
    );
    const pieces = same.map((each) => sampleOf(each, sample));
    const [bytes] = pieces;
    if (bytes === undefined || bytes === null) return false;
    if (!pieces.every((each) => each !== null && areEqual(each, bytes))) return false;
    const piece = this.#writer.fresh('sample');
    this.#constants.push({ name: piece, elementType, dims: sample, bytes });
    this.#writer.namedNode('Expand', [piece, shape], [name]);
    return true;
  }
}

/** What becomes of places that lists share; null where one becomes nothing, or the lists differ in length. */
function together<Each, Joined>(
  lists: readonly (readonly Each[])[],
  joinPlace: (same: readonly Each[]) => Joined | null,
): readonly Joined[] | null {
  const [first = []] = lists;
  if (lists.some(({ length }) => length !== first.length)) return null;
  const joined = first.map((_, place) => joinPlace(lists.flatMap((list) => list[place] ?? [])));
  const whole = joined.flatMap((each) => each ?? []);
  return whole.length === joined.length ? whole : null;
}

/** A graph's inputs or outputs, with a name for sizes that the batch decides. */
function edges(same: readonly (readonly OnnxValueInfo[])[]): readonly OnnxValueInfo[] {
  const [first = []] = same;
  return first.map((info, place) => ({
    ...info,
    dims: info.dims.map((size, axis) =>
      same.every((each) => each[place]?.dims[axis] === size)
        ? size
        : axis === 0
          ? ANY_BATCH
          : `${info.name} ${axis}`,
    ),
  }));
}

function withoutGraphs({ attributes }: OnnxNode): Record<string, OnnxAttribute> {
  return Object.fromEntries(Object.entries(attributes).filter(([, { kind }]) => kind !== 'graph'));
}

/**
 * The bytes of a constant at the first place of the axes along which it grows.
 * @param sample its shape with a 1 for each of these
 * @returns null where other places hold other numbers
 */
function sampleOf({ dims, bytes }: OnnxTensor, sample: Shape): Uint8Array | null {
  const itemBytes = bytes.length / elementCount(dims);
  const piece = new Uint8Array(elementCount(sample) * itemBytes);
  const steps = sample.map((size, axis) =>
    size === dims[axis] ? elementCount(sample.slice(axis + 1)) : 0,
  );
  const isWritten = new Set<number>();
  for (let item = 0; item < elementCount(dims); item += 1) {
    let rest = item;
    let at = 0;
    for (let axis = dims.length - 1; axis >= 0; axis -= 1) {
      const size = dims[axis] ?? 1;
      at += (rest % size) * (steps[axis] ?? 0);
      rest = Math.floor(rest / size);
    }
    const value = bytes.subarray(item * itemBytes, (item + 1) * itemBytes);
    const room = piece.subarray(at * itemBytes, (at + 1) * itemBytes);
    if (isWritten.has(at) && !areEqual(value, room)) return null;
    isWritten.add(at);
    room.set(value);
  }
  return piece;
}

function areEqual(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, place) => byte === right[place]);
}

function integersOf({ bytes }: OnnxTensor): readonly number[] {
  const { buffer, byteOffset, byteLength } = bytes.slice();
  return Array.from(new BigInt64Array(buffer, byteOffset, byteLength / 8), Number);
}
