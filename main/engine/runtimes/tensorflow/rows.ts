import { FEATURES, TARGET, WEIGHT } from '../../../../app/compiler/onnx/edges.ts';
import { elementCount } from '../../../../app/shape.ts';
import type { RowInputs } from '../../row-source.ts';
import type { Tensor } from '../runtime.ts';
import type { TensorFlow, TfTensor } from './tensorflow-types.ts';

/**
 * The rows of one batch, by the names of a graph's inputs; its tensors are the caller's to dispose of.
 * @param from   where the batch begins among the wanted rows
 * @param filled rows that the batch has; what is missing is filled up with the first row
 */
export function batchTensors(
  tf: TensorFlow,
  rows: RowInputs,
  from: number,
  count: number,
  filled = count,
): ReadonlyMap<string, TfTensor> {
  const taken = new Int32Array(filled);
  taken.set(rows.indices.subarray(from, from + count));
  const tensors = new Map([
    [FEATURES, gathered(tf, rows.features, taken)],
    [TARGET, gathered(tf, rows.target, taken)],
  ]);
  if (rows.weight !== undefined) tensors.set(WEIGHT, gathered(tf, rows.weight, taken));
  return tensors;
}

function gathered(tf: TensorFlow, { shape, data, dtype }: Tensor, rows: Int32Array): TfTensor {
  if (data instanceof BigInt64Array) throw new Error('Samples are never int64');
  const sample = shape.slice(1);
  const width = elementCount(sample);
  const isFloat = dtype === 'float32';
  const values = isFloat
    ? new Float32Array(rows.length * width)
    : new Int32Array(rows.length * width);
  rows.forEach((row, at) => {
    values.set(data.subarray(row * width, (row + 1) * width), at * width);
  });
  return tf.tensor(values, [rows.length, ...sample], isFloat ? 'float32' : 'int32');
}
