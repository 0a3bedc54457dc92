import { expect, it } from 'vitest';
import type { EngineEvent, EngineWork } from '../../app/contract/engine.ts';
import { type AppError, fail, ok } from '../../app/errors.ts';
import type { EngineId } from '../../app/training/engines.ts';
import type { StartEngine } from './engine-process.ts';
import { type MeasuringMeans, measureEngines } from './measure-engines.ts';

const MEASURED: EngineEvent = {
  kind: 'measured',
  gemmGflops: 90,
  bytesPerSecond: 2e10,
  models: [{ name: 'mlp', samplesPerSecond: 20_000, losses: [2.3, null] }],
};
const DEAD: AppError = { code: 'engine/ended', exit: 'SIGSEGV', lastEpoch: null };

/** Engines that say what a test gives them; one with nothing to say hangs until it is killed. */
function engines(words: Readonly<Partial<Record<EngineId, readonly EngineEvent[] | AppError>>>) {
  const started: EngineWork[] = [];
  const start: StartEngine = (work, { onEvent, onExit }) => {
    started.push(work);
    const said = words[work.engine ?? 'onnx/cpu'];
    if (said !== undefined) {
      queueMicrotask(() => {
        if (!('code' in said)) for (const event of said) onEvent(event);
        onExit('code' in said ? said : null);
      });
    }
    return { pid: 1, send: () => {}, kill: () => onExit(DEAD) };
  };
  return { start, started };
}

function means(start: StartEngine, change: Partial<MeasuringMeans> = {}): MeasuringMeans {
  return {
    startEngine: start,
    settingOf: (engine) => ({ engine, threads: 2 }),
    card: null,
    onProgress: () => {},
    signal: new AbortController().signal,
    ...change,
  };
}

it('measures each engine by itself: one that dies says nothing of the next', async () => {
  const { start, started } = engines({
    'onnx/cpu': [{ kind: 'measuring', part: 'mlp' }, MEASURED],
    'onnx/webgpu': DEAD,
    'tensorflow/cpu': [{ kind: 'failed', error: { code: 'cancelled' } }],
  });
  const told: unknown[] = [];
  const ids = ['onnx/webgpu', 'onnx/cpu', 'tensorflow/cpu'] as const;
  const outcomes = await measureEngines(ids, means(start, { onProgress: (at) => told.push(at) }));
  const { kind: _, ...measurement } = MEASURED;
  expect(outcomes).toMatchObject({
    ok: true,
    value: {
      'onnx/webgpu': { ok: false, error: DEAD },
      'onnx/cpu': { ok: true, measurement },
      'tensorflow/cpu': { ok: false, error: { code: 'cancelled' } },
    },
  });
  expect(started.map(({ engine, threads }) => [engine, threads])).toEqual(ids.map((id) => [id, 2]));
  expect(told).toContainEqual({ engine: 'onnx/cpu', part: 'mlp' });
});

it('ends an engine that hangs, and says that it was too slow', async () => {
  const { start } = engines({});
  const outcomes = await measureEngines(['onnx/cuda'], means(start, { longestSeconds: 0.01 }));
  const error = { code: 'doctor/too-slow', engine: 'onnx/cuda', seconds: 0.01 };
  expect(outcomes).toMatchObject({ ok: true, value: { 'onnx/cuda': { ok: false, error } } });
});

it('hands over what came of each engine before the next one starts', async () => {
  const { start, started } = engines({ 'onnx/cpu': [MEASURED], 'onnx/webgpu': DEAD });
  const told: unknown[] = [];
  const onOutcome = async (engine: EngineId) => ok(told.push(`${engine} ${started.length}`));
  await measureEngines(['onnx/cpu', 'onnx/webgpu'], means(start, { onOutcome }));
  expect(told).toEqual(['onnx/cpu 1', 'onnx/webgpu 2']);
});

it('begins no other where what came of one cannot be kept', async () => {
  const { start, started } = engines({ 'onnx/cpu': [MEASURED], 'onnx/webgpu': DEAD });
  const full = fail({ code: 'file/disk-full', path: '/home/doctor.json' });
  const onOutcome = async () => full;
  const outcomes = await measureEngines(['onnx/cpu', 'onnx/webgpu'], means(start, { onOutcome }));
  expect(outcomes).toEqual(full);
  expect(started).toHaveLength(1);
});

it('is cancelled at once, and starts nothing more', async () => {
  const stop = new AbortController();
  const { start, started } = engines({});
  const outcomes = measureEngines(['onnx/cpu', 'onnx/cuda'], means(start, { signal: stop.signal }));
  stop.abort();
  expect(await outcomes).toEqual({ ok: false, error: { code: 'cancelled' } });
  expect(started).toHaveLength(1);
});
