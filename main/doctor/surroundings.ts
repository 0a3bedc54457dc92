import { join } from 'node:path';
import type { AskCommand } from './ask-command.ts';
import { readNames, readText } from './read-text.ts';

/** Where a program finds itself, as far as it decides how fast or by what it can train. */
export interface Surroundings {
  /** Linux inside Windows. */
  readonly wsl: boolean;
  /** Whether WSL has the Windows driver's CUDA. */
  readonly wslCuda: boolean;
  /** A desktop that is shown on another machine. */
  readonly remoteDesktop: boolean;
  readonly onBattery: boolean;
  /** Processors' worth of time that a container may use; null: all. */
  readonly cpuQuota: number | null;
  /** How often the processor has slowed down for heat since it was started; null where nobody counts. */
  readonly throttleCount: number | null;
  /** What programs need to reach a card by Vulkan; null where the system has another way. */
  readonly vulkan: { readonly loader: boolean; readonly drivers: number } | null;
  /** Linux' name for itself and what it is like, such as `ubuntu debian`. */
  readonly distribution: string;
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** Reads them, each time anew: a cable may have been plugged in. */
export async function surroundings(
  fileSystemRoot: string,
  platform: string,
  variables: Variables,
  ask: AskCommand,
): Promise<Surroundings> {
  const at = (path: string) => join(fileSystemRoot, path);
  const remoteDesktop =
    variables.XRDP_SESSION !== undefined || (variables.SESSIONNAME ?? '').startsWith('RDP-');
  if (platform !== 'linux') {
    return {
      wsl: false,
      wslCuda: false,
      remoteDesktop,
      onBattery: await tellsBattery(platform, ask),
      cpuQuota: null,
      throttleCount: null,
      vulkan: null,
      distribution: '',
    };
  }
  const wsl = /microsoft|wsl/i.test((await readText(at('proc/version'))) ?? '');
  return {
    wsl,
    wslCuda: wsl && (await readNames(at('usr/lib/wsl/lib'))).includes('libcuda.so.1'),
    remoteDesktop,
    onBattery: await onBattery(at('sys/class/power_supply')),
    cpuQuota: await cpuQuota(at('sys/fs/cgroup')),
    throttleCount: await throttleCount(at('sys/devices/system/cpu')),
    vulkan: await vulkan(fileSystemRoot, variables),
    distribution: await distribution(at('etc/os-release')),
  };
}

/** What to ask other systems, and what is answered while they run on a battery. */
const BATTERIES: Readonly<
  Record<string, { readonly ask: readonly [string, ...string[]]; readonly answer: RegExp }>
> = {
  /** @source man pmset: `Now drawing from 'Battery Power'` */
  darwin: { ask: ['pmset', '-g', 'batt'], answer: /drawing from 'Battery Power'/ },
  /** @source learn.microsoft.com, Win32_Battery, BatteryStatus: 1 discharges, 4 is low, 5 critical */
  win32: {
    ask: [
      'powershell',
      '-NoProfile',
      '-NonInteractive',
      '-Command',
      '(Get-CimInstance Win32_Battery).BatteryStatus',
    ],
    answer: /^\s*[145]\s*$/m,
  },
};

async function tellsBattery(platform: string, ask: AskCommand): Promise<boolean> {
  const known = BATTERIES[platform];
  if (known === undefined) return false;
  const [command, ...args] = known.ask;
  return known.answer.test((await ask(command, args)) ?? '');
}

/** @source Linux, Documentation/ABI/testing/sysfs-class-power */
async function onBattery(folder: string): Promise<boolean> {
  let discharging = false;
  for (const supply of await readNames(folder)) {
    const read = (name: string) => readText(join(folder, supply, name));
    const type = await read('type');
    // That of a mouse, or of a telephone that is being charged, has the scope of a device.
    if ((await read('scope')) === 'Device') continue;
    if ((type === 'Mains' || type === 'USB') && (await read('online')) === '1') return false;
    if (type === 'Battery') discharging ||= (await read('status')) === 'Discharging';
  }
  return discharging;
}

/** @source Linux, Documentation/admin-guide/cgroup-v2.rst (`cpu.max`) and scheduler/sched-bwc.rst */
async function cpuQuota(folder: string): Promise<number | null> {
  const [quota, period] = ((await readText(join(folder, 'cpu.max'))) ?? '').split(' ');
  const limit = Number(quota) / Number(period);
  if (limit > 0) return limit;
  const first = join(folder, 'cpu');
  const old =
    Number(await readText(join(first, 'cpu.cfs_quota_us'))) /
    Number(await readText(join(first, 'cpu.cfs_period_us')));
  return old > 0 && Number.isFinite(old) ? old : null;
}

/** @source Linux, Documentation/ABI/testing/sysfs-devices-system-cpu: `core_throttle_count` */
async function throttleCount(folder: string): Promise<number | null> {
  let total: number | null = null;
  for (const cpu of await readNames(folder)) {
    if (!/^cpu\d+$/.test(cpu)) continue;
    const text = await readText(join(folder, cpu, 'thermal_throttle/core_throttle_count'));
    if (text !== null) total = (total ?? 0) + Number(text);
  }
  return total;
}

const VULKAN_LOADER = 'libvulkan.so.1';
const LIBRARY_FOLDERS = [
  'usr/lib',
  'usr/lib64',
  'usr/local/lib',
  'lib',
  'lib64',
  'usr/lib/x86_64-linux-gnu',
  'usr/lib/aarch64-linux-gnu',
];
/** @source Khronos, Vulkan-Loader, docs/LoaderDriverInterface.md, "Driver Discovery on Linux" */
const DRIVER_FOLDERS = [
  'etc/vulkan/icd.d',
  'usr/local/share/vulkan/icd.d',
  'usr/share/vulkan/icd.d',
];

async function vulkan(
  fileSystemRoot: string,
  variables: Variables,
): Promise<Surroundings['vulkan']> {
  const own = (variables.LD_LIBRARY_PATH ?? '').split(':').filter((folder) => folder !== '');
  const folders = [...LIBRARY_FOLDERS.map((folder) => join(fileSystemRoot, folder)), ...own];
  const libraries = await Promise.all(folders.map(readNames));
  const named = (variables.VK_DRIVER_FILES ?? variables.VK_ICD_FILENAMES ?? '').split(':');
  const found = await Promise.all(
    DRIVER_FOLDERS.map((folder) => readNames(join(fileSystemRoot, folder))),
  );
  return {
    loader: libraries.flat().includes(VULKAN_LOADER),
    drivers: [...named, ...found.flat()].filter((name) => name.endsWith('.json')).length,
  };
}

/** @source freedesktop.org, os-release(5) */
async function distribution(path: string): Promise<string> {
  const text = (await readText(path)) ?? '';
  return ['ID', 'ID_LIKE']
    .map((name) => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(text)?.[1] ?? '')
    .join(' ')
    .trim();
}
