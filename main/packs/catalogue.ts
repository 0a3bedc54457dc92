import { OLDEST_DRIVERS, type PackId } from '../../app/contract/packs.ts';
import type { AppError } from '../../app/errors.ts';
import type { PackGap } from '../../app/pack-gaps.ts';
import { CUDA, CUDA_LIBRARIES, ONNXRUNTIME_LIBRARIES } from './pack-layout.ts';
import type { Wheel } from './wheel.ts';
import { CUDA_12 } from './wheels-cuda12.ts';
import { CUDA_13, ONNXRUNTIME_CUDA } from './wheels-cuda13.ts';
import { TENSORFLOW_ARM64, TENSORFLOW_CPU, TENSORFLOW_GPU } from './wheels-tensorflow.ts';

/** A pack: what is fetched for it and how a process finds what is in it. */
export interface Pack {
  readonly id: PackId;
  /** Of the runtime. */
  readonly version: string;
  /** By `platform-arch`: the wheels it is made of. A platform that is missing has none. */
  readonly wheels: Readonly<Record<string, readonly Wheel[]>>;
  /** Why other platforms have none: `no-wheel` where left out. */
  readonly gaps: Readonly<Record<string, PackGap>>;
  /** Whether an addon must be compiled, or copied from the packaged application. */
  readonly addon: 'tensorflow' | null;
  /** Folders of libraries that the loader must know before the process starts. */
  readonly libraryFolders: readonly string[];
  /** Folders of programs that the runtime starts. */
  readonly programFolders: readonly string[];
  /** Variables that name the pack's folders; `{folder}` stands for the pack's own. */
  readonly variables: Readonly<Record<string, string>>;
  /** The oldest NVIDIA driver (Linux) that runs it; null: it needs no card. */
  readonly oldestDriver: number | null;
}

const TENSORFLOW_VERSION = '2.21.0';
/** The library logs what it is made of to stderr, from its very loading on; what fails it throws. */
const QUIET = { TF_CPP_MIN_LOG_LEVEL: '3' };

/** Apple builds in no NVIDIA card. */
const MACS = { 'darwin-arm64': 'no-card', 'darwin-x64': 'no-card' } as const;

/**
 * What is offered where. Which other wheels there are was read from PyPI on 2026-11-26, and what is in
 * those of TensorFlow 2.21.0 and onnxruntime-gpu 1.30.0 for Windows, macOS and Linux on arm64.
 */
export const PACKS: Readonly<Record<PackId, Pack>> = {
  tensorflow: {
    id: 'tensorflow',
    version: TENSORFLOW_VERSION,
    wheels: { 'linux-x64': [TENSORFLOW_CPU], 'linux-arm64': [TENSORFLOW_ARM64] },
    gaps: { 'darwin-arm64': 'addon-untried', 'win32-x64': 'addon-untried' },
    addon: 'tensorflow',
    libraryFolders: [],
    programFolders: [],
    variables: QUIET,
    oldestDriver: OLDEST_DRIVERS.tensorflow,
  },
  'tensorflow-gpu': {
    id: 'tensorflow-gpu',
    version: TENSORFLOW_VERSION,
    wheels: { 'linux-x64': [TENSORFLOW_GPU, ...CUDA_12] },
    gaps: MACS,
    addon: 'tensorflow',
    libraryFolders: [CUDA_LIBRARIES],
    programFolders: [`${CUDA}/bin`],
    variables: { ...QUIET, XLA_FLAGS: `--xla_gpu_cuda_data_dir={folder}/${CUDA}` },
    oldestDriver: OLDEST_DRIVERS['tensorflow-gpu'],
  },
  cuda: {
    id: 'cuda',
    version: '1.30.0',
    wheels: { 'linux-x64': [ONNXRUNTIME_CUDA, ...CUDA_13] },
    gaps: { ...MACS, 'win32-x64': 'runtime-without', 'linux-arm64': 'untried' },
    addon: null,
    // The provider is looked for beside `libonnxruntime`, and that is taken from here before the
    // one beside onnxruntime-node, which names its own folder by RUNPATH.
    libraryFolders: [ONNXRUNTIME_LIBRARIES, CUDA_LIBRARIES],
    programFolders: [],
    variables: {},
    oldestDriver: OLDEST_DRIVERS.cuda,
  },
};

/** The wheels that make a pack on this kind of machine; none where it is not offered. */
export function wheelsOf(
  pack: Pack,
  { platform, arch }: { readonly platform: string; readonly arch: string } = process,
): readonly Wheel[] {
  return pack.wheels[`${platform}-${arch}`] ?? [];
}

/** Says that there is no such pack for this kind of machine, and for which there is. */
export function unsupported(
  { id, wheels, gaps }: Pack,
  { platform: system, arch }: { readonly platform: string; readonly arch: string } = process,
): AppError {
  const platform = `${system}-${arch}`;
  const supported = Object.keys(wheels).join(', ');
  const gap = gaps[platform] ?? 'no-wheel';
  return { code: 'packs/platform-unsupported', pack: id, platform, supported, gap };
}

/** Bytes that are fetched for wheels. */
export function downloadBytes(wheels: readonly Wheel[]): number {
  return wheels.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** Bytes that what is taken of wheels has before anything is stripped or removed. */
export function takenBytes(wheels: readonly Wheel[]): number {
  return wheels.reduce((sum, wheel) => sum + wheel.takenBytes, 0);
}
