import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AskCommand, askCommand } from './ask-command.ts';
import { graphicsCards } from './cards.ts';
import { memoryFacts } from './memory-facts.ts';
import { nativeFailures } from './native-modules.ts';
import { processorVectors } from './processor-vectors.ts';
import { surroundings } from './surroundings.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hearth-machine-'));
});
afterEach(() => rm(root, { recursive: true }));

async function put(path: string, content = ''): Promise<void> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

const NOBODY: AskCommand = async () => null;
/** Programs of the system that answer these texts, by the beginning of what is asked. */
const answering =
  (answers: Readonly<Record<string, string>>): AskCommand =>
  async (command, args) => {
    const asked = [command, ...args].join(' ');
    const known = Object.keys(answers)
      .filter((key) => asked.startsWith(key))
      .sort((left, right) => right.length - left.length)[0];
    return known === undefined ? null : (answers[known] ?? null);
  };

describe('vector instructions', () => {
  it('are read from the flags that Linux lists, the widest last', async () => {
    await put('proc/cpuinfo', 'flags\t\t: fpu avx512f avx avx2 avx512_vnni amx_tile fma\n');
    expect(await processorVectors(root, 'linux', 'x64', NOBODY)).toEqual([
      'AVX',
      'AVX2',
      'AVX-512',
      'AVX-512 VNNI',
      'AMX',
    ]);
    await put('proc/cpuinfo', 'Features\t: fp asimd i8mm sve\n');
    expect(await processorVectors(root, 'linux', 'arm64', NOBODY)).toEqual(['NEON', 'I8MM', 'SVE']);
  });

  it('are asked of macOS, and unknown where nobody tells', async () => {
    const mac = answering({ sysctl: 'FPU SSE4.2 AVX1.0\nAVX2 BMI1\n' });
    expect(await processorVectors(root, 'darwin', 'x64', mac)).toEqual(['AVX', 'AVX2']);
    expect(await processorVectors(root, 'win32', 'x64', NOBODY)).toEqual([]);
    const apple = answering({
      sysctl: 'hw.optional.arm.FEAT_BF16: 1\nhw.optional.arm.FEAT_SME: 0\n',
    });
    expect(await processorVectors(root, 'darwin', 'arm64', apple)).toEqual(['NEON', 'BF16']);
  });

  it('are known of Windows by its own word and by Node’s', async () => {
    const windows = answering({
      [process.execPath]: 'SSE3=1 AVX=1 AVX2=1 AVX_VNNI=0 FMA3=1\nThe following syntax\n',
      powershell: '41\r\n',
    });
    const found = await processorVectors(root, 'win32', 'x64', windows);
    expect(found).toEqual(['AVX', 'AVX2', 'AVX-512']);
    const old = answering({ [process.execPath]: 'SSE3=1 AVX=0 AVX2=0\n' });
    expect(await processorVectors(root, 'win32', 'x64', old)).toEqual(['SSE2']);
    const arm = answering({ powershell: '66\r\n68\r\n' });
    expect(await processorVectors(root, 'win32', 'arm64', arm)).toEqual(['NEON', 'I8MM', 'BF16']);
  });

  it.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
    'are in this Node’s word what Linux says of this processor',
    async () => {
      const known = ['AVX', 'AVX2', 'AVX-VNNI'];
      const told = await processorVectors('/', 'linux', 'x64', NOBODY);
      expect(told).not.toEqual([]);
      const byNode = await processorVectors('/', 'win32', 'x64', askCommand);
      expect(byNode).toEqual(told.filter((name) => known.includes(name)));
    },
  );
});

it('memory and swap are what Linux counts', async () => {
  await put(
    'proc/meminfo',
    'MemTotal: 1000 kB\nMemFree: 1 kB\nMemAvailable: 400 kB\nSwapTotal: 90 kB\nSwapFree: 30 kB\n',
  );
  expect(await memoryFacts(root)).toEqual({
    totalBytes: 1000 * 1024,
    freeBytes: 400 * 1024,
    swapUsedBytes: 60 * 1024,
  });
});

describe('graphics cards', () => {
  const QUERY = 'nvidia-smi --query-gpu=';
  const NVIDIA = {
    [`${QUERY}name`]:
      'NVIDIA RTX 4090, 24564, 550.54.14, 450.00, 0, GPU-a, 24000, 7\nTesla T4, 15360, 550.54.14, [N/A], 1, GPU-b, 15000, [N/A]\n',
    [`${QUERY}compute_cap`]: '8.9\n7.5\n',
    [`${QUERY}uuid,clocks_throttle_reasons.`]:
      'GPU-a, Not Active, Not Active\nGPU-b, Active, Not Active\n',
    'nvidia-smi': '| NVIDIA-SMI 550.54.14    Driver Version: 550.54.14    CUDA Version: 12.4 |',
  };

  it('of NVIDIA tell all there is, in an older driver by its older names', async () => {
    const old = answering(NVIDIA);
    // A driver fails where it does not know a field.
    const cards = await graphicsCards(root, 'linux', (command, args) =>
      args[0]?.includes('clocks_event') ? Promise.resolve(null) : old(command, args),
    );
    expect(cards).toEqual([
      {
        name: 'NVIDIA RTX 4090',
        vendor: 'nvidia',
        index: 0,
        uuid: 'GPU-a',
        memoryBytes: 24_564 * 2 ** 20,
        freeBytes: 24_000 * 2 ** 20,
        utilization: 0.07,
        driver: '550.54.14',
        cuda: '12.4',
        computeCapability: '8.9',
        powerLimitWatts: 450,
        throttled: false,
      },
      expect.objectContaining({
        name: 'Tesla T4',
        utilization: null,
        powerLimitWatts: null,
        throttled: true,
      }),
    ]);
  });

  it('of NVIDIA are none where its program says so in words', async () => {
    const words = answering({ 'nvidia-smi': 'No devices were found\n' });
    expect(await graphicsCards(root, 'linux', words)).toEqual([]);
  });

  it('are found on the bus where no program tells of them; made-up ones are not', async () => {
    const device = async (address: string, files: Readonly<Record<string, string>>) => {
      for (const [name, content] of Object.entries(files)) {
        await put(`sys/bus/pci/devices/${address}/${name}`, content);
      }
    };
    await device('0000:01:00.0', {
      class: '0x030000\n',
      vendor: '0x1002\n',
      device: '0x744c\n',
      uevent: 'DRIVER=amdgpu\n',
      mem_info_vram_total: '25753026560\n',
    });
    await device('0000:02:00.0', { class: '0x030200', vendor: '0x10de', device: '0x2684' });
    await device('0000:03:00.0', { class: '0x030000', vendor: '0x1af4', device: '0x1050' });
    await device('0000:04:00.0', { class: '0x020000', vendor: '0x8086', device: '0x10fb' });
    const alone = await graphicsCards(root, 'linux', NOBODY);
    expect(alone).toMatchObject([
      { name: 'AMD 744c', vendor: 'amd', driver: 'amdgpu', memoryBytes: 25_753_026_560 },
      { name: 'NVIDIA 2684', vendor: 'nvidia', driver: null, memoryBytes: null },
    ]);
    const told = await graphicsCards(root, 'linux', answering(NVIDIA));
    expect(told.map(({ name }) => name)).toEqual(['NVIDIA RTX 4090', 'Tesla T4', 'AMD 744c']);
  });

  it('are asked of Windows and macOS', async () => {
    const windows = answering({
      powershell: JSON.stringify([
        { Name: 'AMD Radeon RX 7600', AdapterRAM: 4_293_918_720, DriverVersion: '31.0.1' },
        { Name: 'NVIDIA GeForce RTX 4060', AdapterRAM: 4293918720, DriverVersion: '32.0.15.8088' },
        { Name: 'Microsoft Basic Render Driver', AdapterRAM: 0, DriverVersion: '10' },
      ]),
    });
    expect(await graphicsCards(root, 'win32', windows)).toMatchObject([
      { name: 'AMD Radeon RX 7600', vendor: 'amd', memoryBytes: null, driver: '31.0.1' },
      { name: 'NVIDIA GeForce RTX 4060', vendor: 'nvidia', memoryBytes: null, driver: '580.88' },
    ]);
    const mac = answering({
      system_profiler: JSON.stringify({ SPDisplaysDataType: [{ sppci_model: 'Apple M3' }] }),
    });
    expect(await graphicsCards(root, 'darwin', mac)).toMatchObject([
      { name: 'Apple M3', vendor: 'apple' },
    ]);
    const nonsense = answering({ system_profiler: 'no JSON' });
    expect(await graphicsCards(root, 'darwin', nonsense)).toEqual([]);
  });
});

describe('surroundings', () => {
  const read = (variables = {}) => surroundings(root, 'linux', variables, NOBODY);

  it('of an ordinary machine are nothing to speak of', async () => {
    expect(await read()).toEqual({
      wsl: false,
      wslCuda: false,
      remoteDesktop: false,
      onBattery: false,
      cpuQuota: null,
      throttleCount: null,
      vulkan: { loader: false, drivers: 0 },
      distribution: '',
    });
  });

  it('know WSL, with and without CUDA', async () => {
    await put('proc/version', 'Linux version 5.15.167.4-microsoft-standard-WSL2');
    expect(await read()).toMatchObject({ wsl: true, wslCuda: false });
    await put('usr/lib/wsl/lib/libcuda.so.1');
    expect(await read()).toMatchObject({ wsl: true, wslCuda: true });
  });

  it("know a laptop's battery from a mouse's, and from one that is being charged", async () => {
    await put('sys/class/power_supply/mouse/type', 'Battery');
    await put('sys/class/power_supply/mouse/scope', 'Device');
    await put('sys/class/power_supply/mouse/status', 'Discharging');
    expect((await read()).onBattery).toBe(false);
    await put('sys/class/power_supply/BAT0/type', 'Battery');
    await put('sys/class/power_supply/BAT0/status', 'Discharging');
    expect((await read()).onBattery).toBe(true);
    await put('sys/class/power_supply/AC/type', 'Mains');
    await put('sys/class/power_supply/AC/online', '1');
    expect((await read()).onBattery).toBe(false);
  });

  it('know what a container may use, by both generations of groups', async () => {
    await put('sys/fs/cgroup/cpu.max', 'max 100000');
    expect((await read()).cpuQuota).toBeNull();
    await put('sys/fs/cgroup/cpu.max', '150000 100000');
    expect((await read()).cpuQuota).toBe(1.5);
    await rm(join(root, 'sys/fs/cgroup/cpu.max'));
    await put('sys/fs/cgroup/cpu/cpu.cfs_quota_us', '-1');
    await put('sys/fs/cgroup/cpu/cpu.cfs_period_us', '100000');
    expect((await read()).cpuQuota).toBeNull();
    await put('sys/fs/cgroup/cpu/cpu.cfs_quota_us', '200000');
    expect((await read()).cpuQuota).toBe(2);
  });

  it('ask macOS and Windows what they draw their power from', async () => {
    const onBattery = async (platform: string, answers: Record<string, string>) =>
      (await surroundings(root, platform, {}, answering(answers))).onBattery;
    const mac = (source: string) => ({
      'pmset -g batt': `Now drawing from '${source}'\n -InternalBattery-0 (id=123)\t84%; 5:10 remaining\n`,
    });
    expect(await onBattery('darwin', mac('Battery Power'))).toBe(true);
    expect(await onBattery('darwin', mac('AC Power'))).toBe(false);
    expect(await onBattery('win32', { powershell: '1\r\n' })).toBe(true);
    expect(await onBattery('win32', { powershell: '2\r\n' })).toBe(false);
    expect(await onBattery('win32', {})).toBe(false);
  });

  it('add up how often each core has slowed down', async () => {
    await put('sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count', '3\n');
    await put('sys/devices/system/cpu/cpu1/thermal_throttle/core_throttle_count', '4\n');
    await put('sys/devices/system/cpu/cpufreq/other', '9\n');
    expect((await read()).throttleCount).toBe(7);
  });

  it('know the Vulkan loader and drivers, also those that variables name', async () => {
    await put('usr/lib/x86_64-linux-gnu/libvulkan.so.1');
    await put('usr/share/vulkan/icd.d/radeon_icd.x86_64.json');
    expect((await read()).vulkan).toEqual({ loader: true, drivers: 1 });
    const named = { VK_ICD_FILENAMES: '/opt/vk_swiftshader_icd.json' };
    expect((await read(named)).vulkan).toEqual({ loader: true, drivers: 2 });
  });

  it('know a remote desktop and the distribution', async () => {
    await put('etc/os-release', 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE="debian"\n');
    expect(await read({ XRDP_SESSION: '1' })).toMatchObject({
      remoteDesktop: true,
      distribution: 'ubuntu debian',
    });
    expect(await surroundings(root, 'win32', { SESSIONNAME: 'RDP-Tcp#0' }, NOBODY)).toMatchObject({
      remoteDesktop: true,
      vulkan: null,
    });
    expect(
      (await surroundings(root, 'win32', { SESSIONNAME: 'Console' }, NOBODY)).remoteDesktop,
    ).toBe(false);
  });
});

describe('native modules', () => {
  it('of this installation all load', async () => {
    expect(await nativeFailures(askCommand)).toEqual([]);
  });

  it('that are damaged, or not there, are named with what Node says of them', async () => {
    await put('node_modules/broken/package.json', '{"name":"broken","main":"broken.node"}');
    await put('node_modules/broken/broken.node', 'not a library');
    const from = join(root, 'start.js');
    const failures = await nativeFailures(askCommand, from, ['broken', 'absent']);
    expect(failures).toEqual([
      { module: 'broken', message: expect.stringContaining('broken.node') },
      { module: 'absent', message: expect.stringContaining("Cannot find module 'absent'") },
    ]);
  });

  it('that are not there are found also where no process can be started', async () => {
    const failures = await nativeFailures(NOBODY, join(root, 'start.js'), ['absent']);
    expect(failures).toMatchObject([{ module: 'absent' }]);
  });
});
