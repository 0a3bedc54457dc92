import type { AnyNode, Graph, Value } from '../../../../app/compiler/graph.ts';
import { evaluateNode } from '../../../../app/compiler/interpret.ts';
import { conditionalBody, replacedInputs } from '../../../../app/compiler/operators/conditional.ts';
import { innerGraph } from '../../../../app/compiler/operators/inner-graph.ts';
import type { Operator } from '../../../../app/compiler/operators/vocabulary.ts';
import { elementCount } from '../../../../app/shape.ts';
import { typeOf } from './operations/elementwise.ts';
import type { Held, NeededOperator, Operation } from './operations/operation.ts';
import { OPERATIONS } from './operations/table.ts';
import type { TensorFlow, TfTensor } from './tensorflow-types.ts';

/** Tensors that stay as they are while a program is held, each array once. */
export class Constants {
  readonly #tf: TensorFlow;
  readonly #kept = new Map<ArrayLike<number>, Map<string, TfTensor>>();

  constructor(tf: TensorFlow) {
    this.#tf = tf;
  }

  of({ node, dtype, shape }: Value): TfTensor {
    if (node.op !== 'constant') throw new Error(`${node.op} is no constant`);
    const { values } = node.attributes;
    const alike = this.#kept.get(values) ?? new Map<string, TfTensor>();
    this.#kept.set(values, alike);
    const key = `${dtype} ${shape.join()}`;
    const known = alike.get(key);
    if (known !== undefined) return known;
    const data = values instanceof Float32Array ? values : Array.from(values);
    const made = this.#tf.keep(this.#tf.tensor(data, [...shape], typeOf(dtype)));
    alike.set(key, made);
    return made;
  }

  dispose(): void {
    for (const alike of this.#kept.values()) for (const tensor of alike.values()) tensor.dispose();
    this.#kept.clear();
  }
}

/**
 * A graph, ready to be run by TensorFlow, operator by operator. Numbers that follow from the step
 * alone, such as the learning rate, are worked out here rather than on the device.
 */
export class GraphProgram {
  readonly #tf: TensorFlow;
  readonly #constants: Constants;
  readonly #graph: Graph;
  readonly #bodies = new Map<Graph, GraphProgram>();

  constructor(tf: TensorFlow, graph: Graph, constants: Constants) {
    this.#tf = tf;
    this.#constants = constants;
    this.#graph = graph;
    for (const node of graph.nodes) {
      const inner = innerGraph(node);
      if (inner !== null) {
        this.#bodies.set(inner.body, new GraphProgram(tf, inner.body, constants));
      }
      if (node.op === 'constant') {
        for (const value of node.outputs) if (!isNumber(value)) constants.of(value);
      }
    }
  }

  /** What it must be fed. */
  get inputs(): ReadonlyMap<string, Value> {
    return this.#graph.inputs;
  }

  /** @returns the graph's outputs by name; whose tensors are the caller's to dispose, see `tf.tidy` */
  run(feed: (name: string) => Held): Map<string, Held> {
    const results = new Map<Value, Held>();
    const read = (value: Value): Held => {
      const held = results.get(value);
      if (held === undefined) throw new Error(`${value.node.op} was read before it was computed`);
      return held;
    };
    for (const node of this.#graph.nodes) {
      const made = this.#evaluate(node, node.inputs.map(read), feed);
      node.outputs.forEach((value, place) => {
        const held = made[place];
        if (held !== undefined) results.set(value, held);
      });
    }
    return new Map([...this.#graph.outputs].map(([name, value]) => [name, read(value)]));
  }

  #evaluate(node: AnyNode, inputs: readonly Held[], feed: (name: string) => Held): readonly Held[] {
    if (node.op === 'input') return [feed(node.attributes.name)];
    if (node.op === 'constant') return node.outputs.map((value) => this.#constant(value));
    if (node.op === 'poolWindow') return [this.#window(node, inputs)];
    if (node.op === 'conditional') return this.#branch(conditionalBody(node), inputs);
    if (inputs.every((each) => typeof each === 'number') && node.outputs.every(isNumber)) {
      const tensors = inputs.map((each) => ({ shape: [], data: Float64Array.of(Number(each)) }));
      return evaluateNode(node, tensors).map(({ data }) => data[0] ?? 0);
    }
    if (!isNeeded(node.op)) throw new Error(`No layer or update is made of ${node.op}`);
    const operation = OPERATIONS[node.op] as Operation<Operator>;
    const tensors = inputs.map((each, place) => this.#onDevice(each, node.inputs[place]));
    const made = operation(node, tensors, {
      tf: this.#tf,
      run: (body, given) => this.#runBody(body, given),
    });
    return Array.isArray(made) ? made : [made as TfTensor];
  }

  #constant(value: Value): Held {
    if (!isNumber(value)) return this.#constants.of(value);
    return value.node.op === 'constant' ? (value.node.attributes.values[0] ?? 0) : 0;
  }

  #onDevice(held: Held, value: Value | undefined): TfTensor {
    if (typeof held !== 'number') return held;
    return this.#tf.scalar(held, typeOf(value?.dtype ?? 'float32'));
  }

  #window(
    { attributes, outputs }: Extract<AnyNode, { op: 'poolWindow' }>,
    inputs: readonly Held[],
  ) {
    const [pool, step] = inputs;
    const shape = [...(outputs[0]?.shape ?? [])];
    if (pool === undefined || typeof pool === 'number' || typeof step !== 'number') {
      throw new Error('A window is drawn from a pool at a step that is known');
    }
    const count = elementCount(shape);
    const offset = (step * attributes.multiplier + attributes.increment) % (pool.size - count + 1);
    return this.#tf.reshape(this.#tf.slice(pool, [offset], [count]), shape);
  }

  #branch(body: Graph, [condition, ...inputs]: readonly Held[]): readonly Held[] {
    if (typeof condition !== 'number') throw new Error('A branch hangs on what is known');
    if (condition !== 0) return this.#runBody(body, inputs);
    return replacedInputs(body).flatMap((place) => inputs[place] ?? []);
  }

  #runBody(body: Graph, inputs: readonly Held[]): readonly Held[] {
    const program = this.#bodies.get(body);
    if (program === undefined) throw new Error('A body that is not part of the graph');
    const names = [...body.inputs.keys()];
    const given = new Map(names.map((name, place) => [name, inputs[place]]));
    return [...program.run((name) => given.get(name) ?? 0).values()];
  }
}

const isNeeded = (op: Operator): op is NeededOperator => Object.hasOwn(OPERATIONS, op);

const isNumber = ({ shape }: Value): boolean => shape.length === 0;
