import type { Shape } from '../shape.ts';
import type { CarriedOrder } from './operators/attributes.ts';
import type { DType, Operator, Operators } from './operators/vocabulary.ts';

/**
 * An order in memory in which neighbours along some axes lie side by side: each blocked axis is cut
 * into blocks, the blocks' places come first, in the order of the axes, the places within blocks
 * last, in the order of `axes`. An image `[n, c, h, w]` blocked along axis 1 thus lies as
 * `[n, c / size, h, w, size]`. Shapes and meaning stay those of the value.
 */
export interface Blocking {
  readonly size: 8 | 16;
  readonly axes: readonly number[];
}

export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
  /** Left out where the value lies row-major. */
  readonly blocking?: Blocking | undefined;
}

/** One tensor of a graph: an output of the node that computes it. */
export interface Value extends TensorType {
  readonly graph: Graph;
  readonly node: AnyNode;
  /** Which of the node's outputs. */
  readonly output: number;
}

export interface Node<Op extends Operator> {
  /** Counts up in the order of computation. */
  readonly index: number;
  readonly op: Op;
  readonly inputs: readonly Value[];
  readonly attributes: Operators[Op];
  readonly outputs: readonly Value[];
  /** Layer (or `loss`, `optimizer`) it was made for: names it in dumps, errors and profiles. */
  readonly scope: string;
}

/** A node of any operator; comparing `op` narrows its attributes. */
export type AnyNode = { [Op in Operator]: Node<Op> }[Operator];

/**
 * A program over tensors of fixed shape. Nodes are only appended, inputs before their users,
 * so the order of `nodes` is an order of computation. Made by the functions in `operators/`,
 * which check shapes and types; a graph that exists is well-formed.
 */
export class Graph {
  readonly nodes: AnyNode[] = [];
  /** Named results, in the order they were set. */
  readonly outputs = new Map<string, Value>();
  readonly #inputs = new Map<string, Value>();
  #scope = '';

  /** What nodes are being added for. */
  get scope(): string {
    return this.#scope;
  }

  /** Input values by name. */
  get inputs(): ReadonlyMap<string, Value> {
    return this.#inputs;
  }

  /** Adds a node; `types` are its outputs' types, which the operator's builder has worked out. */
  append<Op extends Operator>(
    op: Op,
    inputs: readonly Value[],
    attributes: Operators[Op],
    types: readonly TensorType[],
    scope: string = this.#scope,
  ): readonly Value[] {
    for (const input of inputs) {
      if (input.graph !== this) throw new Error(`${op} was given a value of another graph`);
    }
    const outputs: Value[] = [];
    const node = { index: this.nodes.length, op, inputs, attributes, outputs, scope } as AnyNode;
    types.forEach(({ dtype, shape, blocking }, output) => {
      outputs.push({ graph: this, node, output, dtype, shape, blocking });
    });
    this.nodes.push(node);
    return outputs;
  }

  /** Adds an input; its name must be new. For `axes` see `Operators`. */
  input(name: string, dtype: DType, shape: Shape, order: CarriedOrder = {}): Value {
    if (this.#inputs.has(name)) throw new Error(`The graph already has an input ${name}`);
    const value = only(this.append('input', [], { name, ...order }, [{ dtype, shape }]));
    this.#inputs.set(name, value);
    return value;
  }

  constant(values: ArrayLike<number>, dtype: DType, shape: Shape): Value {
    return only(this.append('constant', [], { values }, [{ dtype, shape }]));
  }

  /** Runs `build` with its nodes marked as belonging to `scope`. */
  within<T>(scope: string, build: () => T): T {
    const outer = this.#scope;
    this.#scope = scope;
    try {
      return build();
    } finally {
      this.#scope = outer;
    }
  }
}

/** The value of a node with a single output. */
export function only(values: readonly Value[]): Value {
  const [value] = values;
  if (value === undefined || values.length !== 1) {
    throw new Error(`Expected one value, found ${values.length}`);
  }
  return value;
}

/** `float32 [64, 10]`, for dumps and messages about bugs; a blocked axis as `32:16`. */
export function typeText({ dtype, shape, blocking }: TensorType): string {
  const sizes = shape.map((size, axis) =>
    blocking?.axes.includes(axis) ? `${size}:${blocking.size}` : size,
  );
  return `${dtype} [${sizes.join(', ')}]`;
}
