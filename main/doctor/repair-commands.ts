import type { Surroundings } from './surroundings.ts';

/** What a driver wants that was put in while another was loaded. */
export const RESTART = 'sudo reboot';
/** What brings the Windows driver's CUDA into Linux inside Windows. */
export const UPDATE_WSL = 'wsl.exe --update';

/** What installs NVIDIA's driver; null where there are several ways, and in WSL, which has Windows'. */
export function driverCommand({
  distribution,
  wsl,
}: Pick<Surroundings, 'distribution' | 'wsl'>): string | null {
  if (wsl) return null;
  if (distribution.startsWith('ubuntu')) return 'sudo ubuntu-drivers install';
  return byDistribution(distribution, {
    debian: 'sudo apt install nvidia-driver',
    fedora: 'sudo dnf install akmod-nvidia',
    arch: 'sudo pacman -S nvidia',
  });
}

/** What brings the driver's CUDA library where the driver itself answers. */
export function cudaLibraryCommand(
  around: Pick<Surroundings, 'distribution' | 'wsl'>,
): string | null {
  if (around.wsl) return UPDATE_WSL;
  return around.distribution === 'debian' ? 'sudo apt install libcuda1' : driverCommand(around);
}

/** What installs the Vulkan loader. */
export function loaderCommand(distribution: string): string | null {
  return byDistribution(distribution, {
    debian: 'sudo apt install libvulkan1',
    fedora: 'sudo dnf install vulkan-loader',
    arch: 'sudo pacman -S vulkan-icd-loader',
    suse: 'sudo zypper install libvulkan1',
  });
}

/**
 * The command of this Linux or of one that it is like; null for others.
 * @param distribution names of `os-release`, such as `ubuntu debian`
 */
export function byDistribution(
  distribution: string,
  commands: Readonly<Record<string, string>>,
): string | null {
  const known = distribution.split(' ').find((name) => Object.hasOwn(commands, name));
  return known === undefined ? null : (commands[known] ?? null);
}
