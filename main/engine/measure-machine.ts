import type { EngineEvent, MeasuredModel } from '../../app/contract/engine.ts';
import { ok } from '../../app/errors.ts';
import { DEFAULT_ENGINE } from '../../app/training/engines.ts';
import { gemmPeak } from './gemm-peak.ts';
import { measureReference, USUAL_TIME } from './measure-reference.ts';
import { memoryBandwidth } from './memory-bandwidth.ts';
import type { RuntimeDevice } from './runtimes/runtime.ts';
import type { EngineMeans, WorkOf } from './work.ts';

/** Of what runs no graphs: nothing is known of single operators. */
const NONE = ok(null);
/**
 * What the models may take in all, besides their opening where that alone takes longer. With single
 * operators, five engines take about a minute, however slow some are.
 */
const MODELS_SECONDS = 9;

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
  const began = performance.now();
  for (const [at, name] of models.entries()) {
    yield { kind: 'measuring', part: name };
    const left = MODELS_SECONDS - (performance.now() - began) / 1000;
    const model = await measureReference(name, means, {
      ...USUAL_TIME,
      // The others are held against the processor's losses, which are all there.
      ...(runtime.engine !== DEFAULT_ENGINE && { mostSeconds: left / (models.length - at) }),
    });
    if (!model.ok) return yield { kind: 'failed', error: model.error };
    measured.push(model.value);
  }
  yield {
    kind: 'measured',
    gemmGflops: gemmGflops.value,
    bytesPerSecond: bytesPerSecond.value,
    models: measured,
    ...cardOf(runtime.device),
  };
}

/** What was measured, where that is a card. */
function cardOf({ kind, name, card }: RuntimeDevice) {
  if (kind !== 'gpu' || name === null) return {};
  return { card: { name, index: card?.index ?? null, uuid: card?.uuid ?? null } };
}
