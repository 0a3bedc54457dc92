import type { Provider } from '../../../app/compiler/execution-plan.ts';
import type { Result } from '../../../app/errors.ts';
import type { Shape } from '../../../app/shape.ts';
import type { RunCard } from '../../../app/training/run.ts';

export interface FloatTensor {
  readonly dtype: 'float32';
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** A tensor in host memory, row-major. */
export type Tensor =
  | FloatTensor
  | { readonly dtype: 'uint8'; readonly shape: Shape; readonly data: Uint8Array }
  | { readonly dtype: 'int32'; readonly shape: Shape; readonly data: Int32Array }
  | { readonly dtype: 'int64'; readonly shape: Shape; readonly data: BigInt64Array };

export type Tensors = Readonly<Record<string, Tensor>>;

/**
 * A tensor that lies on the device, as a call left it there for the next one. `Session.toHost` brings
 * its numbers here.
 */
export class DeviceTensor {
  readonly dtype = 'float32';
  readonly shape: Shape;
  readonly handle: { dispose(): void };

  /** @param handle the runtime's own tensor */
  constructor(shape: Shape, handle: { dispose(): void }) {
    this.shape = shape;
    this.handle = handle;
  }

  /** @throws the numbers are elsewhere */
  get data(): Float32Array {
    throw new Error('This tensor is on the device.');
  }
}

/** What a runtime computes on. */
export interface RuntimeDevice {
  readonly kind: 'cpu' | 'gpu';
  /** Null for the processor, which the environment names itself. */
  readonly name: string | null;
  readonly driver: string | null;
  /** Which of its like, where that is known. */
  readonly card?: RunCard | undefined;
}

/** One compiled graph, ready to run. */
export interface Session {
  /**
   * Blocks the thread while it computes. Inputs are neither copied nor changed; outputs are new arrays.
   * @returns every output by name, or `engine/out-of-memory`
   */
  run(inputs: Tensors): Promise<Result<Tensors>>;
  /**
   * The same tensors in host memory; those on the device are freed there. Left out where outputs
   * never stay on a device.
   */
  readonly toHost?: ((tensors: Tensors) => Promise<Result<Tensors>>) | undefined;
  /** Frees the session, which keeps the memory that calls have needed; a later call opens it anew. */
  close(): Promise<void>;
}

/** What executes graphs: the one thing the engine knows of a native library. */
export interface Runtime {
  /** As in plans and run summaries, e.g. `onnx/cpu`. */
  readonly engine: string;
  /** Package and version, for the run's environment. */
  readonly version: string;
  readonly threads: number;
  readonly device: RuntimeDevice;
  /** What of ONNX Runtime computes; the processor where left out. */
  readonly provider?: Provider | undefined;
  /** How its idle threads wait; left out where nobody chooses. */
  readonly spinning?: Spinning | undefined;
  /** @returns `engine/out-of-memory` where the graph does not fit */
  open(graph: Uint8Array, options?: SessionOptions): Promise<Result<Session>>;
}

/** Whether idle threads wait in a busy loop. */
export interface Spinning {
  /** Asked before each call, of so many threads of one operator. */
  spins(threads: number): boolean;
  /** Begins with what was right before, until other programs have been looked at. */
  beginWith?(spins: boolean): void;
}

export interface SessionOptions {
  /** Of one operator; the runtime's own number where left out. */
  readonly threads?: number | undefined;
  /**
   * Whether the places of all values are planned ahead, as they are where left out: 3–20 % faster
   * with small tensors, but up to twice as much memory with large ones.
   */
  readonly plansMemory?: boolean | undefined;
  /** Whether what one call has needed is kept for the next, as it is where left out. */
  readonly keepsMemory?: boolean | undefined;
  /** Whether idle threads wait in a busy loop; by what other programs compute where left out. */
  readonly spins?: boolean | undefined;
  /** Whether equal nodes are computed once, as they are where left out. */
  readonly sharesNodes?: boolean | undefined;
  /** Outputs that may stay on the device, as `DeviceTensor`s; none where left out. */
  readonly stays?: readonly string[] | undefined;
}

/**
 * Gives the memory of tensors back at once; their arrays are empty afterwards. The garbage
 * collector takes its time, which with a model's state means several copies of it.
 * @param kept tensors whose arrays stay, also where the others have the same ones
 */
export function release(tensors: Tensors, ...kept: readonly Tensors[]): void {
  const staying = new Set(kept.flatMap((each) => Object.values(each).map(memoryOf)));
  for (const tensor of Object.values(tensors)) {
    if (staying.has(memoryOf(tensor))) continue;
    if (tensor instanceof DeviceTensor) tensor.handle.dispose();
    else if (tensor.data.buffer instanceof ArrayBuffer) tensor.data.buffer.transfer(0);
  }
}

const memoryOf = (tensor: Tensor): object =>
  tensor instanceof DeviceTensor ? tensor.handle : tensor.data;

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
