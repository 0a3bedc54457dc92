import { mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PACKS } from '../packs/catalogue.ts';
import { packFolder } from '../packs/installed-packs.ts';
import { writeMarker } from '../packs/pack-marker.ts';
import { checkDevice } from '../runs/card-list.ts';
import { engineSetting, withAdapter } from '../runs/engine-setting.ts';
import { chosenEngine } from './doctor-choice.ts';
import { homeFolders } from './home-folders.ts';

async function aHome() {
  const home = await mkdtemp(join(tmpdir(), 'hearth-choice-'));
  onTestFinished(() => rm(home, { recursive: true }));
  return homeFolders(home);
}

test('the processor computes until the doctor has chosen, and where its file is damaged', async () => {
  const { home, doctor } = await aHome();
  expect(chosenEngine(doctor)).toBe('onnx/cpu');
  await writeFile(doctor, '{"engine":"onnx/webgpu","fingerprint":"this machine"}');
  expect(chosenEngine(doctor)).toBe('onnx/webgpu');
  expect(await readdir(home)).toEqual(['doctor.json']);
  for (const damaged of ['{', '{"engine":"onnx/tpu","fingerprint":"x"}', 'null']) {
    await writeFile(doctor, damaged);
    expect(chosenEngine(doctor)).toBe('onnx/cpu');
  }
});

test('a run takes the engine it names, else the one it began with, else the doctor’s', async () => {
  const folders = await aHome();
  await writeFile(folders.doctor, '{"engine":"onnx/cuda","fingerprint":"this machine"}');
  const library = join(await putCudaPack(folders.home), 'lib.so');
  const engine = (...wanted: string[]) => engineSetting(folders, 0, ...wanted).engine;
  expect(engine('onnx/cpu', 'onnx/webgpu')).toBe('onnx/cpu');
  expect(engine('auto', 'onnx/webgpu')).toBe('onnx/webgpu');
  expect(engine('auto', 'auto')).toBe('onnx/cuda');
  expect(engine('onnx/of-another-version')).toBe('onnx/cuda');
  // Of what is no longer whole nothing is started, unless it is asked for by name.
  await truncate(library, 1);
  expect(engine('auto', 'auto')).toBe('onnx/cpu');
  expect(engine('auto', 'onnx/cuda')).toBe('onnx/cuda');
  expect(engineSetting(folders, 0, 'onnx/cuda')).toEqual({
    engine: 'onnx/cuda',
    threads: 0,
    packFault: { code: 'packs/damaged', pack: 'cuda', file: 'lib.so' },
  });
  await rm(dirname(library), { recursive: true });
  expect(engineSetting(folders, 0, 'onnx/cuda')).toEqual({ engine: 'onnx/cuda', threads: 0 });
});

test('DirectML is told the place of the card that a plan names, and others are not', () => {
  const setting = { engine: 'onnx/directml', threads: 1 } as const;
  expect(withAdapter(setting, 'dxgi:1')).toEqual({ ...setting, adapter: 1 });
  expect(withAdapter(setting, null)).toBe(setting);
  const other = { engine: 'onnx/webgpu', threads: 1 } as const;
  expect(withAdapter(other, 'dxgi:1')).toBe(other);
  expect(checkDevice('dxgi:1', 'onnx/directml', [])).toEqual({ ok: true, value: null });
  for (const [device, engine] of [
    ['1', 'onnx/directml'],
    ['dxgi:one', 'onnx/directml'],
    ['dxgi:1', 'onnx/webgpu'],
  ] as const) {
    const error = { code: 'engine/chooses-no-card', engine, device };
    expect(checkDevice(device, engine, [])).toEqual({ ok: false, error });
  }
});

async function putCudaPack(home: string): Promise<string> {
  const folder = packFolder(home, PACKS.cuda);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'lib.so'), 'a library');
  await writeMarker(folder, PACKS.cuda);
  return folder;
}
