import { Graph, type Node, typeText, type Value } from '../graph.ts';

/**
 * Computes a body where a condition holds, and nothing where it does not.
 * @param condition bool scalar
 * @param body      each output stands in for the input of its name, whose type it has
 * @param given     what the body's inputs are, by name
 * @returns the body's outputs by name; where the condition does not hold, the inputs as they are
 */
export function conditional(
  condition: Value,
  body: Graph,
  given: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  const inputs = [...body.inputs].map(([name, inside]) => {
    const value = given.get(name);
    if (value === undefined || typeText(value) !== typeText(inside)) {
      throw new Error(`The body takes ${name} as ${typeText(inside)}`);
    }
    return value;
  });
  const types = [...body.outputs].map(([name, value]) => {
    const replaced = body.inputs.get(name);
    if (replaced === undefined || typeText(replaced) !== typeText(value)) {
      throw new Error(`${typeText(value)} cannot stand in for ${name}`);
    }
    return { dtype: value.dtype, shape: value.shape };
  });
  const values = condition.graph.append('conditional', [condition, ...inputs], { body }, types);
  const names = [...body.outputs.keys()];
  return new Map(values.map((value, place) => [names[place] ?? '', value]));
}

/** The body of a conditional. */
export function conditionalBody({ attributes: { body } }: Node<'conditional'>): Graph {
  if (!(body instanceof Graph)) throw new Error('The body of a conditional is a graph');
  return body;
}

/** For each output, the place among the body's inputs of what it stands in for. */
export function replacedInputs(body: Graph): readonly number[] {
  const names = [...body.inputs.keys()];
  return [...body.outputs.keys()].map((name) => names.indexOf(name));
}
