import type { EngineEvent, MeasuredModel } from '../../app/contract/engine.ts';
import { ok } from '../../app/errors.ts';
import { gemmPeak } from './gemm-peak.ts';
import { measureReference } from './measure-reference.ts';
import { memoryBandwidth } from './memory-bandwidth.ts';
import type { EngineMeans, WorkOf } from './work.ts';

/** Of what runs no graphs: nothing is known of single operators. */
const NONE = ok(null);

/**
 * How fast this machine multiplies matrices and moves memory, and how fast it trains the reference
 * models; telling before each part what it is.
 */
export async function* measureMachine(
  { models }: WorkOf<'measure'>,
  means: EngineMeans,
): AsyncGenerator<EngineEvent, void> {
  const { runtime, steps } = means;
  yield { kind: 'measuring', part: 'products' };
  const gemmGflops = steps === undefined ? await gemmPeak(runtime) : NONE;
  if (!gemmGflops.ok) return yield { kind: 'failed', error: gemmGflops.error };
  yield { kind: 'measuring', part: 'memory' };
  const bytesPerSecond = steps === undefined ? await memoryBandwidth(runtime) : NONE;
  if (!bytesPerSecond.ok) return yield { kind: 'failed', error: bytesPerSecond.error };
  const measured: MeasuredModel[] = [];
  for (const name of models) {
    yield { kind: 'measuring', part: name };
    const model = await measureReference(name, means);
    if (!model.ok) return yield { kind: 'failed', error: model.error };
    measured.push(model.value);
  }
  yield {
    kind: 'measured',
    gemmGflops: gemmGflops.value,
    bytesPerSecond: bytesPerSecond.value,
    models: measured,
  };
}
