import type { AppError } from '../../../app/errors.ts';

/**
 * The error that a failed allocation is, or null for any other failure.
 * @source onnxruntime v1.30.0: bfc_arena.cc ("requested buffer of size"), std::bad_alloc's `what()`;
 *         cuda_call.cc ("CUDA failure 2: out of memory"); D3D12's E_OUTOFMEMORY
 */
export function outOfMemory(cause: unknown): AppError | null {
  const message = wordsOf(cause);
  const requested = /requested buffer of size (\d+)/.exec(message)?.[1];
  if (requested !== undefined) {
    return { code: 'engine/out-of-memory', requestedBytes: Number(requested) };
  }
  return /bad_?alloc|bad allocation|out of memory|array buffer allocation failed|8007000e/i.test(
    message,
  )
    ? { code: 'engine/out-of-memory', requestedBytes: 0 }
    : null;
}

/** Where the runtime's source files stand in its words. */
const SOURCE_PLACE = /^\S*\/onnxruntime\S*:\d+ /;
/**
 * What NVIDIA's libraries said, amid signatures of templates, the host's name and the source's line.
 * @source onnxruntime v1.30.0, cuda_call.cc: `CUDA failure 35: … ; GPU=0 ; hostname=… ; file=…`
 */
const CUDA_WORDS = /\b(?:CUDA|CUBLAS|CUDNN|CURAND|CUFFT) failure [^;]+/;
const MOST_WORDS = 300;

/** Any other failure on a device that is not the processor: the run can go on elsewhere. */
export function deviceFailed(cause: unknown, engine: string, device: string): AppError {
  const words = wordsOf(cause).replace(SOURCE_PLACE, '').replaceAll(/\s+/g, ' ').trim();
  const detail = CUDA_WORDS.exec(words)?.[0].trim() ?? words;
  return { code: 'engine/device-failed', engine, device, detail: detail.slice(0, MOST_WORDS) };
}

function wordsOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
