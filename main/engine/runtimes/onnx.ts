import * as ort from 'onnxruntime-node';
import type { Provider } from '../../../app/compiler/execution-plan.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import type { EngineId } from '../../../app/training/engines.ts';
import { identityGraph, readName } from './identity-graph.ts';
import { deviceFailed, outOfMemory } from './onnx-failure.ts';
import { deviceOptions, processorOptions } from './onnx-options.ts';
import {
  DeviceTensor,
  type Runtime,
  type RuntimeDevice,
  release,
  type Session,
  type SessionOptions,
  type Spinning,
  type Tensor,
  type Tensors,
} from './runtime.ts';

/** A device that is not the processor, and what reaches it. */
export interface OnnxDevice {
  readonly engine: EngineId;
  readonly provider: Provider;
  readonly device: RuntimeDevice;
  /** The provider's own number of the device; its first where left out. */
  readonly adapter?: number | undefined;
}

const PROCESSOR: RuntimeDevice = { kind: 'cpu', name: null, driver: null };
const CALM: Spinning = { spins: () => false };

/**
 * ONNX Runtime on this machine's processor.
 * @param threads threads of one operator, at least 1
 */
export function onnxCpuRuntime(threads: number, spinning: Spinning): Runtime {
  return {
    engine: 'onnx/cpu',
    version: onnxVersion(),
    threads,
    device: PROCESSOR,
    spinning,
    open: (graph, options = {}) =>
      opened(new OnnxSession(graph, { threads, ...options }, { spinning, on: null })),
  };
}

/** ONNX Runtime on another device. What its provider cannot do, the processor does with one thread. */
export function onnxDeviceRuntime(on: OnnxDevice): Runtime {
  return {
    engine: on.engine,
    version: `${onnxVersion()} ${on.provider}`,
    threads: 1,
    device: on.device,
    provider: on.provider,
    open: (graph, options = {}) =>
      opened(new OnnxSession(graph, { ...options, threads: 1 }, { spinning: CALM, on })),
  };
}

function onnxVersion(): string {
  return `onnxruntime-node ${ort.env.versions.node ?? ort.env.versions.common}`;
}

async function opened(session: OnnxSession): Promise<Result<Session>> {
  const native = await session.open();
  return native.ok ? ok(session) : native;
}

interface SessionMeans {
  readonly spinning: Spinning;
  /** Null for the processor. */
  readonly on: OnnxDevice | null;
}

/** A graph and the native session that runs it, opened anew where spinning begins or ends. */
class OnnxSession implements Session {
  readonly toHost: Session['toHost'];
  readonly #graph: Uint8Array;
  readonly #options: SessionOptions;
  readonly #spinning: Spinning;
  readonly #on: OnnxDevice | null;
  #spins = false;
  #native: ort.InferenceSession | null = null;

  constructor(graph: Uint8Array, options: SessionOptions, { spinning, on }: SessionMeans) {
    this.#graph = graph;
    this.#options = options;
    this.#spinning = spinning;
    this.#on = on;
    if (this.#staying.length > 0) this.toHost = (tensors) => this.#broughtHere(tensors);
  }

  /** Node's binding knows only WebGPU's memory: with other providers all outputs come to the host. */
  get #staying(): readonly string[] {
    return this.#on?.provider === 'webgpu' ? (this.#options.stays ?? []) : [];
  }

  open(): Promise<Result<ort.InferenceSession>> {
    return this.#mapped(() => this.#opened());
  }

  async #opened(): Promise<ort.InferenceSession> {
    const { threads = 1 } = this.#options;
    const spins = this.#options.spins ?? this.#spinning.spins(threads);
    if (this.#native !== null && (spins === this.#spins || this.#on !== null)) return this.#native;
    await this.close();
    this.#spins = spins;
    const options =
      this.#on === null
        ? processorOptions(this.#options, threads, spins)
        : deviceOptions(this.#on, this.#staying);
    this.#native = await ort.InferenceSession.create(this.#graph, options);
    return this.#native;
  }

  run(inputs: Tensors): Promise<Result<Tensors>> {
    return this.#mapped(async () => {
      const native = await this.#opened();
      const feeds: Record<string, ort.Tensor> = {};
      for (const name of native.inputNames) {
        const tensor = inputs[name];
        if (tensor === undefined) throw new Error(`The graph's input ${name} was not given.`);
        feeds[name] = toNative(tensor);
      }
      const results = await native.run(feeds);
      const outputs: Record<string, Tensor> = {};
      for (const name of native.outputNames) {
        const value = results[name];
        if (value === undefined) throw new Error(`The graph's output ${name} is missing.`);
        outputs[name] = toTensor(value);
      }
      return outputs;
    });
  }

  /** Node's binding cannot read a device's memory, but the outputs of a graph come to the host. */
  async #broughtHere(tensors: Tensors): Promise<Result<Tensors>> {
    const away = Object.entries(tensors).filter(([, tensor]) => tensor instanceof DeviceTensor);
    if (away.length === 0) return ok(tensors);
    const shapes = away.map(([name, { shape }]) => ({ name, shape }));
    const reader = new OnnxSession(identityGraph(shapes), {}, { spinning: CALM, on: this.#on });
    const read = await reader.run(tensors);
    await reader.close();
    if (!read.ok) return read;
    release(Object.fromEntries(away));
    const here = away.map(([name]) => [name, named(read.value, readName(name))] as const);
    return ok({ ...tensors, ...Object.fromEntries(here) });
  }

  async close(): Promise<void> {
    await this.#native?.release();
    this.#native = null;
  }

  #mapped<T>(act: () => Promise<T>): Promise<Result<T>> {
    return mapped(act, this.#on);
  }
}

function toNative(tensor: Tensor): ort.Tensor {
  if (!(tensor instanceof DeviceTensor)) {
    return new ort.Tensor(tensor.dtype, tensor.data, tensor.shape);
  }
  if (tensor.handle instanceof ort.Tensor) return tensor.handle;
  throw new Error('A tensor is on the device of another runtime.');
}

function toTensor(value: ort.Tensor): Tensor {
  const { type, dims: shape, location } = value;
  if (location === 'gpu-buffer') return new DeviceTensor(shape, value);
  const { data } = value;
  if (type === 'float32' && data instanceof Float32Array) return { dtype: type, shape, data };
  if (type === 'int64' && data instanceof BigInt64Array) return { dtype: type, shape, data };
  if (type === 'int32' && data instanceof Int32Array) return { dtype: type, shape, data };
  if (type === 'uint8' && data instanceof Uint8Array) return { dtype: type, shape, data };
  throw new Error(`The graph has an output of type ${type}.`);
}

function named(tensors: Tensors, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new Error(`There is no tensor ${name}.`);
  return tensor;
}

/** ONNX Runtime has only words for its failures: those of memory and devices are expected, the rest are bugs. */
async function mapped<T>(act: () => Promise<T>, on: OnnxDevice | null): Promise<Result<T>> {
  try {
    return ok(await act());
  } catch (cause) {
    const error = outOfMemory(cause) ?? failureOn(cause, on);
    if (error === null) throw cause;
    return fail(error);
  }
}

function failureOn(cause: unknown, on: OnnxDevice | null): AppError | null {
  return on === null ? null : deviceFailed(cause, on.engine, on.device.name ?? '');
}
