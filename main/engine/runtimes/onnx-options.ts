import type { InferenceSession } from 'onnxruntime-node';
import type { Provider } from '../../../app/compiler/execution-plan.ts';
import type { SessionOptions } from './runtime.ts';

/** Errors only: its warnings are about graphs, and nobody here can act on them. */
const LOG_ERRORS = 3;
/** Rewriting quantised graphs gives each reader of scaled bytes a copy of their own. */
const KEEPS_SCALED_BYTES = { disable_quant_qdq: '1' };

/** How ONNX Runtime names its providers, where it is not as here. */
const NAMES: Readonly<Record<Provider, string>> = {
  webgpu: 'webgpu',
  directml: 'dml',
  cuda: 'cuda',
};

/**
 * They make of a matrix that is turned, and then multiplied, a product that is given it as it was
 * before. Our graphs have transposes only where turning once is cheaper: a product copies a left
 * operand that is given so, at each step of a batch again.
 */
const TURNING_OPTIMIZERS = ['MatmulTransposeFusion', 'GemmTransposeFusion'];

export function processorOptions(
  { plansMemory = true, keepsMemory = true, sharesNodes = true }: SessionOptions,
  threads: number,
  spins: boolean,
): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableCpuMemArena: keepsMemory,
    enableMemPattern: plansMemory,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: LOG_ERRORS,
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
        ...KEEPS_SCALED_BYTES,
      },
    },
  };
}

/**
 * Places of values are not planned ahead: DirectML and WebGPU have no use for it.
 * @param adapter of DirectML alone, a number of `IDXGIFactory1::EnumAdapters1`
 * @param stays outputs that stay on the device
 * @source onnxruntime.ai, DirectML execution provider: no memory pattern, sequential execution
 */
export function deviceOptions(
  { provider, adapter }: { readonly provider: Provider; readonly adapter?: number | undefined },
  stays: readonly string[],
): InferenceSession.SessionOptions {
  return {
    executionProviders: [
      adapter === undefined ? NAMES[provider] : { name: 'dml', deviceId: adapter },
    ],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableMemPattern: false,
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: LOG_ERRORS,
    ...(stays.length > 0 && {
      preferredOutputLocation: Object.fromEntries(stays.map((name) => [name, 'gpu-buffer'])),
    }),
    extra: { session: KEEPS_SCALED_BYTES },
  };
}
