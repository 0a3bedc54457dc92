import { elementCount, type Shape } from '../../shape.ts';
import { bytesOf } from '../onnx/graph-writer.ts';
import type { DType } from '../operators/vocabulary.ts';
import { axesOf, type Edge, lying } from './edge.ts';
import type { TfAttribute, TfNode } from './graph-def.ts';

export type Attributes = Readonly<Record<string, TfAttribute>>;

export const type = (value: DType): TfAttribute => ({ kind: 'type', value });
export const int = (value: number): TfAttribute => ({ kind: 'int', value });
export const float = (value: number): TfAttribute => ({ kind: 'float', value });
export const bool = (value: boolean): TfAttribute => ({ kind: 'bool', value });
export const text = (value: string): TfAttribute => ({ kind: 'string', value });
export const ints = (value: readonly number[]): TfAttribute => ({ kind: 'ints', value });
export const dimensions = (value: Shape): TfAttribute => ({ kind: 'shape', value });

/** Constants up to this size are compared by their values. */
const LARGEST_SMALL = 64;

/** Collects the nodes of a graph of TensorFlow's and names them. */
export class NodeWriter {
  readonly nodes: TfNode[] = [];
  readonly #small = new Map<string, string>();
  readonly #large = new Map<ArrayLike<number>, Map<string, string>>();
  readonly #ordered = new Map<string, string>();

  /** The node of this name. */
  find(name: string): TfNode | undefined {
    return this.nodes.find((each) => each.name === name);
  }

  /** Adds a node. @returns its name, which is that of its first output */
  node(
    op: string,
    inputs: readonly string[],
    attributes: Attributes,
    { name = `n${this.nodes.length}`, device }: { name?: string; device?: string } = {},
  ): string {
    this.nodes.push({ name, op, inputs, attributes, device });
    return name;
  }

  /** An operator that knows its inputs' one type and nothing else. */
  typed(op: string, dtype: DType, ...inputs: readonly string[]): string {
    return this.node(op, inputs, { T: type(dtype) });
  }

  /** A constant, written once. */
  constant(values: ArrayLike<number>, dtype: DType, shape: Shape): string {
    const kind = `${dtype} [${shape.join()}]`;
    if (values.length <= LARGEST_SMALL) {
      const key = `${kind} ${Array.from(values, (each) => (Object.is(each, -0) ? '-0' : each)).join()}`;
      return known(this.#small, key, () => this.#constant(values, dtype, shape));
    }
    const alike = this.#large.get(values) ?? new Map<string, string>();
    this.#large.set(values, alike);
    return known(alike, kind, () => this.#constant(values, dtype, shape));
  }

  /** An int32 vector: shapes, axes, amounts. */
  integers(values: readonly number[]): string {
    return this.constant(values, 'int32', [values.length]);
  }

  /** A single number. */
  number(value: number, dtype: DType = 'float32'): string {
    return this.constant([value], dtype, []);
  }

  reshape(name: string, dtype: DType, shape: Shape): string {
    const attributes = { T: type(dtype), Tshape: type('int32') };
    return this.node('Reshape', [name, this.integers(shape)], attributes);
  }

  /** What axes are when they lie in this order: turned where they lie otherwise, once. */
  inOrder({ name, dtype, shape, order }: Edge, wanted: readonly number[]): string {
    const perm = wanted.map((axis) => order.indexOf(axis));
    if (perm.every((axis, place) => axis === place)) return name;
    return known(this.#ordered, `${name} ${perm.join()}`, () => {
      const held = lying(order, shape);
      const long = perm.filter((axis) => held[axis] !== 1);
      if (long.every((axis, place) => place === 0 || axis > (long[place - 1] ?? 0))) {
        return this.reshape(name, dtype, lying(wanted, shape));
      }
      return this.node('Transpose', [name, this.integers(perm)], {
        T: type(dtype),
        Tperm: type('int32'),
      });
    });
  }

  plain(edge: Edge): string {
    return this.inOrder(edge, axesOf(edge.shape));
  }

  cast(name: string, from: DType, to: DType): string {
    if (from === to) return name;
    return this.node('Cast', [name], { SrcT: type(from), DstT: type(to) });
  }

  #constant(values: ArrayLike<number>, dtype: DType, shape: Shape): string {
    if (values.length !== elementCount(shape)) throw new Error('A constant fills its shape');
    const value = { kind: 'tensor', dtype, shape, bytes: bytesOf(values, dtype) } as const;
    return this.node('Const', [], { dtype: type(dtype), value });
  }
}

function known(names: Map<string, string>, key: string, make: () => string): string {
  const name = names.get(key) ?? make();
  names.set(key, name);
  return name;
}
