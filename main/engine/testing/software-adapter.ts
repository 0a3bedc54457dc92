import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Debian's Chromium keeps a Vulkan that needs no card: its loader and its driver. */
const CHROMIUM = '/usr/lib/chromium';
const DRIVER = join(CHROMIUM, 'vk_swiftshader_icd.json');
const LOADER = join(CHROMIUM, 'libvulkan.so.1');

export interface SoftwareAdapter {
  /** Variables that let an engine process train on it. */
  readonly environment: Readonly<Record<string, string>>;
  remove(): void;
}

/** An adapter to train on where there is no card, or why there is none. */
export function softwareAdapter(): SoftwareAdapter | string {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'not Linux on x64';
  if (!existsSync(DRIVER)) return `no ${DRIVER} (apt install chromium)`;
  if (!existsSync(LOADER)) return `no ${LOADER} (apt install chromium)`;
  // Chromium's folder itself holds libraries that other programs must not find.
  const folder = mkdtempSync(join(tmpdir(), 'hearth-vulkan-'));
  symlinkSync(LOADER, join(folder, 'libvulkan.so.1'));
  return {
    environment: {
      VK_ICD_FILENAMES: DRIVER,
      LD_LIBRARY_PATH: folder,
      HEARTH_ALLOW_SOFTWARE_ADAPTER: '1',
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
