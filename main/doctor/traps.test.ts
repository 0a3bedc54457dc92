import { describe, expect, it } from 'vitest';
import { TRAP_CODES, type TrapCode } from '../../app/contract/doctor.ts';
import { text } from '../../app/text.ts';
import type { CardFacts } from './cards.ts';
import { findTraps, type TrapFacts } from './traps.ts';

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

/** A machine that is in no trap. */
const GOOD: TrapFacts = {
  platform: 'linux',
  arch: 'x64',
  cores: 8,
  vectors: ['AVX', 'AVX2'],
  memory: { totalBytes: 32 * 2 ** 30, freeBytes: 20 * 2 ** 30, swapUsedBytes: 0 },
  cards: [CARD],
  surroundings: {
    wsl: false,
    wslCuda: false,
    remoteDesktop: false,
    onBattery: false,
    cpuQuota: null,
    throttleCount: 0,
    vulkan: { loader: true, drivers: 1 },
    distribution: 'debian',
  },
  nativeFailures: [],
  throttledTimes: 0,
  busyShare: 0.05,
  disk: { writeBytesPerSecond: 3e8, readBytesPerSecond: 9e8, reading: 'direct' },
};

const around = (change: Partial<TrapFacts['surroundings']>): TrapFacts => ({
  ...GOOD,
  surroundings: { ...GOOD.surroundings, ...change },
});
const withCard = (change: Partial<CardFacts>, distribution = 'debian'): TrapFacts => ({
  ...around({ distribution }),
  cards: [{ ...CARD, ...change }],
});
const GIB = 2 ** 30;

/** What makes each trap, the command that leads out of it, and what is nearly one. */
const CASES: Readonly<
  Record<TrapCode, readonly [caught: TrapFacts, command: string | null, free: TrapFacts]>
> = {
  'native-modules': [
    {
      ...GOOD,
      nativeFailures: [
        { module: 'better-sqlite3', message: 'was compiled … NODE_MODULE_VERSION 115' },
      ],
    },
    'npm rebuild better-sqlite3',
    GOOD,
  ],
  'card-without-driver': [
    withCard({ index: null, driver: 'nouveau', memoryBytes: null }, 'ubuntu debian'),
    'sudo ubuntu-drivers install',
    withCard({ vendor: 'amd', index: null, driver: null, memoryBytes: null }),
  ],
  'driver-silent': [
    withCard({ index: null, driver: 'nvidia', memoryBytes: null }),
    'sudo reboot',
    // One that shares the machine's memory has none of its own to tell of.
    withCard({ memoryBytes: null }),
  ],
  'driver-old': [
    withCard({ driver: '550.54.14' }),
    'sudo apt install nvidia-driver',
    withCard({ driver: '580.00' }),
  ],
  'vulkan-loader': [
    around({ vulkan: { loader: false, drivers: 1 }, distribution: 'fedora' }),
    'sudo dnf install vulkan-loader',
    { ...around({ vulkan: { loader: false, drivers: 0 } }), cards: [] },
  ],
  'vulkan-driver': [
    {
      ...around({ vulkan: { loader: true, drivers: 0 } }),
      cards: [{ ...CARD, vendor: 'intel' }],
    },
    'sudo apt install mesa-vulkan-drivers',
    around({ vulkan: null }),
  ],
  'remote-desktop': [
    { ...around({ remoteDesktop: true }), cards: [] },
    null,
    around({ remoteDesktop: true }),
  ],
  wsl: [around({ wsl: true }), 'wsl.exe --update', around({ wsl: true, wslCuda: true })],
  'on-battery': [around({ onBattery: true }), null, GOOD],
  'processor-throttled': [{ ...GOOD, throttledTimes: 3 }, null, GOOD],
  'processor-busy': [
    { ...GOOD, busyShare: 0.6 },
    'hearth doctor --again',
    { ...GOOD, busyShare: 0.2 },
  ],
  'card-throttled': [
    withCard({ throttled: true }),
    'nvidia-smi -q -d TEMPERATURE,PERFORMANCE',
    GOOD,
  ],
  'cpu-quota': [
    around({ cpuQuota: 2.5 }),
    'hearth settings set threads 2',
    around({ cpuQuota: 8 }),
  ],
  'memory-low': [
    { ...GOOD, memory: { ...GOOD.memory, freeBytes: 0.4 * GIB } },
    null,
    { ...GOOD, memory: { ...GOOD.memory, freeBytes: 2 * GIB } },
  ],
  'swap-used': [
    { ...GOOD, memory: { totalBytes: 32 * GIB, freeBytes: 4 * GIB, swapUsedBytes: 2 * GIB } },
    null,
    { ...GOOD, memory: { totalBytes: 32 * GIB, freeBytes: 20 * GIB, swapUsedBytes: 2 * GIB } },
  ],
  'no-avx2': [{ ...GOOD, vectors: ['AVX'] }, null, { ...GOOD, vectors: [] }],
  'disk-slow': [
    { ...GOOD, disk: { writeBytesPerSecond: 2e7, readBytesPerSecond: 3e7, reading: 'direct' } },
    null,
    { ...GOOD, disk: null },
  ],
};

it('finds nothing on a good machine', () => {
  expect(findTraps(GOOD)).toEqual([]);
});

describe.each(TRAP_CODES)('%s', (code) => {
  const [caught, command, free] = CASES[code];

  it('is found, and says what to do', () => {
    const [trap, ...others] = findTraps(caught);
    expect(others).toEqual([]);
    expect(trap).toMatchObject({ code, command });
    for (const language of ['en', 'zh'] as const) {
      for (const part of ['trap', 'trap-repair'] as const) {
        expect(text(language, `doctor.${part}.${code}`, trap?.values)).not.toMatch(/[{}]/);
      }
    }
    expect(trap?.reason).not.toMatch(/[{}]/);
  });

  it('is not found where it is not one', () => {
    expect(findTraps(free).map((trap) => trap.code)).not.toContain(code);
  });
});

it('names first what stops an engine', () => {
  const traps = findTraps({
    ...around({ onBattery: true }),
    cards: [{ ...CARD, driver: '470.1' }],
  });
  expect(traps.map(({ effect }) => effect)).toEqual(['stops', 'slows']);
});

it('asks for no newer driver where CUDA is not offered', () => {
  expect(findTraps({ ...withCard({ driver: '551.23' }), platform: 'win32' })).toEqual([]);
});

it('names no command for a system that it does not know', () => {
  const [trap] = findTraps(withCard({ driver: '470.1' }, 'slackware'));
  expect(trap?.command).toBeNull();
});

it('takes packages that are not there for a broken installation', () => {
  const nativeFailures = [{ module: 'sharp', message: "Cannot find module 'sharp'" }];
  expect(findTraps({ ...GOOD, nativeFailures })[0]?.command).toBe('npm ci');
});
