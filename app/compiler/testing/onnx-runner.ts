import { elementCount, type Shape } from '../../shape.ts';
import { type ExecutionPlan, STANDARD_PLAN } from '../execution-plan.ts';
import { blockSizeProbe, PROBE_IMAGE, probedBlockSize } from '../onnx/block-size-probe.ts';

type Data = Float32Array | BigInt64Array | Int32Array | Uint8Array;

/** The part of onnxruntime-node that tests need; `app/` itself knows no runtime. */
export interface OnnxRuntime {
  readonly Tensor: new (
    type: 'float32' | 'int64' | 'int32' | 'uint8',
    data: Data,
    dims: readonly number[],
  ) => object;
  readonly InferenceSession: {
    create(
      bytes: Uint8Array,
      options: object,
    ): Promise<{
      readonly inputNames: readonly string[];
      run(feeds: Record<string, never>): Promise<Record<string, { readonly data: unknown }>>;
      release(): Promise<void>;
    }>;
  };
}

/** A tensor on its way in: the array's kind says its type. */
export interface Fed {
  readonly data: Data;
  readonly shape: Shape;
}

export type Fetched = Readonly<Record<string, Float32Array | BigInt64Array | Int32Array>>;

/** An ONNX model, open for runs until it is closed. */
export interface OpenModel {
  run(feeds: Readonly<Record<string, Fed>>): Promise<Fetched>;
  close(): Promise<void>;
}

/** Opens ONNX models for tests: sequential, on one thread unless told otherwise. */
export function onnxRunner(runtime: OnnxRuntime) {
  return async (bytes: Uint8Array, threads = 1): Promise<OpenModel> => {
    const session = await runtime.InferenceSession.create(bytes, {
      executionMode: 'sequential',
      intraOpNumThreads: threads,
      logSeverityLevel: 3,
    });
    return {
      run: async (feeds) => {
        const tensors: Record<string, object> = {};
        for (const name of session.inputNames) {
          const fed = feeds[name];
          if (fed === undefined) throw new Error(`Input ${name} was not fed`);
          if (fed.data.length !== elementCount(fed.shape)) throw new Error(`${name} does not fit`);
          tensors[name] = new runtime.Tensor(typeOf(fed.data), fed.data, fed.shape);
        }
        const results = await session.run(tensors as Record<string, never>);
        return Object.fromEntries(
          Object.entries(results).map(([name, { data }]) => [name, numbersOf(data)]),
        );
      },
      close: () => session.release(),
    };
  };
}

function typeOf(data: Data): 'float32' | 'int64' | 'int32' | 'uint8' {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof BigInt64Array) return 'int64';
  return data instanceof Int32Array ? 'int32' : 'uint8';
}

function numbersOf(data: unknown): Float32Array | BigInt64Array | Int32Array {
  if (data instanceof Float32Array || data instanceof BigInt64Array) return data;
  if (data instanceof Int32Array) return data;
  throw new Error('Expected float32, int64 or int32');
}

/** The plan that suits ONNX Runtime on this machine. */
export async function machinePlan(runtime: OnnxRuntime): Promise<ExecutionPlan> {
  try {
    const probe = await onnxRunner(runtime)(blockSizeProbe());
    const { blocked } = await probe.run({ image: PROBE_IMAGE });
    await probe.close();
    return { ...STANDARD_PLAN, blockSize: probedBlockSize(blocked ?? []) };
  } catch {
    return STANDARD_PLAN;
  }
}
