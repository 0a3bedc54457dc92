import type { Graph, Value } from '../graph.ts';
import { scalarTensor } from '../model-weights.ts';
import type { CarriedTensor } from '../onnx/carried-state.ts';

/** Numbers that an optimiser keeps for all weights: each block reads them and works out the same. */
export class SharedScalars {
  readonly #graph: Graph;
  readonly #before = new Map<string, { readonly value: Value; readonly initial: number }>();
  readonly #after = new Map<string, Value>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  before(name: string, initial: number): Value {
    const known = this.#before.get(name);
    if (known !== undefined) return known.value;
    const value = this.#graph.input(`@${name}`, 'float32', []);
    this.#before.set(name, { value, initial });
    return value;
  }

  /** @param taken what is carried on of a new and an old value */
  after(
    scalars: Readonly<Record<string, Value>>,
    taken: (after: Value, before: Value) => Value,
  ): void {
    for (const [name, value] of Object.entries(scalars)) {
      this.#after.set(name, taken(value, this.before(name, 0)));
    }
  }

  next(): readonly (readonly [tensor: CarriedTensor, next: Value])[] {
    return [...this.#after].map(([name, value]) => {
      const tensor = scalarTensor(name, this.#before.get(name)?.initial ?? 0);
      return [{ name: tensor.name, parts: [tensor] }, value] as const;
    });
  }
}
