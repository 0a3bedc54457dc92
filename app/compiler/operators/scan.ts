import { sameShape } from '../../shape.ts';
import { type AnyNode, Graph, type Node, type TensorType, typeText, type Value } from '../graph.ts';
import type { ScanAttributes } from './vocabulary.ts';

/** What goes into a scan, and, one step of it, into its body. */
export interface ScanInputs {
  readonly states: readonly Value[];
  readonly scanned: readonly Value[];
  readonly fixed: readonly Value[];
}

/** What a scan gives, and, for one step, its body. */
export interface ScanOutputs {
  readonly states: readonly Value[];
  readonly collected: readonly Value[];
}

/**
 * Repeats a step along the first axis of what is scanned. Every value that a step computes is
 * collected too, as the gradient may need it; passes leave out what nobody reads.
 * @param step builds the body in a graph of its own; each next state must be computed there
 */
export function scan(
  inputs: ScanInputs & { readonly backwards?: boolean },
  step: (inside: ScanInputs) => ScanOutputs,
): ScanOutputs {
  const { states, scanned, fixed, backwards = false } = inputs;
  const body = new Graph();
  const enter = (kind: string, types: readonly TensorType[]) =>
    types.map(({ dtype, shape }, place) => body.input(`${kind}${place}`, dtype, shape));
  const inside: ScanInputs = {
    states: enter('state', states),
    scanned: enter(
      'scanned',
      scanned.map(({ dtype, shape }) => ({ dtype, shape: shape.slice(1) })),
    ),
    fixed: enter('fixed', fixed),
  };
  const scope = scanned[0]?.graph.scope ?? '';
  const next = body.within(scope, () => step(inside));
  next.states.forEach((state, place) => {
    const before = states[place];
    if (before === undefined || !sameShape(state.shape, before.shape) || isGiven(state.node)) {
      throw new Error(`${typeText(state)} is no next state`);
    }
    body.outputs.set(`state${place}`, state);
  });
  next.collected.forEach((value, place) => {
    body.outputs.set(`collected${place}`, value);
  });
  traceable(body, inside.fixed, next.collected).forEach((value, place) => {
    body.outputs.set(`traced${place}`, value);
  });
  const attributes = { body, states: states.length, scanned: scanned.length, backwards };
  const outputs = appendScan([...states, ...scanned, ...fixed], attributes);
  const asked = states.length + next.collected.length;
  return {
    states: outputs.slice(0, states.length),
    collected: outputs.slice(states.length, asked),
  };
}

const isGiven = ({ op }: AnyNode): boolean => op === 'input' || op === 'constant';

/** Values that differ from step to step and are not collected anyway. */
function traceable(
  body: Graph,
  fixed: readonly Value[],
  collected: readonly Value[],
): readonly Value[] {
  const same = new Set(fixed);
  return body.nodes.flatMap((node) => {
    const isSame =
      node.op === 'constant' || (node.op !== 'input' && node.inputs.every((x) => same.has(x)));
    if (isSame) for (const output of node.outputs) same.add(output);
    if (isSame || node.op === 'input') return [];
    return node.outputs.filter((value) => !collected.includes(value));
  });
}

/** A scan of a finished body, whose inputs and outputs stand in the order of the attributes. */
export function appendScan(
  inputs: readonly Value[],
  attributes: ScanAttributes & { readonly body: Graph },
): readonly Value[] {
  const { body, states, scanned } = attributes;
  const [first, ...others] = inputs.slice(states, states + scanned);
  const [steps] = first?.shape ?? [];
  if (first === undefined || steps === undefined || inputs.length !== body.inputs.size) {
    throw new Error('A scan needs something to scan, and its body as many inputs as itself');
  }
  if (others.some(({ shape }) => shape[0] !== steps)) throw new Error('Steps differ in number');
  const types = [...body.outputs.values()].map(({ dtype, shape }, place) => ({
    dtype,
    shape: place < states ? shape : [steps, ...shape],
  }));
  return first.graph.append('scan', inputs, attributes, types);
}

/** The body of a scan. */
export function bodyOf({ attributes: { body } }: Node<'scan'>): Graph {
  if (!(body instanceof Graph)) throw new Error('The body of a scan is a graph');
  return body;
}

/** How many times a scan runs its body. */
export function stepsOf({ inputs, attributes: { states } }: Node<'scan'>): number {
  return inputs[states]?.shape[0] ?? 0;
}
