import { join } from 'node:path';
import type { AskCommand } from './ask-command.ts';
import { readText } from './read-text.ts';

/**
 * Vector instructions that matter to training, narrower first, by the names that Linux gives them.
 * @source Linux, arch/x86/include/asm/cpufeatures.h and Documentation/arch/arm64/elf_hwcaps.rst
 */
const LINUX: readonly (readonly [flag: string, name: string])[] = [
  ['avx', 'AVX'],
  ['avx2', 'AVX2'],
  ['avx_vnni', 'AVX-VNNI'],
  ['avx512f', 'AVX-512'],
  ['avx512_vnni', 'AVX-512 VNNI'],
  ['avx512_bf16', 'AVX-512 BF16'],
  ['amx_tile', 'AMX'],
  ['asimd', 'NEON'],
  ['i8mm', 'I8MM'],
  ['bf16', 'BF16'],
  ['sve', 'SVE'],
  ['sve2', 'SVE2'],
  ['sme', 'SME'],
];

/** The same as macOS names them (`sysctl machdep.cpu`). */
const MACOS: readonly (readonly [flag: string, name: string])[] = [
  ['AVX1.0', 'AVX'],
  ['AVX2', 'AVX2'],
  ['AVX512F', 'AVX-512'],
  ['AVX512VNNI', 'AVX-512 VNNI'],
];

/** Vector instructions of this processor, the widest last; none where the system does not tell. */
export async function processorVectors(
  fileSystemRoot: string,
  platform: string,
  arch: string,
  ask: AskCommand,
): Promise<readonly string[]> {
  if (platform === 'linux') {
    const text = await readText(join(fileSystemRoot, 'proc/cpuinfo'));
    return named(LINUX, /^(?:flags|Features)\s*:(.*)$/m.exec(text ?? '')?.[1] ?? '');
  }
  if (platform === 'darwin') {
    // Every 64-bit Arm processor of Apple has it.
    if (arch === 'arm64') return ['NEON'];
    const names = ['machdep.cpu.features', 'machdep.cpu.leaf7_features'];
    return named(MACOS, (await ask('sysctl', ['-n', ...names])) ?? '');
  }
  return [];
}

function named(
  known: readonly (readonly [flag: string, name: string])[],
  flags: string,
): readonly string[] {
  const present = new Set(flags.split(/\s+/));
  return known.flatMap(([flag, name]) => (present.has(flag) ? [name] : []));
}
