import { ok } from '../../app/errors.ts';
import { elementCount } from '../../app/shape.ts';
import type { RowInputs, RowSource } from './row-source.ts';
import type { Tensor } from './runtimes/runtime.ts';

/**
 * The same rows, but only those that are wanted: what a graph on another device is given travels
 * there with every call, and a whole split would travel each time.
 */
export function gatheredRows(source: RowSource): RowSource {
  return {
    rows: source.rows,
    prefetch: (rows) => source.prefetch(rows),
    close: () => source.close(),
    async take(wanted) {
      const taken = await source.take(wanted);
      return taken.ok ? ok(gathered(taken.value)) : taken;
    },
  };
}

/** Only the rows that the indices name, in their order. */
export function gathered({ indices, features, target, weight }: RowInputs): RowInputs {
  return {
    features: rowsOf(features, indices),
    target: rowsOf(target, indices),
    ...(weight !== undefined && { weight: rowsOf(weight, indices) }),
    indices: Int32Array.from(indices, (_, place) => place),
  };
}

function rowsOf(tensor: Tensor, indices: Int32Array): Tensor {
  const sample = tensor.shape.slice(1);
  const shape = [indices.length, ...sample];
  const { dtype } = tensor;
  const size = elementCount(shape);
  if (dtype === 'float32') {
    return { dtype, shape, data: copyRows(tensor.data, indices, new Float32Array(size)) };
  }
  if (dtype === 'uint8') {
    return { dtype, shape, data: copyRows(tensor.data, indices, new Uint8Array(size)) };
  }
  if (dtype === 'int32') {
    return { dtype, shape, data: copyRows(tensor.data, indices, new Int32Array(size)) };
  }
  throw new Error('Features and targets are never int64.');
}

function copyRows<Data extends Float32Array | Uint8Array | Int32Array>(
  all: Data,
  indices: Int32Array,
  wanted: Data,
): Data {
  const width = wanted.length / indices.length;
  indices.forEach((row, place) => {
    wanted.set(all.subarray(row * width, (row + 1) * width), place * width);
  });
  return wanted;
}
