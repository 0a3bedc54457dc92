import type { AnyNode, Graph, Node, Value } from '../graph.ts';
import { multiply, scalar, subtract } from '../operators/elementwise.ts';
import { concatenate, reshape, slice } from '../operators/movement.ts';
import { bodyOf, stepsOf } from '../operators/scan.ts';
import { type OuterValue, stackNode } from './stack-steps.ts';

/**
 * Finds for the values of a backward step, a copy of a scan's body with gradients appended, where
 * they come from: what the forward scan computed has been collected, what follows from that alone is
 * computed for all steps at once, and only what hangs on the next step's gradient must be looped.
 */
export class StepValues {
  readonly steps: number;
  readonly #graph: Graph;
  readonly #scan: Node<'scan'>;
  /** What the copies in the backward step were copied from. */
  readonly #originals: ReadonlyMap<Value, Value>;
  readonly #found = new Map<AnyNode, readonly (OuterValue | null)[]>();
  readonly #given: ReadonlyMap<Value, OuterValue | null>;

  /**
   * @param given inputs of the backward step that the body has not: null for what is handed on
   */
  constructor(
    scan: Node<'scan'>,
    originals: ReadonlyMap<Value, Value>,
    given: ReadonlyMap<Value, OuterValue | null>,
  ) {
    const [output] = scan.outputs;
    if (output === undefined) throw new Error('A scan gives something');
    this.#graph = output.graph;
    this.#scan = scan;
    this.#originals = originals;
    this.#given = given;
    this.steps = stepsOf(scan);
  }

  /** The value outside the loop; null where it must be looped. */
  outside(value: Value): OuterValue | null {
    const given = this.#given.get(value);
    if (given !== undefined) return given;
    const known = this.#found.get(value.node);
    const found = known ?? this.#find(value.node);
    this.#found.set(value.node, found);
    return found[value.output] ?? null;
  }

  /** A number that is the same at every step. */
  number(value: number): OuterValue {
    return { value: scalar(this.#graph, value), stacked: false };
  }

  /**
   * Factors of a product, with pairs that the forward step has multiplied already as one: a gate and
   * what it lets through, beside the gate's slope.
   */
  knownProducts(factors: readonly Value[]): readonly Value[] {
    const apart = factors.flatMap((factor) => this.#factorsOf(factor));
    for (const [copy] of this.#originals) {
      const [left, right] = copy.node.inputs;
      if (copy.node.op !== 'multiply' || left === right) continue;
      const [one, other] = [apart.indexOf(left as Value), apart.indexOf(right as Value)];
      if (one === -1 || other === -1) continue;
      const others = apart.filter((_, place) => place !== one && place !== other);
      return this.knownProducts([copy, ...others]);
    }
    return this.#withoutSquares(apart);
  }

  /**
   * A factor x and the slope of a hyperbolic tangent, 1 − y², as x − (x · y) · y where the forward step has
   * multiplied x and y: two operators instead of three.
   */
  #withoutSquares(factors: readonly Value[]): readonly Value[] {
    for (const slope of factors) {
      const y = tangentOf(slope);
      if (y === null) continue;
      for (const x of factors) {
        const known = this.#productOf(x, y);
        if (known === null) continue;
        const others = factors.filter((factor) => factor !== slope && factor !== x);
        return this.#withoutSquares([subtract(x, multiply(known, y)), ...others]);
      }
    }
    return factors;
  }

  /** What the forward step has multiplied two values to. */
  #productOf(one: Value, other: Value): Value | null {
    for (const [copy] of this.#originals) {
      const { op, inputs } = copy.node;
      if (op === 'multiply' && inputs.includes(one) && inputs.includes(other)) return copy;
    }
    return null;
  }

  /** What a value is the product of, as far as the backward step multiplies. */
  #factorsOf(value: Value): readonly Value[] {
    const isProduct = value.node.op === 'multiply' && !this.#originals.has(value);
    return isProduct ? value.node.inputs.flatMap((input) => this.#factorsOf(input)) : [value];
  }

  #find(node: AnyNode): readonly (OuterValue | null)[] {
    if (node.op === 'input') return node.outputs.map((value) => this.#forward(value));
    const inputs = node.inputs.map((value) => this.outside(value));
    const known = inputs.filter((input) => input !== null);
    if (known.every(({ stacked }) => !stacked) && known.length === inputs.length) {
      const values = known.map(({ value }) => value);
      return this.#graph
        .append(node.op, values, node.attributes, node.outputs)
        .map((value) => ({ value, stacked: false }));
    }
    const isForward = node.outputs.some((value) => this.#originals.has(value));
    if (isForward) return node.outputs.map((value) => this.#forward(value));
    if (known.length < inputs.length) return [];
    const stacked = stackNode(node, known, this.steps) ?? [];
    return stacked.map((value) => ({ value, stacked: true }));
  }

  /** A value of the forward step: given to the scan, or collected by it. */
  #forward(copy: Value): OuterValue {
    const value = this.#originals.get(copy);
    if (value === undefined) throw new Error(`${copy.node.op} is no part of the body`);
    const { inputs, outputs, attributes } = this.#scan;
    const body = bodyOf(this.#scan);
    const place = [...body.inputs.values()].indexOf(value);
    const input = inputs[place];
    if (input !== undefined) {
      if (place < attributes.states) return { value: this.#before(place), stacked: true };
      return { value: input, stacked: place < attributes.states + attributes.scanned };
    }
    const collected = [...body.outputs.values()].indexOf(value, attributes.states);
    const output = outputs[collected];
    if (output === undefined) throw new Error(`${value.node.op} was not collected`);
    return { value: output, stacked: true };
  }

  /** A state before each step: the first one, then all but the last of those it became. */
  #before(place: number): Value {
    const { inputs, outputs, attributes } = this.#scan;
    const next = [...bodyOf(this.#scan).outputs.values()];
    const state = next[place];
    const collected = outputs[next.indexOf(state as Value, attributes.states)];
    const first = inputs[place];
    if (first === undefined || collected === undefined) throw new Error(`No state ${place}`);
    const start = reshape(first, [1, ...first.shape]);
    if (this.steps === 1) return start;
    const others = slice(collected, 0, attributes.backwards ? 1 : 0, this.steps - 1);
    return concatenate(attributes.backwards ? [others, start] : [start, others], 0);
  }
}

/** The y of a slope 1 − y²; null for any other value. */
function tangentOf({ node }: Value): Value | null {
  const [one, square] = node.inputs;
  if (node.op !== 'subtract' || one === undefined || square === undefined) return null;
  const [y, same] = square.node.inputs;
  const isSquare = square.node.op === 'multiply' && y !== undefined && y === same;
  return isSquare && isOne(one) ? y : null;
}

function isOne({ node }: Value): boolean {
  return node.op === 'constant' && Array.from(node.attributes.values).every((value) => value === 1);
}
