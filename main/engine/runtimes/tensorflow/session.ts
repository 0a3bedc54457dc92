import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GRAPH_TAG } from '../../../../app/compiler/tensorflow/graph-def.ts';
import type { SessionStep } from '../../../../app/compiler/tensorflow/session-step.ts';
import { elementCount, type Shape } from '../../../../app/shape.ts';
import type { Tensor, Tensors } from '../runtime.ts';
import type { Binding } from './binding.ts';
import { ofState } from './carried-tensors.ts';
import { gatheredRows } from './gathered-rows.ts';

/** A graph in a session of TensorFlow's, whose variables hold the state from call to call. */
export class TensorflowSession {
  readonly #binding: Binding;
  readonly #step: SessionStep;
  readonly #model: number;
  readonly #gathers: boolean;
  readonly #variables: ReadonlyMap<string, SessionStep['variables'][number]>;
  readonly #inputs: string;
  readonly #outputs: string;

  /** @param gathers whether rows are taken here, rather than in the graph */
  constructor(binding: Binding, step: SessionStep, gathers = false) {
    this.#gathers = gathers;
    this.#binding = binding;
    this.#step = step;
    this.#variables = new Map(step.variables.map((each) => [each.name, each]));
    this.#inputs = [
      ...step.data.map(({ feed }) => feed),
      step.indices,
      step.step,
      ...step.extra,
    ].join();
    this.#outputs = [...step.results.values()].join();
    const folder = mkdtempSync(join(tmpdir(), 'hearth-graph-'));
    try {
      writeFileSync(join(folder, 'saved_model.pb'), step.bytes);
      this.#model = binding.loadSavedModel(folder, GRAPH_TAG);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** Whether the graph reads a variable of this name. */
  has(name: string): boolean {
    return this.#variables.has(name);
  }

  /** Numbers that a variable holds. */
  size(name: string): number {
    return elementCount(this.#variable(name).shape);
  }

  set(name: string, values: Float32Array): void {
    const { shape, feed, set } = this.#variable(name);
    const held = new Held(this.#binding);
    try {
      const [done] = this.#binding.runSavedModel(
        this.#model,
        [held.floats(shape, values)],
        feed,
        set,
      );
      if (done !== undefined) this.#binding.deleteTensor(done.id);
    } finally {
      held.dispose();
    }
  }

  get(name: string): Float32Array {
    const [value] = this.#binding.runSavedModel(this.#model, [], '', this.#variable(name).read);
    if (value === undefined) throw new Error(`${name} was not read`);
    return this.#taken(value.id);
  }

  /**
   * Runs the graph once for each batch of rows.
   * @param data  by name; it shares their memory until it is done
   * @param batches rows of each call, so many as the graph takes
   * @param first  steps done before
   * @param extra  what else is fed, float32 vectors
   * @returns results of each call by name
   */
  run(
    data: Tensors,
    batches: readonly Int32Array[],
    first: number,
    extra: readonly Float32Array[] = [],
  ): readonly ReadonlyMap<string, Float32Array>[] {
    if (this.#gathers)
      return batches.map((rows, at) => this.#gathered(data, rows, first + at, extra));
    return this.#whole(data, batches, first, extra);
  }

  /** Feeds the batch's rows alone: on a card, all that is fed goes there and back at each call. */
  #gathered(
    data: Tensors,
    rows: Int32Array,
    step: number,
    extra: readonly Float32Array[],
  ): ReadonlyMap<string, Float32Array> {
    const own = this.#step.data.map(({ name }) => [name, gatheredRows(ofState(data, name), rows)]);
    const places = Int32Array.from(rows, (_, at) => at);
    const [results] = this.#whole(Object.fromEntries(own), [places], step, extra);
    if (results === undefined) throw new Error('A call gives something');
    return results;
  }

  #whole(
    data: Tensors,
    batches: readonly Int32Array[],
    first: number,
    extra: readonly Float32Array[],
  ): readonly ReadonlyMap<string, Float32Array>[] {
    const held = new Held(this.#binding);
    try {
      const lasting = this.#step.data.map(({ name }) => held.tensor(ofState(data, name)));
      const fed = extra.map((each) => held.floats([each.length], each));
      return batches.map((rows, at) => {
        const own = new Held(this.#binding);
        try {
          const step = own.integers([], Int32Array.of(first + at));
          const places = own.integers([rows.length], rows);
          return this.#call([...lasting, places, step, ...fed]);
        } finally {
          own.dispose();
        }
      });
    } finally {
      held.dispose();
    }
  }

  close(): void {
    this.#binding.deleteSavedModel(this.#model);
  }

  #variable(name: string) {
    const variable = this.#variables.get(name);
    if (variable === undefined) throw new Error(`There is no variable ${name}`);
    return variable;
  }

  #call(inputs: readonly number[]): ReadonlyMap<string, Float32Array> {
    const made = this.#binding.runSavedModel(this.#model, inputs, this.#inputs, this.#outputs);
    const names = [...this.#step.results.keys()];
    return new Map(made.map(({ id }, at) => [names[at] ?? '', this.#taken(id)]));
  }

  #taken(id: number): Float32Array {
    const numbers = this.#binding.tensorDataSync(id);
    this.#binding.deleteTensor(id);
    if (!(numbers instanceof Float32Array)) throw new Error('Results are float32');
    return numbers;
  }
}

/** Tensors of the native part, to be freed together. */
class Held {
  readonly #binding: Binding;
  readonly #ids: number[] = [];

  constructor(binding: Binding) {
    this.#binding = binding;
  }

  tensor({ data, shape }: Tensor): number {
    if (data instanceof Float32Array) return this.floats(shape, data);
    if (data instanceof Int32Array) return this.integers(shape, data);
    if (data instanceof Uint8Array) return this.#made(shape, this.#binding.TF_UINT8, data);
    throw new Error('Samples are never int64');
  }

  floats(shape: Shape, data: Float32Array): number {
    return this.#made(shape, this.#binding.TF_FLOAT, data);
  }

  integers(shape: Shape, data: Int32Array): number {
    return this.#made(shape, this.#binding.TF_INT32, data);
  }

  dispose(): void {
    for (const id of this.#ids) this.#binding.deleteTensor(id);
  }

  #made(shape: Shape, dtype: number, data: Float32Array | Int32Array | Uint8Array): number {
    const id = this.#binding.createTensor(shape, dtype, data);
    this.#ids.push(id);
    return id;
  }
}
