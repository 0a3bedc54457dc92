import type { CarriedTensor } from '../../../../app/compiler/onnx/carried-state.ts';
import type { WeightBlock } from '../../../../app/compiler/weight-blocks.ts';
import { elementCount } from '../../../../app/shape.ts';
import type { Tensor, Tensors } from '../runtime.ts';
import type { Held } from './operations/operation.ts';
import type { TensorFlow, TfTensor, TfVariable } from './tensorflow-types.ts';

/**
 * What an update carries from step to step, on the device between steps: as in the compiled graph,
 * small weights lie together in one tensor. Numbers stay here.
 */
export class CarriedTensors {
  readonly #tf: TensorFlow;
  readonly #carried: readonly CarriedTensor[];
  readonly #shapes: ReadonlyMap<string, readonly number[]>;
  readonly #parts: ReadonlyMap<string, CarriedTensor['parts']>;
  readonly #held = new Map<string, Held>();
  /** What was last handed in or out, which need not be copied again. */
  readonly #known = new Map<string, Tensor>();

  constructor(
    tf: TensorFlow,
    carried: readonly CarriedTensor[],
    shapes: ReadonlyMap<string, readonly number[]>,
  ) {
    this.#tf = tf;
    this.#carried = carried;
    this.#shapes = shapes;
    this.#parts = new Map(carried.map(({ name, parts }) => [name, parts]));
  }

  /** Takes over a state. @returns the names of carried tensors that are not what they were */
  enter(state: Tensors): ReadonlySet<string> {
    const changed = new Set<string>();
    for (const { name, parts } of this.#carried) {
      const tensors = parts.map((part) => ofState(state, part.name));
      if (tensors.every((tensor, at) => this.#known.get(parts[at]?.name ?? '') === tensor))
        continue;
      changed.add(name);
      this.#tf.tidy(() => this.set(name, this.#entering(name, tensors)));
      parts.forEach((part, at) => {
        const tensor = tensors[at];
        if (tensor !== undefined) this.#known.set(part.name, tensor);
      });
    }
    return changed;
  }

  get(name: string): Held {
    const held = this.#held.get(name);
    if (held === undefined) throw new Error(`${name} is not carried`);
    return held;
  }

  /** Replaces a value, which is disposed of. */
  set(name: string, held: Held): void {
    const before = this.#held.get(name);
    if (before === held) return;
    // A tensor of its own: an update may give the same one under several names.
    this.#held.set(name, typeof held === 'number' ? held : this.#tf.keep(held.clone()));
    if (before !== undefined && typeof before !== 'number') before.dispose();
    for (const part of this.#parts.get(name) ?? []) this.#known.delete(part.name);
  }

  /** The state as it is now. */
  leave(): Tensors {
    const state: Record<string, Tensor> = {};
    for (const { name, parts } of this.#carried) {
      const held = this.get(name);
      const values = typeof held === 'number' ? Float32Array.of(held) : held.dataSync<'float32'>();
      let start = 0;
      for (const { name: part, shape, dtype } of parts) {
        const count = elementCount(shape);
        const tensor: Tensor =
          dtype === 'int64'
            ? { dtype, shape, data: BigInt64Array.of(BigInt(Number(held))) }
            : {
                dtype,
                shape,
                data: parts.length === 1 ? values : values.slice(start, start + count),
              };
        start += count;
        state[part] = tensor;
        this.#known.set(part, tensor);
      }
    }
    return state;
  }

  dispose(): void {
    for (const held of this.#held.values()) if (typeof held !== 'number') held.dispose();
    this.#held.clear();
    this.#known.clear();
  }

  #entering(name: string, tensors: readonly Tensor[]): Held {
    const shape = this.#shapes.get(name) ?? [];
    const [first] = tensors;
    if (shape.length === 0) return Number(first?.data[0] ?? 0);
    if (tensors.length === 1 && first !== undefined) return this.#tensor(first.data, shape);
    const packed = new Float32Array(elementCount(shape));
    let start = 0;
    for (const { data } of tensors) {
      packed.set(floats(data), start);
      start += data.length;
    }
    return this.#tensor(packed, shape);
  }

  #tensor(data: Tensor['data'], shape: readonly number[]): TfTensor {
    // A copy: the library may share an array that the caller is going to give back.
    return this.#tf.tensor(floats(data).slice(), [...shape]);
  }
}

/** Hands a block's weights, as they are carried, to the variables that layers read. */
export function spreadBlock(
  tf: TensorFlow,
  { name, weights }: WeightBlock,
  carried: CarriedTensors,
  variables: ReadonlyMap<string, TfVariable>,
): void {
  const value = carried.get(name);
  if (typeof value === 'number') throw new Error(`${name} is a tensor`);
  const sizes = weights.map(({ shape }) => elementCount(shape));
  const zeros = value.size - sizes.reduce((sum, size) => sum + size, 0);
  const isAlone = weights.length === 1;
  const pieces = isAlone ? [value] : tf.split(value, zeros === 0 ? sizes : [...sizes, zeros], 0);
  weights.forEach((weight, at) => {
    const piece = pieces[at];
    if (piece === undefined) throw new Error(`${name} has no place ${at}`);
    variables.get(weight.name)?.assign(tf.reshape(piece, [...weight.shape]));
  });
}

export function ofState(state: Tensors, name: string): Tensor {
  const tensor = state[name];
  if (tensor === undefined) throw new Error(`The state has no ${name}`);
  return tensor;
}

export function floats(data: Tensor['data']): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new Error('Weights are float32');
}
