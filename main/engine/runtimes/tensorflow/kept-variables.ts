import type { Tensor, Tensors } from '../runtime.ts';
import { floats, ofState } from './carried-tensors.ts';
import type { TensorFlow, TfTensor, TfVariable } from './tensorflow-types.ts';

/** Weights and statistics that no optimiser changes, or none at all does. */
export class KeptVariables {
  readonly #tf: TensorFlow;
  readonly #names: readonly string[];
  readonly #variables: ReadonlyMap<string, TfVariable>;
  /** What was last handed in or out, which need not be copied again. */
  readonly #known = new Map<string, Tensor>();

  constructor(
    tf: TensorFlow,
    names: readonly string[],
    variables: ReadonlyMap<string, TfVariable>,
  ) {
    this.#tf = tf;
    this.#names = names;
    this.#variables = variables;
  }

  enter(state: Tensors): void {
    for (const name of this.#names) {
      const tensor = ofState(state, name);
      if (this.#known.get(name) === tensor) continue;
      this.#known.set(name, tensor);
      // A copy: the library may share an array that the caller is going to give back.
      const values = floats(tensor.data).slice();
      this.#tf.tidy(() => this.#variable(name).assign(this.#tf.tensor(values, [...tensor.shape])));
    }
  }

  /** Takes over what a step has made of some; these tensors are disposed of. */
  follow(next: ReadonlyMap<string, TfTensor>): void {
    for (const [name, value] of next) {
      this.#variable(name).assign(value);
      value.dispose();
      this.#known.delete(name);
    }
  }

  leave(): Tensors {
    return Object.fromEntries(
      this.#names.map((name) => {
        const variable = this.#variable(name);
        const tensor: Tensor = this.#known.get(name) ?? {
          dtype: 'float32',
          shape: [...variable.shape],
          data: variable.dataSync<'float32'>(),
        };
        this.#known.set(name, tensor);
        return [name, tensor];
      }),
    );
  }

  #variable(name: string): TfVariable {
    const variable = this.#variables.get(name);
    if (variable === undefined) throw new Error(`There is no weight ${name}`);
    return variable;
  }
}
