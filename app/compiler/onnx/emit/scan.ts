import { bodyOf } from '../../operators/scan.ts';
import { nameIn, valueInfo } from '../edges.ts';
import type { EmitterTable } from './emitter.ts';

export const scanEmitters = {
  /** What is fixed is no input of ONNX' Scan: its body reads it from the graph around it. */
  scan: (node, inputs, writer, _used, write) => {
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
