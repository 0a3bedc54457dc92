import type { Result } from '../../../app/errors.ts';
import type { Shape } from '../../../app/shape.ts';

/** A tensor in host memory, row-major. */
export type Tensor =
  | { readonly dtype: 'float32'; readonly shape: Shape; readonly data: Float32Array }
  | { readonly dtype: 'uint8'; readonly shape: Shape; readonly data: Uint8Array }
  | { readonly dtype: 'int32'; readonly shape: Shape; readonly data: Int32Array }
  | { readonly dtype: 'int64'; readonly shape: Shape; readonly data: BigInt64Array };

export type Tensors = Readonly<Record<string, Tensor>>;

/** One compiled graph, ready to run. */
export interface Session {
  /**
   * Blocks the thread while it computes. Inputs are neither copied nor changed; outputs are new arrays.
   * @returns every output by name, or `engine/out-of-memory`
   */
  run(inputs: Tensors): Promise<Result<Tensors>>;
  close(): Promise<void>;
}

/** What executes graphs: the one thing the engine knows of a native library. */
export interface Runtime {
  /** As in plans and run summaries, e.g. `onnx/cpu`. */
  readonly engine: string;
  /** Package and version, for the run's environment. */
  readonly version: string;
  readonly threads: number;
  /**
   * @param threads of one operator; the runtime's own number where left out
   * @returns `engine/out-of-memory` where the graph does not fit
   */
  open(graph: Uint8Array, threads?: number): Promise<Result<Session>>;
}

/** Whether all float32 values are numbers: a model that has overflowed once never comes back. */
export function allFinite(tensors: Tensors): boolean {
  for (const { data } of Object.values(tensors)) {
    if (data instanceof Float32Array && !finite(data)) return false;
  }
  return true;
}

/** By index, since iterating over millions of values takes fifteen times as long. */
function finite(data: Float32Array): boolean {
  let sum = 0;
  // 0 for a number, NaN for anything else, which no sum loses.
  for (let at = 0; at < data.length; at += 1) sum += (data[at] ?? 0) * 0;
  return sum === 0;
}
