import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { REFERENCE_DATA } from '../../../app/training/reference-model.ts';
import { startEngine } from '../../runs/engine-process.ts';
import { COMPARE_CASES } from './cases.ts';
import { engineWindow } from './engine-window.ts';
import { writeMadeUpData } from './made-up-data.ts';

const MEANS = { startEngine, setting: { threads: 0 }, warmSeconds: 0.5, seconds: 1 };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-bench-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a case trains in an engine process until enough was seen', async () => {
  await writeMadeUpData(join(folder, 'dataset'), REFERENCE_DATA, 4096);
  const window = await engineWindow(MEANS, COMPARE_CASES.mlp, folder);
  expect(window).toMatchObject({ ok: true, value: { ready: { stepsPerEpoch: 64 } } });
  if (!window.ok) return;
  expect(window.value.samplesPerSecond).toBeGreaterThan(0);
  expect(window.value.ready.sessionMs).toBeGreaterThan(0);
  expect(window.value.othersShare).toBeGreaterThanOrEqual(0);
  expect(window.value.call.steps).toBeGreaterThan(0);
  expect(window.value.callShare).toBeGreaterThan(0.1);
});

test('says the engine’s own error where it cannot train', async () => {
  const elsewhere = join(folder, 'elsewhere');
  expect(await engineWindow(MEANS, COMPARE_CASES.mlp, elsewhere)).toMatchObject({
    ok: false,
    error: { code: 'dataset/damaged' },
  });
});
