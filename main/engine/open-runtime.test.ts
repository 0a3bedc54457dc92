import { expect, test } from 'vitest';
import { ENGINE_IDS, ENGINES } from '../../app/training/engines.ts';
import { openRuntime } from './open-runtime.ts';

test('every engine opens, or says what it lacks and what to type', async () => {
  for (const engine of ENGINE_IDS) {
    const opened = await openRuntime(engine, 1, null);
    if (opened.ok) {
      expect(opened.value.engine).toBe(engine);
      continue;
    }
    expect(opened.error).toMatchObject({ code: 'engine/runtime-missing', engine });
    expect(opened.error).toHaveProperty('command', expect.stringMatching(/./));
  }
  expect((await openRuntime('onnx/cpu', 1, null)).ok).toBe(true);
});

test('an engine whose pack is not installed names the command that installs it', async () => {
  for (const engine of ENGINE_IDS.filter((id) => ENGINES[id].pack !== null)) {
    if (!ENGINES[engine].platforms.includes(process.platform)) continue;
    const command = `hearth doctor --install ${ENGINES[engine].pack}`;
    expect(await openRuntime(engine, 1, null)).toEqual({
      ok: false,
      error: {
        code: 'engine/runtime-missing',
        engine,
        problem: 'pack-missing',
        detail: '',
        command,
      },
    });
  }
});

test('an engine of another system is refused by name', async () => {
  const elsewhere = process.platform === 'win32' ? 'tensorflow/gpu' : 'onnx/directml';
  expect(await openRuntime(elsewhere, 1, null)).toMatchObject({
    ok: false,
    error: { problem: 'platform', detail: `${process.platform}-${process.arch}` },
  });
});
