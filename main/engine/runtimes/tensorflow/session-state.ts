import type { CarriedTensor } from '../../../../app/compiler/onnx/carried-state.ts';
import { elementCount } from '../../../../app/shape.ts';
import type { Tensor, Tensors } from '../runtime.ts';
import { floats, ofState } from './carried-tensors.ts';
import type { TensorflowSession } from './session.ts';

/**
 * State in a session's variables, where it stays from call to call: small weights lie together in one
 * variable. Numbers are copied in only where they are not what was last handed out.
 */
export class SessionState {
  readonly #session: TensorflowSession;
  readonly #carried: readonly CarriedTensor[];
  readonly #known = new Map<string, Tensor>();

  constructor(session: TensorflowSession, carried: readonly CarriedTensor[]) {
    this.#session = session;
    this.#carried = carried.filter(({ name }) => session.has(name));
  }

  enter(state: Tensors): void {
    for (const { name, parts } of this.#carried) {
      const tensors = parts.map((part) => ofState(state, part.name));
      if (tensors.every((tensor, at) => this.#known.get(parts[at]?.name ?? '') === tensor))
        continue;
      this.#session.set(name, joined(tensors, this.#session.size(name)));
      parts.forEach((part, at) => {
        const tensor = tensors[at];
        if (tensor !== undefined) this.#known.set(part.name, tensor);
      });
    }
  }

  /** What was handed in or out is no longer what the variables hold. */
  changing(): void {
    this.#known.clear();
  }

  leave(): Tensors {
    const state: Record<string, Tensor> = {};
    for (const { name, parts } of this.#carried) {
      const values = this.#session.get(name);
      let start = 0;
      for (const { name: part, shape } of parts) {
        const count = elementCount(shape);
        const data = count === values.length ? values : values.slice(start, start + count);
        start += count;
        const tensor: Tensor = { dtype: 'float32', shape, data };
        state[part] = tensor;
        this.#known.set(part, tensor);
      }
    }
    return state;
  }
}

/** One after the other, filled up with zeros. */
function joined(tensors: readonly Tensor[], size: number): Float32Array {
  const [first] = tensors;
  if (tensors.length === 1 && first?.data.length === size) return floats(first.data);
  const whole = new Float32Array(size);
  let start = 0;
  for (const { data } of tensors) {
    whole.set(floats(data), start);
    start += data.length;
  }
  return whole;
}
