import * as ort from 'onnxruntime-node';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import type { Runtime, Session, Tensor, Tensors } from './runtime.ts';

/**
 * ONNX Runtime on this machine's processor.
 * @param threads  threads of one operator, at least 1
 * @param spinning whether idle threads wait in a busy loop: 8–14 % faster on free cores, half as
 *                 fast when another program needs one (measured, DESIGN.md §2)
 */
export function onnxCpuRuntime(threads: number, spinning: boolean): Runtime {
  const options: ort.InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableCpuMemArena: true,
    enableMemPattern: true,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // 3: errors only; warnings about unused initialisers are of no use to anyone here.
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: spinning ? '1' : '0' } } },
  };
  return {
    engine: 'onnx/cpu',
    version: `onnxruntime-node ${ort.env.versions.node ?? ort.env.versions.common}`,
    threads,
    open: (graph) =>
      mapped(async () => onnxSession(await ort.InferenceSession.create(graph, options))),
  };
}

function onnxSession(session: ort.InferenceSession): Session {
  return {
    run: (inputs) =>
      mapped(async () => {
        const feeds: Record<string, ort.Tensor> = {};
        for (const name of session.inputNames) {
          const tensor = inputs[name];
          if (tensor === undefined) throw new Error(`The graph's input ${name} was not given.`);
          feeds[name] = new ort.Tensor(tensor.dtype, tensor.data, tensor.shape);
        }
        const results = await session.run(feeds);
        const outputs: Record<string, Tensor> = {};
        for (const name of session.outputNames) {
          const value = results[name];
          if (value === undefined) throw new Error(`The graph's output ${name} is missing.`);
          outputs[name] = toTensor(value);
        }
        return outputs satisfies Tensors;
      }),
    close: () => session.release(),
  };
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
