import { endianness } from 'node:os';
import type { PreparedTensor, TensorType } from '../../app/dataset/prepared.ts';
import { elementCount } from '../../app/shape.ts';

export type TensorData = Float32Array | Uint8Array | Int32Array | Uint32Array;

export const BYTES_PER_ELEMENT: Readonly<Record<TensorType, number>> = {
  float32: 4,
  uint8: 1,
  int32: 4,
  uint32: 4,
};

/** Bytes that one row of the tensor takes on disk. */
export function rowBytesOf(tensor: Pick<PreparedTensor, 'dtype' | 'shape'>): number {
  return elementCount(tensor.shape) * BYTES_PER_ELEMENT[tensor.dtype];
}

/** A typed array over a whole buffer; shards are little-endian, and so is every machine we run on. */
export function viewAs(dtype: TensorType, buffer: ArrayBuffer): TensorData {
  if (endianness() !== 'LE') throw new Error('Shards are little-endian; this machine is not.');
  switch (dtype) {
    case 'float32':
      return new Float32Array(buffer);
    case 'uint8':
      return new Uint8Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'uint32':
      return new Uint32Array(buffer);
  }
}
