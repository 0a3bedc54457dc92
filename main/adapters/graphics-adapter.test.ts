import { describe, expect, it } from 'vitest';
import {
  adapterInLoaderLog,
  adaptersOfMac,
  adaptersOfWindows,
  graphicsAdapter,
  isLoaderLog,
  preferredAdapter,
} from './graphics-adapter.ts';

describe('programs that draw', () => {
  it.each([
    'SwiftShader Device (Subzero)',
    'SwiftShader Device (LLVM 10.0.0)',
    'llvmpipe (LLVM 15.0.7, 256 bits)',
    'Microsoft Basic Render Driver',
    'Microsoft Basic Display Adapter',
    'Microsoft Remote Display Adapter',
    'Microsoft Hyper-V Video',
  ])('%s is no card', (name) => {
    expect(graphicsAdapter(name, '', null).software).toBe(true);
  });

  it.each([
    ['NVIDIA GeForce RTX 4090', 'NVIDIA'],
    ['AMD Radeon RX 7900 XTX (RADV NAVI31)', 'AMD'],
    ['Intel(R) Arc(tm) A770 Graphics (DG2)', 'Intel'],
    ['Apple M3 Max', 'Apple'],
  ])('%s is a card of %s', (name, vendor) => {
    expect(graphicsAdapter(name, '', null)).toMatchObject({ vendor, software: false });
  });
});

/** Loader 1.3.239, and the one in Chromium, as they wrote on a machine without a card. */
const LOGS = [
  `INFO | DRIVER:         Original order:
INFO | DRIVER:               [0] SwiftShader Device (Subzero)
DRIVER | LAYER:          Using "SwiftShader Device (Subzero)" with driver: "/usr/lib/chromium/./libvk_swiftshader.so"`,
  `[Vulkan Loader] INFO | DRIVER:             [0] SwiftShader Device (Subzero)
[Vulkan Loader] DRIVER:                Using "SwiftShader Device (Subzero)" with driver: "/usr/lib/chromium/libvk_swiftshader.so"`,
];

describe('the log of Vulkan’s loader', () => {
  it.each(LOGS)('names what was taken', (log) => {
    expect(isLoaderLog(log)).toBe(true);
    expect(adapterInLoaderLog(log)).toMatchObject({
      name: 'SwiftShader Device (Subzero)',
      vendor: 'Google',
      software: true,
    });
  });

  it('counts the last device, which is the one computed on', () => {
    const log = `Using "llvmpipe" with driver: "/usr/lib/libvulkan_lvp.so"
DRIVER: Using "NVIDIA H200" with driver: "libGLX_nvidia.so.0"`;
    expect(adapterInLoaderLog(log)).toMatchObject({ name: 'NVIDIA H200', software: false });
  });

  it('is missing where there is no loader, and names nothing where there is no driver', () => {
    expect(isLoaderLog('Failed to get a WebGPU adapter')).toBe(false);
    expect(adapterInLoaderLog('DRIVER: Searching for driver manifest files')).toBeNull();
  });
});

describe('what systems list', () => {
  it('is one object or several on Windows, cards before programs', () => {
    const basic = { Name: 'Microsoft Basic Display Adapter', AdapterCompatibility: '(Standard)' };
    const card = {
      Name: 'NVIDIA GeForce RTX 3060',
      AdapterCompatibility: 'NVIDIA',
      DriverVersion: '32.0.15.6094',
    };
    expect(adaptersOfWindows(JSON.stringify(basic))).toMatchObject([{ software: true }]);
    expect(preferredAdapter(adaptersOfWindows(JSON.stringify([basic, card])))).toMatchObject({
      name: 'NVIDIA GeForce RTX 3060',
      driver: '32.0.15.6094',
    });
    expect(preferredAdapter(adaptersOfWindows('no answer'))).toBeNull();
  });

  it('is a profile on macOS', () => {
    const profile = {
      SPDisplaysDataType: [{ sppci_model: 'Apple M2', spdisplays_vendor: 'sppci_vendor_Apple' }],
    };
    expect(adaptersOfMac(JSON.stringify(profile))).toEqual([
      { name: 'Apple M2', vendor: 'Apple', driver: null, software: false },
    ]);
  });
});
