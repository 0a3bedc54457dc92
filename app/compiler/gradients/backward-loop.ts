import { copyNodes, copyOf } from '../copy-nodes.ts';
import { Graph, type Value } from '../graph.ts';
import { transpose } from '../operators/movement.ts';
import { appendScan } from '../operators/scan.ts';
import { type OuterValue, product, stackedValue } from './stack-steps.ts';
import type { StepValues } from './step-values.ts';

/**
 * The loop that hands gradients of states from the last step back to the first. Its body is drawn up
 * from the values asked for; what they need from outside becomes its inputs.
 */
export class BackwardLoop {
  readonly #values: StepValues;
  readonly #draft = new Graph();
  readonly #built = new Map<Value, Value>();
  readonly #entries = new Map<Value, { readonly inside: Value; readonly stacked: boolean }>();
  readonly #states: readonly Value[];
  readonly #collected: Value[] = [];
  #outputs: readonly Value[] | null = null;

  /** @param states values of the backward step that are handed on */
  constructor(values: StepValues, states: readonly Value[]) {
    this.#values = values;
    this.#states = states.map(({ dtype, shape }, place) =>
      this.#draft.input(`state${place}`, dtype, shape),
    );
    states.forEach((state, place) => {
      const inside = this.#states[place];
      if (inside !== undefined) this.#built.set(state, inside);
    });
  }

  /** Asks for a looped value at every step. @returns reads it once the loop is finished, stacked */
  collect(value: Value): () => Value {
    const known = this.#collected.indexOf(value);
    const place = known === -1 ? this.#collected.push(value) - 1 : known;
    return () => this.#output(this.#states.length + place);
  }

  /** Reads what became of a state at last, once the loop is finished. */
  last(place: number): Value {
    return this.#output(place);
  }

  #output(place: number): Value {
    const value = this.#outputs?.[place];
    if (value === undefined) throw new Error('The loop is not finished');
    return value;
  }

  /**
   * Appends the loop to the graph around it.
   * @param first what the states are before the first step that is taken
   * @param next  values of the backward step that they become
   */
  finish(first: readonly Value[], next: readonly Value[], backwards: boolean): void {
    const results = [...next, ...this.#collected].map((value) => this.#inside(value));
    this.#scanSomething();
    const entries = [...this.#entries].sort(
      ([, left], [, right]) => Number(right.stacked) - Number(left.stacked),
    );
    const entering = [...this.#states, ...entries.map(([, { inside }]) => inside)];
    const body = new Graph();
    const copies = ordered(this.#draft, entering, body);
    results.forEach((value, place) => {
      body.outputs.set(`output${place}`, copyOf(value, copies));
    });
    this.#outputs = appendScan([...first, ...entries.map(([outer]) => outer)], {
      body,
      states: first.length,
      scanned: entries.filter(([, { stacked }]) => stacked).length,
      backwards,
    });
  }

  /**
   * A scan takes as many steps as there are of what it scans. Where each step is like the others, as of
   * a cell without an activation, that is a zero a step, which nobody reads.
   */
  #scanSomething(): void {
    if ([...this.#entries.values()].some(({ stacked }) => stacked)) return;
    const zeros = stackedValue(this.#values.number(0), this.#values.steps);
    this.#entry({ value: zeros, stacked: true });
  }

  /** A value of the backward step inside the loop's body. */
  #inside(value: Value): Value {
    const built = this.#built.get(value);
    if (built !== undefined) return built;
    const outside = this.#values.outside(value);
    if (outside !== null) return this.#entry(outside);
    const better = this.#scaled(value) ?? this.#turned(value);
    if (better !== null) {
      this.#built.set(value, better);
      return better;
    }
    const { node } = value;
    const inputs = node.inputs.map((input) => this.#inside(input));
    const { op, attributes, scope } = node;
    const outputs = this.#draft.append(op, inputs, attributes, node.outputs, scope);
    node.outputs.forEach((output, place) => {
      const inside = outputs[place];
      if (inside !== undefined) this.#built.set(output, inside);
    });
    return this.#inside(value);
  }

  #entry({ value, stacked }: OuterValue): Value {
    const known = this.#entries.get(value);
    if (known !== undefined) return known.inside;
    const shape = stacked ? value.shape.slice(1) : value.shape;
    const inside = this.#draft.input(`entry${this.#entries.size}`, value.dtype, shape);
    this.#entries.set(value, { inside, stacked });
    return inside;
  }

  /**
   * Of a product of several factors only one hangs on the loop: the others are multiplied outside it,
   * for all steps at once. Null for what is no such product.
   */
  #scaled(value: Value): Value | null {
    const factors: Value[] = [];
    let base = value;
    let isNegative = false;
    for (let peeled = this.#peel(base); peeled !== null; peeled = this.#peel(base)) {
      if (peeled.factor === null) isNegative = !isNegative;
      else factors.push(peeled.factor);
      base = peeled.base;
    }
    const single = factors.length + Number(isNegative) < 2;
    if (single) return null;
    const outside = this.#values.knownProducts(factors).flatMap((factor) => {
      const found = this.#values.outside(factor);
      return found === null ? [] : [found];
    });
    const factor = [...outside, ...(isNegative ? [this.#values.number(-1)] : [])].reduce(product);
    const inputs = [this.#inside(base), this.#entry(factor)];
    return this.#draft.append('multiply', inputs, {}, [value], value.node.scope)[0] ?? null;
  }

  /**
   * A product whose left operand is given transposed, and is the same at every step: it is turned
   * once, outside the loop, since runtimes would copy it at every step. Null for any other value.
   */
  #turned({ node, shape, dtype }: Value): Value | null {
    const [left, right] = node.inputs;
    if (node.op !== 'matrixProduct' || !node.attributes.transposeLeft) return null;
    if (left === undefined || right === undefined || node.inputs.length > 2) return null;
    const outside = this.#values.outside(left);
    if (outside === null || outside.stacked) return null;
    const entry = this.#entry({ value: transpose(outside.value, [1, 0]), stacked: false });
    const attributes = { ...node.attributes, transposeLeft: false };
    const inputs = [entry, this.#inside(right)];
    return (
      this.#draft.append(node.op, inputs, attributes, [{ dtype, shape }], node.scope)[0] ?? null
    );
  }

  /** A looped value as a looped base times a factor from outside, or, with none, times −1. */
  #peel(value: Value): { readonly base: Value; readonly factor: Value | null } | null {
    const { node } = value;
    const [left, right] = node.inputs;
    if (left === undefined || this.#values.outside(value) !== null || this.#built.has(value)) {
      return null;
    }
    if (node.op === 'negate') return { base: left, factor: null };
    if (node.op !== 'multiply' || right === undefined) return null;
    if (this.#values.outside(left) !== null) return { base: right, factor: left };
    return this.#values.outside(right) === null ? null : { base: left, factor: right };
  }
}

/** Copies a graph so that its inputs come in the given order. @returns the copies of its values */
function ordered(draft: Graph, entering: readonly Value[], target: Graph): Map<Value, Value> {
  const copies = new Map<Value, Value>();
  const inputs = entering.map(({ node }) => node);
  copyNodes([...inputs, ...draft.nodes], target, copies);
  return copies;
}
