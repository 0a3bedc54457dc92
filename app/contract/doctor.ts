import type { AppError } from '../errors.ts';
import type { EngineId } from '../training/engines.ts';
import type { Deviation, LossCurve } from '../training/loss-curve.ts';
import type { ReferenceName } from '../training/reference-model.ts';
import type { MeasuredCard, MeasuredPart } from './engine.ts';

/**
 * Why an engine is what it is; `doctor.reason.<code>` words each.
 * `ready`: known to work, not measured. `chosen`, `slower`: measured and right. `deviates`, `failed`:
 * measured and wrong. `missing`: the error says what. `untried`: nothing is known yet.
 */
export const RUNTIME_CODES = [
  'ready',
  'chosen',
  'slower',
  'deviates',
  'failed',
  'missing',
  'untried',
] as const;
export type RuntimeCode = (typeof RUNTIME_CODES)[number];

export const RUNTIME_STATUSES = ['ready', 'missing', 'damaged', 'refused', 'untried'] as const;
export type RuntimeStatus = (typeof RUNTIME_STATUSES)[number];

/** One reference model on one engine. */
export interface ModelReport {
  readonly name: ReferenceName;
  readonly samplesPerSecond: number;
  /** Of the first steps; every engine starts from the same weights and sees the same batches. */
  readonly losses: LossCurve;
  /** Where they leave those of `onnx/cpu`; null where they do not. */
  readonly deviation: Deviation | null;
}

/** What the machine took while an engine was measured. */
export interface PowerReport {
  readonly watts: number;
  /** As in a run's energy: `rapl`, `nvidia-smi`, … */
  readonly source: string;
}

export interface RuntimeReport {
  readonly id: EngineId;
  readonly status: RuntimeStatus;
  readonly code: RuntimeCode;
  /** In English, for logs and scripts. */
  readonly reason: string;
  /** What is missing or went wrong, with codes `missing` and `failed`. */
  readonly error?: AppError | undefined;
  /** In English: what to do about it. */
  readonly repair?: string | undefined;
  /** What to type for it. */
  readonly command?: string | undefined;
  /** Of the first reference model, the MLP. */
  readonly samplesPerSecond?: number | undefined;
  /** Geometric mean over the reference models of samples a second, `onnx/cpu` being 1. */
  readonly relativeSpeed?: number | undefined;
  readonly models?: readonly ModelReport[] | undefined;
  /** Matrix products on its device, 1e9 FLOP/s. */
  readonly gemmGflops?: number | undefined;
  /** Of its device's memory. */
  readonly bytesPerSecond?: number | undefined;
  readonly power?: PowerReport | undefined;
  /** The card that it was measured on. */
  readonly measuredOn?: MeasuredCard | undefined;
}

export const CARD_VENDORS = ['nvidia', 'amd', 'intel', 'apple', 'other'] as const;

/** A graphics card; null is what the system does not tell. */
export interface CardReport {
  readonly name: string;
  readonly vendor: (typeof CARD_VENDORS)[number];
  /** What a run names it by: its place in NVIDIA's list; null for others. */
  readonly index: number | null;
  readonly uuid: string | null;
  readonly memoryBytes: number | null;
  /** What no program held as the doctor looked. */
  readonly freeBytes: number | null;
  /** Share of the time that it computed lately, 0–1. */
  readonly utilization: number | null;
  readonly driver: string | null;
  /** Latest CUDA that the driver runs. */
  readonly cuda: string | null;
  /** Of CUDA, such as 8.9. */
  readonly computeCapability: string | null;
  readonly powerLimitWatts: number | null;
}

/** A file of the home's disk written and read from end to end. */
export interface DiskSpeed {
  readonly writeBytesPerSecond: number;
  readonly readBytesPerSecond: number;
  /** `direct`: past the system's cache; `cached` where that cannot be done here: an upper bound. */
  readonly reading: 'direct' | 'cached';
}

export const TRAP_CODES = [
  'card-without-driver',
  'driver-silent',
  'driver-old',
  'native-modules',
  'vulkan-loader',
  'vulkan-driver',
  'remote-desktop',
  'wsl',
  'on-battery',
  'processor-throttled',
  'processor-busy',
  'card-throttled',
  'cpu-quota',
  'memory-low',
  'swap-used',
  'no-avx2',
  'disk-slow',
] as const;
export type TrapCode = (typeof TRAP_CODES)[number];

/** Something about this machine that stops an engine or slows training. */
export interface Trap {
  /** `doctor.trap.<code>` and `doctor.trap-repair.<code>` word it. */
  readonly code: TrapCode;
  readonly effect: 'stops' | 'slows';
  /** What the words name. */
  readonly values: Readonly<Record<string, string | number>>;
  /** In English, for logs and scripts. */
  readonly reason: string;
  readonly repair: string;
  /** What to type; null where it is not done by typing. */
  readonly command: string | null;
}

/** What may change so that a measurement no longer stands. */
export const MACHINE_CHANGES = ['hearth', 'processor', 'cards', 'drivers', 'runtimes'] as const;
export type MachineChange = (typeof MACHINE_CHANGES)[number];

/** How far a measurement is. */
export interface DoctorProgress {
  readonly engine: EngineId | 'disk';
  /** Null while it is opened. */
  readonly part: MeasuredPart | null;
  /** Engines done with, and all of them. */
  readonly finished: number;
  readonly total: number;
}

export interface MachineReport {
  readonly cpuModel: string;
  readonly cpuCores: number;
  /** Vector instructions that the processor has, the widest last; empty where the system does not tell. */
  readonly vectors: readonly string[];
  readonly memoryBytes: number;
  readonly memoryFreeBytes: number;
  /** The first NVIDIA card. */
  readonly gpu: string | null;
  readonly cards: readonly CardReport[];
  readonly disk: DiskSpeed | null;
  /** `rapl`, `rapl-forbidden` or `rapl-absent`: what a run's energy would be read from; `doctor.energy.…` words it. */
  readonly energySource: string;
  /** Of the processor; null until measured. */
  readonly gemmGflops: number | null;
  readonly bytesPerSecond: number | null;
}

export interface DoctorReport {
  readonly runtimes: readonly RuntimeReport[];
  /** What `auto` stands for. */
  readonly chosen: EngineId;
  /** When the figures were measured; null: never. */
  readonly measuredAt: string | null;
  /** What has changed since: with any, the figures are of another machine. */
  readonly changed: readonly MachineChange[];
  /** Engines that the last measurement did not get to, as it was interrupted: the next goes on with them. */
  readonly pending: readonly EngineId[];
  /** Null where nothing is being measured. */
  readonly measuring: DoctorProgress | null;
  readonly machine: MachineReport;
  readonly traps: readonly Trap[];
}
