import type { Result } from '../../app/errors.ts';
import { BYTES_PER_MIB } from '../../app/units.ts';
import { operatorSeconds } from './operator-rate.ts';
import type { Runtime } from './runtimes/runtime.ts';

/** Of each of the three tensors that an addition touches: together more than most caches hold. */
const TENSOR_BYTES = 32 * BYTES_PER_MIB;
const FLOAT_BYTES = 4;
const MEASURE_SECONDS = 0.4;

/**
 * How fast this runtime's device moves memory: additions of large tensors, which read two and write one.
 * @returns bytes per second
 * @source McCalpin 1995, STREAM, "Add"
 */
export async function memoryBandwidth(runtime: Runtime): Promise<Result<number>> {
  const count = TENSOR_BYTES / FLOAT_BYTES;
  const seconds = await operatorSeconds(
    runtime,
    'Add',
    [count],
    new Float32Array(count),
    MEASURE_SECONDS,
  );
  return seconds.ok ? { ok: true, value: (3 * TENSOR_BYTES) / seconds.value } : seconds;
}
