import { join } from 'node:path';
import { z } from 'zod';
import type { CardReport } from '../../app/contract/doctor.ts';
import { BYTES_PER_MIB } from '../../app/units.ts';
import type { AskCommand } from './ask-command.ts';
import { hotCards, nvidiaQuery } from './nvidia-query.ts';
import { readNames, readText } from './read-text.ts';

/** A card, and what a trap may be about. */
export interface CardFacts extends CardReport {
  /** Whether it computes more slowly now because it is too hot. */
  readonly throttled: boolean;
}

/** Whether NVIDIA's own program does not list a card that the system has. */
export function isSilent({ vendor, index }: Pick<CardFacts, 'vendor' | 'index'>): boolean {
  return vendor === 'nvidia' && index === null;
}

/** Whether a silent card has NVIDIA's driver all the same, by the name that Linux has for it. */
export function isLoaded({ driver }: Pick<CardFacts, 'driver'>): boolean {
  return driver === 'nvidia';
}

/** Drivers that are no use for computing: NVIDIA's cards want NVIDIA's own. */
const STAND_IN_DRIVERS: readonly (string | null)[] = [null, 'nouveau', 'vfio-pci'];

export function hasStandIn({ driver }: Pick<CardFacts, 'driver'>): boolean {
  return STAND_IN_DRIVERS.includes(driver);
}

const UNKNOWN = {
  index: null,
  uuid: null,
  freeBytes: null,
  utilization: null,
  memoryBytes: null,
  driver: null,
  cuda: null,
  computeCapability: null,
  powerLimitWatts: null,
  throttled: false,
} as const;

/** All graphics cards that the system knows of; those that a virtual machine makes up are left out. */
export async function graphicsCards(
  fileSystemRoot: string,
  platform: string,
  ask: AskCommand,
): Promise<readonly CardFacts[]> {
  const [nvidia, others] = await Promise.all([
    nvidiaCards(ask),
    platform === 'linux'
      ? pciCards(fileSystemRoot)
      : platform === 'darwin'
        ? macCards(ask)
        : platform === 'win32'
          ? windowsCards(ask)
          : [],
  ]);
  // NVIDIA's own program tells more of its cards.
  return [...nvidia, ...others.filter(({ vendor }) => vendor !== 'nvidia' || nvidia.length === 0)];
}

async function nvidiaCards(ask: AskCommand): Promise<readonly CardFacts[]> {
  const cards = await nvidiaQuery(
    ask,
    'name,memory.total,driver_version,power.limit,index,uuid,memory.free,utilization.gpu',
  );
  // Some say in one cell that there are none.
  if (cards === null || !cards.some((cells) => cells.length > 1)) return [];
  // Asked apart, since a driver that does not know one field answers none.
  const [screen, capabilities, hot] = await Promise.all([
    ask('nvidia-smi', []),
    nvidiaQuery(ask, 'compute_cap'),
    hotCards(ask),
  ]);
  const cuda = /CUDA Version:\s*([\d.]+)/.exec(screen ?? '')?.[1] ?? null;
  return cards.map(([name = '', memory, driver, power, place, uuid, free, busy], index) => ({
    name,
    vendor: 'nvidia',
    index: scaled(place, 1),
    uuid: uuid || null,
    memoryBytes: scaled(memory, BYTES_PER_MIB),
    freeBytes: scaled(free, BYTES_PER_MIB),
    utilization: scaled(busy, 1 / 100),
    driver: driver || null,
    cuda,
    computeCapability: capabilities?.[index]?.[0] || null,
    powerLimitWatts: scaled(power, 1),
    throttled: uuid !== undefined && hot.includes(uuid),
  }));
}

/** Null for `[N/A]`. */
function scaled(cell: string | undefined, unit: number): number | null {
  const value = Number.parseFloat(cell ?? '');
  return Number.isFinite(value) ? value * unit : null;
}

/** By PCI's numbers. */
const VENDORS: Readonly<Record<string, { vendor: CardReport['vendor']; name: string }>> = {
  '0x10de': { vendor: 'nvidia', name: 'NVIDIA' },
  '0x1002': { vendor: 'amd', name: 'AMD' },
  '0x8086': { vendor: 'intel', name: 'Intel' },
};
/** PCI's class of display controllers. */
const DISPLAY = '0x03';

/** @source Linux, Documentation/ABI/testing/sysfs-bus-pci; `mem_info_vram_total` is amdgpu's */
async function pciCards(fileSystemRoot: string): Promise<readonly CardFacts[]> {
  const folder = join(fileSystemRoot, 'sys/bus/pci/devices');
  const cards: CardFacts[] = [];
  for (const address of await readNames(folder)) {
    const read = (name: string) => readText(join(folder, address, name));
    if (!(await read('class'))?.startsWith(DISPLAY)) continue;
    const known = VENDORS[(await read('vendor')) ?? ''];
    if (known === undefined) continue;
    const device = (await read('device'))?.replace('0x', '') ?? '';
    const product = await read('product_name');
    const memory = Number((await read('mem_info_vram_total')) ?? Number.NaN);
    const driver = /^DRIVER=(.+)$/m.exec((await read('uevent')) ?? '')?.[1];
    cards.push({
      ...UNKNOWN,
      name: product || `${known.name} ${device}`,
      vendor: known.vendor,
      memoryBytes: Number.isFinite(memory) ? memory : null,
      driver: driver ?? null,
    });
  }
  return cards;
}

const windowsCard = z.object({
  Name: z.string(),
  AdapterRAM: z.number().nullish(),
  DriverVersion: z.string().nullish(),
});

/** Windows names its own stand-ins for a card like this. */
const WINDOWS_STAND_IN = /Microsoft|Remote|Hyper-V|Virtual/i;

async function windowsCards(ask: AskCommand): Promise<readonly CardFacts[]> {
  const script =
    'ConvertTo-Json @(Get-CimInstance Win32_VideoController | Select-Object Name,AdapterRAM,DriverVersion)';
  const answer = await ask('powershell', ['-NoProfile', '-NonInteractive', '-Command', script]);
  return decoded(z.array(windowsCard), answer)
    .filter(({ Name }) => !WINDOWS_STAND_IN.test(Name))
    .map(({ Name, AdapterRAM, DriverVersion }) => ({
      ...UNKNOWN,
      name: Name,
      vendor: vendorOf(Name),
      // A 32-bit number, which large cards overflow: better none than a wrong one.
      memoryBytes: AdapterRAM && AdapterRAM < 2 ** 32 - BYTES_PER_MIB ? AdapterRAM : null,
      driver: windowsDriver(DriverVersion ?? null, vendorOf(Name)),
    }));
}

/** NVIDIA numbers its drivers by the last five digits of Windows' number: 32.0.15.8088 is 580.88. */
function windowsDriver(version: string | null, vendor: CardReport['vendor']): string | null {
  const [, branch, rest] = /(\d\.\d{2})(\d{2})$/.exec(version ?? '') ?? [];
  if (vendor !== 'nvidia' || branch === undefined) return version;
  return `${branch.replace('.', '')}.${rest}`;
}

const macDisplays = z.object({
  SPDisplaysDataType: z.array(z.object({ sppci_model: z.string() })),
});

async function macCards(ask: AskCommand): Promise<readonly CardFacts[]> {
  const answer = await ask('system_profiler', ['-json', 'SPDisplaysDataType']);
  const [displays] = decoded(
    macDisplays.transform((one) => [one]),
    answer,
  );
  return (displays?.SPDisplaysDataType ?? []).map(({ sppci_model: name }) => ({
    ...UNKNOWN,
    name,
    vendor: vendorOf(name),
  }));
}

function vendorOf(name: string): CardReport['vendor'] {
  const known = (['nvidia', 'amd', 'intel', 'apple'] as const).find((vendor) =>
    name.toLowerCase().includes(vendor),
  );
  return known ?? (/radeon/i.test(name) ? 'amd' : 'other');
}

/** Nothing where the answer is not what was expected: then the system does not tell. */
function decoded<T>(schema: z.ZodType<readonly T[]>, answer: string | null): readonly T[] {
  try {
    return schema.parse(JSON.parse(answer ?? ''));
  } catch {
    return [];
  }
}
