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

/** The same as macOS names them on Intel's processors (`sysctl machdep.cpu`). */
const MACOS: readonly (readonly [flag: string, name: string])[] = [
  ['AVX1.0', 'AVX'],
  ['AVX2', 'AVX2'],
  ['AVX512F', 'AVX-512'],
  ['AVX512VNNI', 'AVX-512 VNNI'],
];

/** And on Apple's own (`sysctl hw.optional`), each with `: 1` behind it. */
const APPLE: readonly (readonly [flag: string, name: string])[] = [
  ['hw.optional.arm.FEAT_I8MM:1', 'I8MM'],
  ['hw.optional.arm.FEAT_BF16:1', 'BF16'],
  ['hw.optional.arm.FEAT_SME:1', 'SME'],
];

/** As V8 lists them before its options, which it does on Intel's and AMD's processors. */
const NODE: readonly (readonly [flag: string, name: string])[] = [
  ['AVX=1', 'AVX'],
  ['AVX2=1', 'AVX2'],
  ['AVX_VNNI=1', 'AVX-VNNI'],
];

/**
 * By the numbers that Windows has for them.
 * @source Windows SDK, winnt.h: PF_AVX512F_INSTRUCTIONS_AVAILABLE and its neighbours
 */
const WINDOWS: readonly (readonly [flag: string, name: string])[] = [
  ['41', 'AVX-512'],
  ['66', 'I8MM'],
  ['68', 'BF16'],
  ['46', 'SVE'],
  ['47', 'SVE2'],
  ['70', 'SME'],
];

/** Writes down those of the numbers that Windows says yes to. */
const ASK_WINDOWS = [
  '$kernel = Add-Type -PassThru -Namespace Hearth -Name Kernel -MemberDefinition',
  `'[DllImport("kernel32.dll")] public static extern bool IsProcessorFeaturePresent(uint f);';`,
  `${WINDOWS.map(([flag]) => flag).join(',')} |`,
  'Where-Object { $kernel::IsProcessorFeaturePresent($_) }',
].join(' ');

/** Every 64-bit Arm processor that Windows or macOS runs on has it. */
const ARM = ['NEON'];

/** Vector instructions of this processor, the widest last; none where nothing tells. */
export async function processorVectors(
  fileSystemRoot: string,
  platform: string,
  arch: string,
  ask: AskCommand,
): Promise<readonly string[]> {
  const isArm = arch === 'arm64';
  switch (platform) {
    case 'linux': {
      const text = await readText(join(fileSystemRoot, 'proc/cpuinfo'));
      return named(LINUX, /^(?:flags|Features)\s*:(.*)$/m.exec(text ?? '')?.[1] ?? '');
    }
    case 'darwin': {
      if (isArm) {
        const told = (await ask('sysctl', ['hw.optional'])) ?? '';
        return [...ARM, ...named(APPLE, told.replaceAll(': ', ':'))];
      }
      const names = ['machdep.cpu.features', 'machdep.cpu.leaf7_features'];
      const told = await ask('sysctl', ['-n', ...names]);
      return told === null ? byNode(ask) : named(MACOS, told);
    }
    case 'win32': {
      const words = ['-NoProfile', '-NonInteractive', '-Command', ASK_WINDOWS];
      const told = named(WINDOWS, (await ask('powershell', words)) ?? '');
      return [...(isArm ? ARM : await byNode(ask)), ...told];
    }
    default:
      return [];
  }
}

/** Node's own engine looks at the processor it compiles for, whatever the system. */
async function byNode(ask: AskCommand): Promise<readonly string[]> {
  const [features = ''] = ((await ask(process.execPath, ['--v8-options'])) ?? '').split('\n');
  const found = named(NODE, features);
  // What every processor of this kind has is all that one without AVX has.
  return found.length === 0 && features.startsWith('SSE3=') ? ['SSE2'] : found;
}

function named(
  known: readonly (readonly [flag: string, name: string])[],
  flags: string,
): readonly string[] {
  const present = new Set(flags.split(/\s+/));
  return known.flatMap(([flag, name]) => (present.has(flag) ? [name] : []));
}
