import type { Node } from '../../graph.ts';
import { bodyOf, stepsOf } from '../../operators/scan.ts';
import { nameIn, valueInfo } from '../edges.ts';
import type { GraphWriter } from '../graph-writer.ts';
import { splitPieces } from '../split-pieces.ts';
import { type Emitter, type EmitterTable, nameAt } from './emitter.ts';

/** Longer ones make graphs that take longer to open than they spare. */
const MOST_WRITTEN = 128;

/**
 * Whether a scan's steps are written one after the other: WebGPU has no kernel for it, and the
 * processor would have what each step takes and gives carried there and back.
 */
export const isWrittenOut = (node: Node<'scan'>, { provider }: GraphWriter['execution']): boolean =>
  provider === 'webgpu' && stepsOf(node) <= MOST_WRITTEN;

const writtenOut: Emitter<'scan'> = (node, inputs, writer, used, write) => {
  const { states: count, scanned, backwards } = node.attributes;
  const { scope } = writer;
  const body = bodyOf(node);
  const steps = stepsOf(node);
  const reshaped = (name: string, shape: readonly number[]) =>
    writer.node('Reshape', [name, writer.integers(shape)]);
  const shapes = [...body.inputs.values()].map(({ shape }) => shape);
  const slices = inputs
    .slice(count, count + scanned)
    .map((name) => splitPieces(name, Array<number>(steps).fill(1), 0, writer));
  let states = inputs.slice(0, count);
  const collected = node.outputs.slice(count).map((): string[] => []);
  for (let done = 0; done < steps; done += 1) {
    const step = backwards ? steps - 1 - done : done;
    const given = slices.map((pieces, place) =>
      reshaped(nameAt(pieces, step), shapes[count + place] ?? []),
    );
    const all = [...states, ...given, ...inputs.slice(count + scanned)];
    const entering = new Map(
      [...body.inputs.keys()].map((name, place) => [name, all[place] ?? '']),
    );
    const left = write(body, writer, (name) => nameIn(entering, name));
    writer.scope = scope;
    const results = [...body.outputs.keys()].map((name) => nameIn(left, name));
    states = results.slice(0, count);
    results.slice(count).forEach((name, place) => {
      const shape = node.outputs[count + place]?.shape.slice(1) ?? [];
      if (used(count + place)) collected[place]?.push(reshaped(name, [1, ...shape]));
    });
  }
  const whole = collected.map((names) =>
    names.length === 0
      ? ''
      : writer.node('Concat', backwards ? names.toReversed() : names, { axis: 0 }),
  );
  return [...states, ...whole];
};

export const scanEmitters = {
  /** What is fixed is no input of ONNX' Scan: its body reads it from the graph around it. */
  scan: (node, inputs, writer, used, write) => {
    if (isWrittenOut(node, writer.execution)) {
      return writtenOut(node, inputs, writer, used, write);
    }
    const { states, scanned, backwards } = node.attributes;
    const body = bodyOf(node);
    const inner = writer.inner('body');
    const entering = new Map(
      [...body.inputs.keys()].map((name, place) => [
        name,
        place < states + scanned ? inner.fresh(name) : (inputs[place] ?? ''),
      ]),
    );
    const written = write(body, inner, (name) => nameIn(entering, name));
    const infos = [...body.inputs].map(([name, value]) => valueInfo(nameIn(entering, name), value));
    const outputs = [...body.outputs].map(([name, value]) =>
      valueInfo(nameIn(written, name), value),
    );
    const directions = (count: number) => Array.from({ length: count }, () => Number(backwards));
    return writer.nodes(
      'Scan',
      inputs.slice(0, states + scanned),
      {
        num_scan_inputs: scanned,
        scan_input_directions: directions(scanned),
        scan_output_directions: directions(outputs.length - states),
        body: {
          kind: 'graph',
          value: inner.finish(inner.fresh('scan'), infos.slice(0, states + scanned), outputs),
        },
      },
      { outputs: outputs.length },
    );
  },
} satisfies Partial<EmitterTable>;
