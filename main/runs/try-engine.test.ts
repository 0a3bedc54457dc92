import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { engineStarter, startEngine } from './engine-process.ts';
import { tryEngine } from './try-engine.ts';

test('an engine whose losses are the processor’s is right, and one that cannot start is named with why', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-try-'));
  const pack = { folder, environment: {} };
  expect(await tryEngine(startEngine, 'cuda', 'onnx/cpu', pack)).toEqual({ ok: true, value: null });
  const empty = await tryEngine(startEngine, 'tensorflow', 'tensorflow/cpu', pack);
  expect(empty).toMatchObject({
    ok: false,
    error: { code: 'packs/check-failed', pack: 'tensorflow' },
  });
  expect(JSON.stringify(empty)).toContain('tfjs_binding.node');
  await rm(folder, { recursive: true });
});

test('an engine that trains to other losses is refused at the first of them', async () => {
  let started = 0;
  const start = engineStarter(() => {
    started += 1;
    const losses = started === 1 ? [2.3, 1.9] : [2.3, 1.2];
    let tell: (message: unknown) => void = () => {};
    return {
      pid: 1,
      post: () => {
        const model = { name: 'mlp', samplesPerSecond: 1, losses };
        tell({ kind: 'measured', gemmGflops: 1, bytesPerSecond: 1, models: [model] });
      },
      onMessage: (listener) => {
        tell = listener;
      },
      onExit: (listener) => setTimeout(() => listener('0'), 1),
      kill: () => {},
    };
  });
  const reason = 'loss[1] = 1.9 ≠ 1.2';
  expect(await tryEngine(start, 'cuda', 'onnx/cuda', { folder: '/', environment: {} })).toEqual({
    ok: false,
    error: { code: 'packs/check-failed', pack: 'cuda', reason },
  });
});
