import { elementCount } from '../../shape.ts';
import type { Value } from '../graph.ts';
import { add } from '../operators/elementwise.ts';
import { reshape } from '../operators/movement.ts';
import type { Operator } from '../operators/vocabulary.ts';
import { type GradientRule, outputOf, type PullBack, zerosLike } from './rule.ts';
import { GRADIENTS } from './table.ts';

/**
 * Appends the gradients of a single number to its graph, by reverse-mode differentiation:
 * nodes are visited backwards, and each rule passes its outputs' gradients on to its inputs.
 * @param loss    float32, one element
 * @param sources values to differentiate with respect to, e.g. weights
 * @returns the gradient of each source, of its shape; zeros where the loss does not depend on it
 */
export function differentiate(loss: Value, sources: readonly Value[]): readonly Value[] {
  if (elementCount(loss.shape) !== 1) throw new Error('Only one number can be differentiated');
  const one = loss.graph.constant([1], 'float32', loss.shape);
  const gradients = pullBack([[loss, one]], sources);
  return sources.map((source, place) => gradients[place] ?? zerosLike(source));
}

const pullBack: PullBack = (outputs, sources) => {
  const gradients = new Map<Value, Value>();
  const pass = (value: Value, part: Value) => {
    const sum = gradients.get(value);
    gradients.set(value, sum === undefined ? part : add(sum, part));
  };
  for (const [value, gradient] of outputs) pass(value, gradient);
  const last = Math.max(-1, ...outputs.map(([{ node }]) => node.index));
  const nodes = outputs[0]?.[0].graph.nodes.slice(0, last + 1) ?? [];
  const dependent = dependentOn(nodes, sources.map(unshaped));

  for (const node of nodes.reverse()) {
    const [output] = node.outputs;
    const given = node.outputs.map((value) => gradients.get(value) ?? null);
    if (!dependent.has(output) || given.every((gradient) => gradient === null)) continue;
    const wanted = (place: number) => dependent.has(node.inputs[place]);
    const rule = GRADIENTS[node.op] as GradientRule<Operator>;
    const passedOn = node.outputs[0]?.graph.within(node.scope, () =>
      rule(node, given[0] ?? zerosLike(outputOf(node)), wanted, given, pullBack),
    );
    passedOn?.forEach((part, place) => {
      const input = node.inputs[place];
      if (part !== null && input !== undefined && wanted(place)) pass(input, part);
    });
  }
  return sources.map((source) => {
    const gradient = gradients.get(unshaped(source));
    return gradient === undefined ? null : reshape(gradient, source.shape);
  });
};

/** The value that a source is a view of: whoever reshapes the source again takes that one instead. */
function unshaped(source: Value): Value {
  const [viewed] = source.node.inputs;
  return source.node.op === 'reshape' && viewed !== undefined ? unshaped(viewed) : source;
}

/** Values that depend on any of the sources, these included. */
function dependentOn(
  nodes: readonly { readonly inputs: readonly Value[]; readonly outputs: readonly Value[] }[],
  sources: readonly Value[],
): ReadonlySet<Value | undefined> {
  const dependent = new Set<Value | undefined>(sources);
  for (const { inputs, outputs } of nodes) {
    if (inputs.some((input) => dependent.has(input))) {
      for (const output of outputs) dependent.add(output);
    }
  }
  return dependent;
}
