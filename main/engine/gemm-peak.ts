import { ok, type Result } from '../../app/errors.ts';
import { uniformFloats } from '../../app/random.ts';
import { operatorSeconds } from './operator-rate.ts';
import type { Runtime } from './runtimes/runtime.ts';

/** Square sizes tried: which one fits a processor's caches best differs. */
const PROCESSOR_SIZES = [512, 1024, 1536];
/** A graphics card has its best with larger ones only. */
const CARD_SIZES = [1024, 2048, 4096];
/** A size is measured for this long. */
const MEASURE_SECONDS = 0.4;
/** No further size is begun after this: where products take so long, the largest is not needed. */
const MOST_SECONDS = 2;

/**
 * The most this runtime sustains in float32 matrix products on this machine: the yardstick for
 * training throughput, since dense layers are matrix products.
 * @returns 1e9 FLOP/s; a product of n × n matrices counts 2 n³
 */
export async function gemmPeak(runtime: Runtime): Promise<Result<number>> {
  let peak = 0;
  const began = performance.now();
  for (const size of runtime.engine.endsWith('/cpu') ? PROCESSOR_SIZES : CARD_SIZES) {
    // Uniform in ± √(3 / n): the products keep their magnitude from round to round.
    const bound = Math.sqrt(3 / size);
    const values = uniformFloats(1, 'gemm', size * size, -bound, bound);
    const seconds = await operatorSeconds(runtime, 'MatMul', [size, size], values, MEASURE_SECONDS);
    if (!seconds.ok) return seconds;
    peak = Math.max(peak, (2 * size ** 3) / seconds.value / 1e9);
    if (performance.now() - began > MOST_SECONDS * 1000) break;
  }
  return ok(peak);
}
