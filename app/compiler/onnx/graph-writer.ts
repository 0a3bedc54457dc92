import { elementCount, type Shape } from '../../shape.ts';
import { type ExecutionPlan, STANDARD_PLAN } from '../execution-plan.ts';
import { halfBits } from './half-precision.ts';
import { mergeReshapes } from './merge-reshapes.ts';
import {
  type EdgeType,
  ELEMENT_TYPES,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from './model.ts';

/** Attributes as they are written down: a list is integers; a fraction must be marked as a float. */
export type AttributeValue = number | string | readonly number[] | OnnxAttribute;

/** A float attribute: the number alone would count as an integer. */
export const float = (value: number): OnnxAttribute => ({ kind: 'float', value });

/** Several of them. */
export const floats = (value: readonly number[]): OnnxAttribute => ({ kind: 'floats', value });

/** Texts. */
export const strings = (value: readonly string[]): OnnxAttribute => ({ kind: 'strings', value });

/** What constants hold. */
export type ConstantType = Exclude<EdgeType, 'string'>;

export interface NodeOptions {
  readonly domain?: string;
  readonly outputs?: number;
}

/** Constants up to this size are compared by their values. */
const LARGEST_SMALL = 64;

/** Collects the nodes and constants of one ONNX graph and gives every value its name. */
export class GraphWriter {
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers: OnnxTensor[] = [];
  readonly #shared = new Map<string, string>();
  readonly #large = new Map<ArrayLike<number>, string>();
  readonly #filled = new Map<string, Float32Array>();
  readonly #prefix: string;
  readonly #outer: GraphWriter | null;
  /** Which lowerings to write. */
  readonly execution: ExecutionPlan;
  #count = 0;
  /** Part of new names: the layer that is being written, so that profiles can be read. */
  scope = '';

  /**
   * @param prefix of all names, different from that of a graph around this one
   * @param outer  the graph around this one, which keeps its large constants and decides the plan
   */
  constructor(
    prefix: string,
    outer: GraphWriter | null = null,
    execution: ExecutionPlan = outer?.execution ?? STANDARD_PLAN,
  ) {
    this.#prefix = prefix;
    this.#outer = outer;
    this.execution = execution;
  }

  /** Adds a node and returns the names of its outputs. */
  nodes(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    { domain = '', outputs = 1 }: NodeOptions = {},
  ): readonly string[] {
    const name = this.#name(op);
    const names = Array.from({ length: outputs }, (_, i) => (i === 0 ? name : `${name}.${i}`));
    this.#nodes.push({
      op,
      domain,
      name,
      inputs,
      outputs: names,
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([key, value]) => [key, attributeOf(value)]),
      ),
    });
    return names;
  }

  /** Adds a node with one output. */
  node(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    options: NodeOptions = {},
  ): string {
    return this.nodes(op, inputs, attributes, options)[0] ?? '';
  }

  /** Adds a node whose outputs have given names. */
  namedNode(
    op: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    { domain = '' }: NodeOptions = {},
  ): void {
    this.#nodes.push({
      op,
      domain,
      name: this.#name(op),
      inputs,
      outputs,
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([key, value]) => [key, attributeOf(value)]),
      ),
    });
  }

  /** A constant. Equal small ones are stored once; a large one once, in the outermost graph. */
  constant(values: ArrayLike<number>, dtype: ConstantType, shape: Shape): string {
    if (values.length > LARGEST_SMALL) return this.#largeConstant(values, dtype, shape);
    const key = JSON.stringify([dtype, shape, Array.from(values, String)]);
    const known = this.#shared.get(key);
    if (known !== undefined) return known;
    const name = this.#store(values, dtype, shape);
    this.#shared.set(key, name);
    return name;
  }

  /** A float32 constant of one number all over, stored once for each shape. */
  filled(value: number, shape: Shape): string {
    if (this.#outer !== null) return this.#outer.filled(value, shape);
    const key = `${value} [${shape.join(', ')}]`;
    const values = this.#filled.get(key) ?? new Float32Array(elementCount(shape)).fill(value);
    this.#filled.set(key, values);
    return this.constant(values, 'float32', shape);
  }

  #largeConstant(values: ArrayLike<number>, dtype: ConstantType, shape: Shape): string {
    if (this.#outer !== null) return this.#outer.#largeConstant(values, dtype, shape);
    const known = this.#large.get(values);
    if (known !== undefined) return known;
    const name = this.#store(values, dtype, shape);
    this.#large.set(values, name);
    return name;
  }

  #store(values: ArrayLike<number>, dtype: ConstantType, shape: Shape): string {
    const name = this.#name('constant');
    this.#initializers.push({
      name,
      elementType: ELEMENT_TYPES[dtype],
      dims: shape,
      bytes: bytesOf(values, dtype),
    });
    return name;
  }

  /** An int64 vector: shapes, axes, offsets. */
  integers(values: readonly number[]): string {
    return this.constant(values, 'int64', [values.length]);
  }

  finish(
    name: string,
    inputs: readonly OnnxValueInfo[],
    outputs: readonly OnnxValueInfo[],
  ): OnnxGraph {
    const nodes = mergeReshapes({ nodes: this.#nodes, outputs });
    return { name, nodes, initializers: this.#initializers, inputs, outputs };
  }

  /** A writer for a graph inside this one. */
  inner(kind: string): GraphWriter {
    const inner = new GraphWriter(this.#name(kind), this);
    inner.scope = this.scope;
    return inner;
  }

  /** A name that nothing else in the graph has. */
  fresh(kind: string): string {
    return this.#name(kind);
  }

  #name(kind: string): string {
    this.#count += 1;
    return `${this.#prefix}:${this.scope}:${kind}:${this.#count}`;
  }
}

function attributeOf(value: AttributeValue): OnnxAttribute {
  if (typeof value === 'number') return { kind: 'int', value };
  if (typeof value === 'string') return { kind: 'string', value };
  return 'kind' in value ? value : { kind: 'ints', value };
}

/** Row-major, in the order that every machine of ours has: the lowest byte first. */
export function bytesOf(values: ArrayLike<number>, dtype: ConstantType): Uint8Array {
  const { buffer } = typedArrayOf(values, dtype);
  return new Uint8Array(buffer);
}

function typedArrayOf(values: ArrayLike<number>, dtype: ConstantType) {
  switch (dtype) {
    case 'float32':
      return Float32Array.from(values);
    case 'float64':
      return Float64Array.from(values);
    case 'float16':
      return Uint16Array.from(values, halfBits);
    case 'int32':
      return Int32Array.from(values);
    case 'int64':
      return BigInt64Array.from(Array.from(values, BigInt));
    case 'uint8':
    case 'bool':
      return Uint8Array.from(values);
  }
}
