import * as ort from 'onnxruntime-node';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import type { Runtime, Session, SessionOptions, Tensor, Tensors } from './runtime.ts';

/** Says before each call whether so many idle threads wait in a busy loop. */
export interface Spinning {
  spins(threads: number): boolean;
}

/**
 * ONNX Runtime on this machine's processor.
 * @param threads threads of one operator, at least 1
 */
export function onnxCpuRuntime(threads: number, spinning: Spinning): Runtime {
  return {
    engine: 'onnx/cpu',
    version: `onnxruntime-node ${ort.env.versions.node ?? ort.env.versions.common}`,
    threads,
    open: (graph, options = {}) =>
      mapped(async () => {
        const session = new OnnxSession(graph, { threads, ...options }, spinning);
        await session.open();
        return session;
      }),
  };
}

/**
 * They make of a matrix that is turned, and then multiplied, a product that is given it as it was
 * before. Our graphs have transposes only where turning once is cheaper: a product copies a left
 * operand that is given so, at each step of a batch again.
 */
const TURNING_OPTIMIZERS = ['MatmulTransposeFusion', 'GemmTransposeFusion'];

/** A graph and the native session that runs it, opened anew where spinning begins or ends. */
class OnnxSession implements Session {
  readonly #graph: Uint8Array;
  readonly #options: SessionOptions;
  readonly #spinning: Spinning;
  #spins = false;
  #native: ort.InferenceSession | null = null;

  constructor(graph: Uint8Array, options: SessionOptions, spinning: Spinning) {
    this.#graph = graph;
    this.#options = options;
    this.#spinning = spinning;
  }

  async open(): Promise<ort.InferenceSession> {
    const { threads = 1, plansMemory = true, keepsMemory = true } = this.#options;
    const { sharesNodes = true } = this.#options;
    const spins = this.#options.spins ?? this.#spinning.spins(threads);
    if (this.#native !== null && spins === this.#spins) return this.#native;
    await this.close();
    this.#spins = spins;
    this.#native = await ort.InferenceSession.create(this.#graph, {
      executionProviders: ['cpu'],
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      enableCpuMemArena: keepsMemory,
      enableMemPattern: plansMemory,
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // Errors only: its warnings are about graphs, and nobody here can act on them.
      logSeverityLevel: 3,
      extra: {
        optimization: {
          disable_specified_optimizers: [
            ...TURNING_OPTIMIZERS,
            ...(sharesNodes ? [] : ['CommonSubexpressionElimination']),
          ].join(';'),
        },
        session: {
          intra_op: { allow_spinning: spins ? '1' : '0' },
          // Moments of idle weights decay below 1e-38 within some 700 steps of Adam, and many
          // processors take a hundred times as long over such numbers.
          set_denormal_as_zero: '1',
          // Rewriting quantised graphs gives each reader of scaled bytes a copy of their own.
          disable_quant_qdq: '1',
        },
      },
    });
    return this.#native;
  }

  run(inputs: Tensors): Promise<Result<Tensors>> {
    return mapped(async () => {
      const native = await this.open();
      const feeds: Record<string, ort.Tensor> = {};
      for (const name of native.inputNames) {
        const tensor = inputs[name];
        if (tensor === undefined) throw new Error(`The graph's input ${name} was not given.`);
        feeds[name] = new ort.Tensor(tensor.dtype, tensor.data, tensor.shape);
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

  async close(): Promise<void> {
    await this.#native?.release();
    this.#native = null;
  }
}

function toTensor({ type, dims: shape, data }: ort.Tensor): Tensor {
  if (type === 'float32' && data instanceof Float32Array) return { dtype: type, shape, data };
  if (type === 'int64' && data instanceof BigInt64Array) return { dtype: type, shape, data };
  if (type === 'int32' && data instanceof Int32Array) return { dtype: type, shape, data };
  if (type === 'uint8' && data instanceof Uint8Array) return { dtype: type, shape, data };
  throw new Error(`The graph has an output of type ${type}.`);
}

/** ONNX Runtime has only words for its failures: the ones about memory are expected, the rest are bugs. */
async function mapped<T>(act: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await act());
  } catch (cause) {
    const error = outOfMemory(cause);
    if (error === null) throw cause;
    return fail(error);
  }
}

/**
 * The error that a failed allocation is, or null for any other failure.
 * @source onnxruntime v1.30.0: bfc_arena.cc ("requested buffer of size"), std::bad_alloc's `what()`
 */
export function outOfMemory(cause: unknown): AppError | null {
  const message = cause instanceof Error ? cause.message : String(cause);
  const requested = /requested buffer of size (\d+)/.exec(message)?.[1];
  if (requested !== undefined) {
    return { code: 'engine/out-of-memory', requestedBytes: Number(requested) };
  }
  return /bad_?alloc|bad allocation|out of memory|array buffer allocation failed/i.test(message)
    ? { code: 'engine/out-of-memory', requestedBytes: 0 }
    : null;
}
