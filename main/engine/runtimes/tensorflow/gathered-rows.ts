import { elementCount } from '../../../../app/shape.ts';
import type { Tensor } from '../runtime.ts';

/** Some rows of data, one after the other, by themselves. */
export function gatheredRows({ shape, data, dtype }: Tensor, rows: Int32Array): Tensor {
  const [, ...sample] = shape;
  const width = elementCount(sample);
  const own = [rows.length, ...sample];
  switch (dtype) {
    case 'float32':
      return {
        dtype,
        shape: own,
        data: copied(data, rows, width, new Float32Array(rows.length * width)),
      };
    case 'int32':
      return {
        dtype,
        shape: own,
        data: copied(data, rows, width, new Int32Array(rows.length * width)),
      };
    case 'uint8':
      return {
        dtype,
        shape: own,
        data: copied(data, rows, width, new Uint8Array(rows.length * width)),
      };
    case 'int64':
      throw new Error('Samples are never int64');
  }
}

function copied<T extends Float32Array | Int32Array | Uint8Array>(
  from: T,
  rows: Int32Array,
  width: number,
  to: T,
): T {
  rows.forEach((row, at) => {
    to.set(from.subarray(row * width, (row + 1) * width), at * width);
  });
  return to;
}
