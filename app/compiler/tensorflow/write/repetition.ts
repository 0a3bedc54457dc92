import { conditionalBody, replacedInputs } from '../../operators/conditional.ts';
import { bodyOf, stepsOf } from '../../operators/scan.ts';
import { axesOf, type Edge, edgeOf } from '../edge.ts';
import { int, type NodeWriter, type } from '../node-writer.ts';
import { inputAt, outputOf, type WriterTable } from './writer.ts';

/** The steps of what is scanned, each by itself. */
function unpacked(writer: NodeWriter, edge: Edge): readonly Edge[] {
  const [steps = 1, ...shape] = edge.shape;
  const name = writer.node('Unpack', [writer.plain(edge)], {
    T: type(edge.dtype),
    num: int(steps),
    axis: int(0),
  });
  return Array.from({ length: steps }, (_, step) => ({
    name: `${name}:${step}`,
    dtype: edge.dtype,
    shape,
    order: axesOf(shape),
  }));
}

export const repetitionWriters = {
  /** Written out: a step's operators cost TensorFlow less than a turn of its loops. */
  scan: (node, inputs, writer, write) => {
    const { states: count, scanned, backwards } = node.attributes;
    const body = bodyOf(node);
    const steps = stepsOf(node);
    const slices = inputs.slice(count, count + scanned).map((each) => unpacked(writer, each));
    const fixed = inputs.slice(count + scanned);
    let states = inputs.slice(0, count);
    const collected = node.outputs.slice(count).map((): string[] => []);
    for (let done = 0; done < steps; done += 1) {
      const step = backwards ? steps - 1 - done : done;
      const given = slices.map((each) => inputAt(each, step));
      const results = write(body, [...states, ...given, ...fixed]);
      if (results === null) return null;
      states = results.slice(0, count);
      results.slice(count).forEach((edge, place) => {
        collected[place]?.push(writer.plain(edge));
      });
    }
    const whole = collected.map((names, place) => {
      const value = node.outputs[count + place] ?? outputOf(node);
      const ordered = backwards ? names.toReversed() : names;
      const attributes = { T: type(value.dtype), N: int(ordered.length), axis: int(0) };
      return edgeOf(writer.node('Pack', ordered, attributes), value);
    });
    return [...states, ...whole];
  },
  /** Both are computed, and one is taken. */
  conditional: (node, [condition, ...inputs], writer, write) => {
    const body = conditionalBody(node);
    const made = write(body, inputs);
    if (made === null || condition === undefined) return null;
    const replaced = replacedInputs(body);
    return node.outputs.map((value, place) => {
      const names = [inputAt(made, place), inputAt(inputs, replaced[place] ?? -1)];
      const operands = [condition, ...names].map((each) => writer.plain(each));
      return edgeOf(writer.typed('SelectV2', value.dtype, ...operands), value);
    });
  },
} satisfies Partial<WriterTable>;
