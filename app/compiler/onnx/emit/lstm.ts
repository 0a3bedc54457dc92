import type { GraphWriter } from '../graph-writer.ts';
import { type EmitterTable, nameAt, valueAt } from './emitter.ts';

/** Keras' gates i, f, c, o in ONNX' order: i, o, f, c. */
const ONNX_GATES = [0, 3, 1, 2];

/** A kernel [rows, 4 · units] as [1, 4 · units, rows]. */
function turnedKernel(name: string, rows: number, units: number, writer: GraphWriter): string {
  const columns = writer.node('Transpose', [name], { perm: [1, 0] });
  const gates = writer.node('Reshape', [columns, writer.integers([4, units, rows])]);
  const ordered = writer.node('Gather', [gates, writer.integers(ONNX_GATES)], { axis: 0 });
  return writer.node('Reshape', [ordered, writer.integers([1, 4 * units, rows])]);
}

/** [4 · units] as [1, 8 · units]: ONNX adds a second bias, which is none here. */
function bothBiases(name: string, units: number, writer: GraphWriter): string {
  const gates = writer.node('Reshape', [name, writer.integers([4, units])]);
  const ordered = writer.node('Gather', [gates, writer.integers(ONNX_GATES)], { axis: 0 });
  const both = writer.node('Concat', [ordered, writer.filled(0, [4, units])], { axis: 0 });
  return writer.node('Reshape', [both, writer.integers([1, 8 * units])]);
}

export const lstmEmitters = {
  lstm: (node, inputs, writer) => {
    const [time = 1, batch = 1, features = 1] = valueAt(node, 0).shape;
    const [units = 1] = valueAt(node, 2).shape;
    const sequence = writer.node(
      'LSTM',
      [
        nameAt(inputs, 0),
        turnedKernel(nameAt(inputs, 1), features, units, writer),
        turnedKernel(nameAt(inputs, 2), units, units, writer),
        bothBiases(nameAt(inputs, 3), units, writer),
      ],
      { hidden_size: units },
    );
    return writer.nodes('Reshape', [sequence, writer.integers([time, batch, units])]);
  },
} satisfies Partial<EmitterTable>;
