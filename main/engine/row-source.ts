import type { Result } from '../../app/errors.ts';
import type { Shape } from '../../app/shape.ts';
import type { TensorData } from '../shards/tensor-data.ts';
import type { Tensor } from './runtimes/runtime.ts';

/** Rows of a split as a graph takes them. */
export interface RowInputs {
  /** [rows, …sample] */
  readonly features: Tensor;
  /** [rows, …] */
  readonly target: Tensor;
  /** float32 [rows] how much each counts, where the dataset says so. */
  readonly weight?: Tensor | undefined;
  /** Where in those two the wanted rows stand, in the order wanted. */
  readonly indices: Int32Array;
}

/** Where the rows of one split come from. */
export interface RowSource {
  readonly rows: number;
  /** @returns `dataset/damaged` where the shards are not what the manifest says */
  take(rows: Int32Array): Promise<Result<RowInputs>>;
  /** Says which epoch begins, where rows are not the same in each. */
  begin?(epoch: number): void;
  /**
   * Says which rows come next, or after those that it was last said of, so that they can be read while
   * others are computed with.
   */
  prefetch(rows: Int32Array): void;
  close(): Promise<void>;
}

/** Rows that lie one after the other, as a tensor. */
export function rowTensor(data: TensorData, rows: number, sample: Shape): Tensor {
  const shape = [rows, ...sample];
  if (data instanceof Float32Array) return { dtype: 'float32', shape, data };
  if (data instanceof Uint8Array) return { dtype: 'uint8', shape, data };
  if (data instanceof Int32Array) return { dtype: 'int32', shape, data };
  throw new Error('Features and targets are never uint32.');
}
