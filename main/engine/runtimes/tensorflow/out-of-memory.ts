import { fail, ok, type Result } from '../../../../app/errors.ts';

const BYTES = 4;

/**
 * Does what needs memory. The library has only words for its failures: the ones about memory are
 * expected, the rest are bugs.
 * @source TensorFlow 2.21, `OpKernelContext::allocate_tensor`: "OOM when allocating tensor with shape[64,512] and type float"
 */
export function withinMemory<T>(act: () => T): Result<T> {
  try {
    return ok(act());
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const found = /OOM when allocating tensor with shape\[([\d,]*)\]/.exec(message);
    if (found === null) throw cause;
    const sizes = (found[1] ?? '').split(',').map(Number);
    const requestedBytes = sizes.reduce((product, size) => product * size, BYTES);
    return fail({ code: 'engine/out-of-memory', requestedBytes });
  }
}
