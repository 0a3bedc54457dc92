import { describe, expect, it } from 'vitest';
import type { EngineId } from '../../app/training/engines.ts';
import { PACKS, unsupported } from '../packs/catalogue.ts';
import type { CardFacts } from './cards.ts';
import { lackAtSight, lackHere, type RuntimeMissing } from './lack-here.ts';
import type { MachineState } from './machine-state.ts';

const CARD: CardFacts = {
  name: 'NVIDIA RTX 4090',
  vendor: 'nvidia',
  index: 0,
  uuid: 'GPU-1',
  freeBytes: null,
  utilization: null,
  memoryBytes: 24 * 2 ** 30,
  driver: '580.65.06',
  cuda: '13.0',
  computeCapability: '8.9',
  powerLimitWatts: 450,
  throttled: false,
};
const AROUND: MachineState['surroundings'] = {
  wsl: false,
  wslCuda: false,
  remoteDesktop: false,
  onBattery: false,
  cpuQuota: null,
  throttleCount: null,
  vulkan: null,
  distribution: 'ubuntu debian',
};

/** `problem|detail|command` of what is told in place of what an engine process said. */
function told(
  engine: EngineId,
  problem: RuntimeMissing['problem'],
  cards: readonly Partial<CardFacts>[],
  around: Partial<MachineState['surroundings']> = {},
): string {
  const error: RuntimeMissing = {
    code: 'engine/runtime-missing',
    engine,
    problem,
    detail: 'as said',
    command: 'hearth doctor --install cuda',
  };
  const lack = lackHere(engine, error, {
    cards: cards.map((card) => ({ ...CARD, ...card })),
    surroundings: { ...AROUND, ...around },
  });
  expect(lack).toMatchObject({ code: 'engine/runtime-missing', engine });
  return `${lack.problem}|${lack.detail}|${lack.command}`;
}
const AS_SAID = 'as said|hearth doctor --install cuda';

it('nothing is to be installed for a card that is not there', () => {
  expect(told('onnx/cuda', 'pack-missing', [])).toBe('no-nvidia-card||');
  expect(told('tensorflow/gpu', 'on-processor', [{ vendor: 'amd' }])).toBe('no-nvidia-card||');
  expect(told('tensorflow/cpu', 'pack-missing', [])).toBe(`pack-missing|${AS_SAID}`);
  expect(told('onnx/webgpu', 'no-loader', [])).toBe('no-adapter||');
});

it('a driver comes before the libraries that want it', () => {
  const nouveau = { index: null, driver: 'nouveau' };
  expect(told('onnx/cuda', 'pack-missing', [nouveau])).toBe(
    'no-driver|NVIDIA RTX 4090|sudo ubuntu-drivers install',
  );
  expect(told('onnx/cuda', 'no-driver', [{ index: null, driver: 'nvidia' }])).toBe(
    'no-driver|NVIDIA RTX 4090|sudo reboot',
  );
  const old = { driver: '570.86.15' };
  expect(told('onnx/cuda', 'pack-missing', [old], { distribution: 'debian' })).toBe(
    'driver-old|570.86.15 < 580|sudo apt install nvidia-driver',
  );
  expect(told('tensorflow/gpu', 'pack-missing', [old])).toBe(`pack-missing|${AS_SAID}`);
  expect(told('onnx/cuda', 'pack-missing', [{}])).toBe(`pack-missing|${AS_SAID}`);
  expect(told('onnx/cuda', 'refused', [old])).toBe(`refused|${AS_SAID}`);
});

it('the CUDA library of a driver that answers comes by the way of this Linux', () => {
  const by = (distribution: string, wsl = false) =>
    told('onnx/cuda', 'no-cuda-library', [{}], { distribution, wsl });
  expect(by('debian')).toBe('no-cuda-library|as said|sudo apt install libcuda1');
  expect(by('ubuntu debian')).toBe('no-cuda-library|as said|sudo ubuntu-drivers install');
  expect(by('ubuntu debian', true)).toBe('no-cuda-library|as said|wsl.exe --update');
  expect(by('nixos')).toBe('no-cuda-library|as said|');
});

it('inside Windows, where cards are not listed, its driver is what counts', () => {
  expect(told('onnx/cuda', 'pack-missing', [], { wsl: true })).toBe(
    'no-driver|WSL|wsl.exe --update',
  );
  expect(told('onnx/cuda', 'pack-missing', [], { wsl: true, wslCuda: true })).toBe(
    `pack-missing|${AS_SAID}`,
  );
});

it('the Vulkan loader is installed by this Linux’ own program', () => {
  const by = (distribution: string) => told('onnx/webgpu', 'no-loader', [{}], { distribution });
  expect(by('linuxmint ubuntu debian')).toBe('no-loader|as said|sudo apt install libvulkan1');
  expect(by('rocky rhel fedora')).toBe('no-loader|as said|sudo dnf install vulkan-loader');
  expect(by('nixos')).toBe('no-loader|as said|');
});

describe('at sight', () => {
  const NONE: MachineState['packs'] = {
    tensorflow: { code: 'packs/not-installed', pack: 'tensorflow' },
    'tensorflow-gpu': { code: 'packs/damaged', pack: 'tensorflow-gpu', file: 'lib/a.so' },
    cuda: null,
  };
  const seen = (
    engine: EngineId,
    {
      platform = 'linux',
      cards = [CARD],
      packs = NONE,
      around = {},
    }: Partial<Pick<MachineState, 'platform' | 'cards' | 'packs'>> & {
      readonly around?: Partial<MachineState['surroundings']>;
    } = {},
  ) => {
    const surroundings = { ...AROUND, ...around };
    return lackAtSight(engine, { platform, arch: 'x64', cards, packs, surroundings });
  };

  it('a pack that is missing is told from one that is damaged, and one that is whole is no lack', () => {
    expect(seen('onnx/cuda')).toBeNull();
    expect(seen('tensorflow/cpu')).toMatchObject({
      problem: 'pack-missing',
      command: 'hearth doctor --install tensorflow',
    });
    expect(seen('tensorflow/gpu')).toEqual(NONE['tensorflow-gpu']);
  });

  it('a card comes before its pack, and a system for which there is none before both', () => {
    expect(seen('tensorflow/gpu', { cards: [] })).toMatchObject({ problem: 'no-nvidia-card' });
    const gap = unsupported(PACKS.cuda, { platform: 'darwin', arch: 'arm64' });
    const packs = { ...NONE, cuda: gap };
    expect(seen('onnx/cuda', { cards: [], packs })).toBe(gap);
    expect(seen('onnx/directml')).toMatchObject({ problem: 'platform', detail: 'linux-x64' });
  });

  it('a machine without a card and without anything of Vulkan has nothing to try', () => {
    const bare = { vulkan: { loader: false, drivers: 0 } };
    const none = { problem: 'no-adapter', command: '' };
    expect(seen('onnx/webgpu', { cards: [], around: bare })).toMatchObject(none);
    for (const around of [
      { vulkan: { loader: true, drivers: 0 } },
      { vulkan: { loader: false, drivers: 1 } },
      { ...bare, wsl: true },
      { vulkan: null },
    ])
      expect(seen('onnx/webgpu', { cards: [], around })).toBeNull();
    expect(seen('onnx/webgpu', { around: bare })).toBeNull();
    expect(seen('onnx/cpu', { cards: [], around: bare })).toBeNull();
  });

  it('what needs no pack is only known by trying it', () => {
    for (const engine of ['onnx/cpu', 'onnx/webgpu'] as const) expect(seen(engine)).toBeNull();
  });
});
