import { elementCount } from '../../shape.ts';
import { type AnyNode, Graph, type Value } from '../graph.ts';
import { STEP_COUNTER } from '../model-weights.ts';
import { isData, MEASURES, NEXT } from '../onnx/edges.ts';
import type { CarriedOrder } from '../operators/attributes.ts';
import { add, ELEMENTWISE } from '../operators/elementwise.ts';
import { concatenate, reshape, split } from '../operators/movement.ts';
import { foldedShape, foldRule } from './fold.ts';
import { type Parts, partsOf } from './parts.ts';

/** The data of which an input of an iteration is some rows. */
export interface IterationData {
  readonly name: string;
  /** The step whose rows they are; null for those of all steps, one after the other. */
  readonly step: number | null;
}

/** Several steps of a training as one graph. */
export interface Iteration {
  /**
   * Takes carried tensors by name, what stays as it is, and `data`; gives `<name>:next` and `measures`, a vector of what
   * each step measures, one step after the other.
   */
  readonly graph: Graph;
  readonly data: ReadonlyMap<string, IterationData>;
}

/** Steps whose numbers are computed with at once, however many follow: so their bits are the same. */
const COUNTED = 8;

/**
 * Writes steps one after the other. What does not depend on the state, as each step's rate or its
 * labels in another form, is computed for all of them before the first, and what only metrics
 * depend on after the last: small nodes take the time of being called, some 2 µs each. Every number
 * comes out with the bits that it has where its step is alone.
 * @param measured outputs that are vectors
 * @param steps    1 to 8
 */
export function iterationOf(step: Graph, measured: readonly string[], steps: number): Iteration {
  const iteration = new UnrolledSteps(step, steps);
  for (let at = 0; at < steps; at += 1) iteration.take(at);
  iteration.finish(measured);
  return iteration;
}

/** Values of the step that are alike in all steps, of all steps at once, or of one step. */
class UnrolledSteps implements Iteration {
  readonly graph = new Graph();
  readonly data = new Map<string, IterationData>();
  readonly #step: Graph;
  readonly #steps: number;
  readonly #parts: Parts;
  readonly #constants = new Map<Value, Value>();
  readonly #folded = new Map<Value, Value>();
  readonly #pieces = new Map<Value, readonly Value[]>();
  readonly #taken: Map<Value, Value>[] = [];
  /** Carried tensors before the step that is taken next; the counter is known ahead. */
  #before = new Map<Value, Value>();

  constructor(step: Graph, steps: number) {
    this.#step = step;
    this.#steps = steps;
    this.#parts = partsOf(step);
    for (const [name, value] of step.inputs) {
      if (isData(name)) continue;
      const input = this.graph.input(name, value.dtype, value.shape, orderOf(value));
      if (name === STEP_COUNTER.name) this.#folded.set(value, this.#stepNumbers(input));
      else this.#before.set(value, input);
    }
    for (const node of step.nodes) {
      if (this.#isAhead(node)) this.graph.within(node.scope, () => this.#foldAhead(node));
    }
  }

  #isAhead(node: AnyNode): boolean {
    return this.#parts.counting.has(node) || this.#parts.preparing.has(node);
  }

  #foldAhead(node: AnyNode): void {
    const [value] = node.outputs;
    if (value === undefined) return;
    if (node.op !== 'input') {
      this.#fold(node, this.#parts.counting.has(node) ? COUNTED : this.#steps);
      return;
    }
    const { name } = node.attributes;
    if (!isData(name)) return;
    this.#folded.set(value, this.#dataInput({ name, step: null }, value, this.#steps));
  }

  #stepNumbers(first: Value): Value {
    const offsets = Array.from({ length: COUNTED }, (_, offset) => offset);
    return add(reshape(first, [1]), this.graph.constant(offsets, first.dtype, [COUNTED]));
  }

  #dataInput(data: IterationData, { dtype, shape }: Value, steps: number): Value {
    const name = data.step === null ? `${data.name}#` : `${data.name}#${data.step}`;
    this.data.set(name, data);
    return this.graph.input(name, dtype, foldedShape(shape, steps));
  }

  #fold(node: AnyNode, steps: number): void {
    const folded = node.inputs.map((input) => input.node.op !== 'constant');
    const rule = foldRule(node, folded, { countVaries: false });
    if (rule === null) throw new Error(`${node.op} cannot be folded`);
    const inputs = node.inputs.map((input) => this.#allSteps(input));
    rule.compute(node, inputs, steps).forEach((result, place) => {
      const value = node.outputs[place];
      if (value !== undefined) this.#folded.set(value, result);
    });
  }

  /** A value of all steps, one after the other along the first axis; a constant as it is. */
  #allSteps(value: Value): Value {
    if (value.node.op === 'constant') return this.#constant(value);
    const known = this.#folded.get(value);
    if (known !== undefined) return known;
    const shape = foldedShape(value.shape, 1);
    const each = this.#taken.map((_, at) => reshape(this.#ofStep(value, at), shape));
    const folded = concatenate(each, 0);
    this.#folded.set(value, folded);
    return folded;
  }

  #constant(value: Value): Value {
    const { node, dtype, shape } = value;
    if (node.op !== 'constant') throw new Error(`${node.op} is no constant`);
    const known = this.#constants.get(value);
    if (known !== undefined) return known;
    const copy = this.graph.constant(node.attributes.values, dtype, shape);
    this.#constants.set(value, copy);
    return copy;
  }

  /** A value of one step. A number cut out of several has the shape [1] where its user lets it. */
  #ofStep(value: Value, at: number, loosely = false): Value {
    if (value.node.op === 'constant') return this.#constant(value);
    const own = this.#taken[at]?.get(value);
    if (own !== undefined) return own;
    if (!this.#isAhead(value.node)) return this.#beforeOf(value);
    const piece = this.#piecesOf(value)[at];
    if (piece === undefined) throw new Error(`${value.node.op} has no step ${at}`);
    return loosely ? piece : reshape(piece, value.shape);
  }

  #piecesOf(value: Value): readonly Value[] {
    const known = this.#pieces.get(value);
    if (known !== undefined) return known;
    const folded = this.#allSteps(value);
    const [rows = 1] = value.shape;
    const count = (folded.shape[0] ?? 1) / rows;
    const pieces = split(folded, 0, Array<number>(count).fill(rows));
    this.#pieces.set(value, pieces);
    return pieces;
  }

  #beforeOf(value: Value): Value {
    const known = this.#before.get(value);
    if (known === undefined) throw new Error(`${value.node.op} is used before it is computed`);
    return known;
  }

  take(at: number): void {
    const own = new Map(this.#before);
    this.#taken.push(own);
    for (const node of this.#step.nodes) {
      if (node.op === 'constant' || this.#isAhead(node) || this.#parts.measuring.has(node))
        continue;
      if (node.op !== 'input') {
        this.graph.within(node.scope, () => this.#copy(node, at, own));
        continue;
      }
      const { name } = node.attributes;
      const [value] = node.outputs;
      if (value !== undefined && isData(name)) {
        own.set(value, this.#dataInput({ name, step: at }, value, 1));
      }
    }
    this.#before = new Map(
      [...this.#before].map(([value, before]) => {
        const next = this.#nextOf(value);
        return [value, next === null ? before : this.#ofStep(next, at)];
      }),
    );
  }

  #copy(node: AnyNode, at: number, own: Map<Value, Value>): void {
    const isLoose =
      ELEMENTWISE.has(node.op) && node.inputs.some(({ shape }) => elementCount(shape) > 1);
    const inputs = node.inputs.map((input) => this.#ofStep(input, at, isLoose));
    this.graph.append(node.op, inputs, node.attributes, node.outputs).forEach((copy, place) => {
      const value = node.outputs[place];
      if (value !== undefined) own.set(value, copy);
    });
  }

  /** Null for what stays as it is. */
  #nextOf({ node }: Value): Value | null {
    return node.op === 'input'
      ? (this.#step.outputs.get(node.attributes.name + NEXT) ?? null)
      : null;
  }

  finish(measured: readonly string[]): void {
    for (const node of this.#step.nodes) {
      if (this.#parts.measuring.has(node)) {
        this.graph.within(node.scope, () => this.#fold(node, this.#steps));
      }
    }
    for (const [name, value] of this.#step.inputs) {
      const next = this.#nextOf(value);
      if (next === null) continue;
      const last = this.#before.get(value) ?? this.#ofStep(next, this.#steps - 1);
      this.graph.outputs.set(name + NEXT, last);
    }
    this.graph.outputs.set(MEASURES, this.#measures(measured));
  }

  /** What each step measures, one step after the other. */
  #measures(measured: readonly string[]): Value {
    const columns = measured.map((name) => {
      const value = this.#step.outputs.get(name);
      if (value === undefined) throw new Error(`The step does not give ${name}`);
      const shape = [this.#steps, elementCount(value.shape)];
      if (value.node.op !== 'constant') return reshape(this.#allSteps(value), shape);
      const values = Array.from(value.node.attributes.values);
      const repeated = Array.from({ length: this.#steps }, () => values).flat();
      return this.graph.constant(repeated, value.dtype, shape);
    });
    const table = concatenate(columns, 1);
    return reshape(table, [elementCount(table.shape)]);
  }
}

function orderOf({ node }: Value): CarriedOrder {
  if (node.op !== 'input') return {};
  const { axes, pieces, places } = node.attributes;
  return { axes, pieces, places };
}
