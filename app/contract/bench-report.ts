import type { AppError } from '../errors.ts';
import type { DeviceKind, EngineId } from '../training/engines.ts';

/** Programs of other houses that `hearth bench` trains the same models with. */
export const BENCH_PEERS = [
  'pytorch-eager',
  'pytorch-compiled',
  'pytorch-best',
  'tfjs-node',
] as const;
export type BenchPeer = (typeof BENCH_PEERS)[number];

/** What a peer reached, or why it did not run. */
export type PeerFigures =
  | {
      readonly samplesPerSecond: number;
      /** How many times as fast Hearth is: median over the rounds. */
      readonly ratio: number;
      /** How the peer was set up, where it has several ways. */
      readonly mode: string;
    }
  | { readonly absent: AppError };

/** How fast one model trains. */
export interface BenchCase {
  readonly name: string;
  readonly batchSize: number;
  /** Through the whole train loop, median over the rounds. */
  readonly samplesPerSecond: number;
  /** 1e9 FLOP/s by the custom that compares programs: three times the forward pass. */
  readonly gflops: number;
  /** Of `gemmPeakGflops`. */
  readonly peakShare: number | null;
  /** What making the training graph's session took. */
  readonly sessionMs: number;
  /** Optimiser updates of one call of the runtime, in the end; likewise the next two. */
  readonly stepsPerCall: number;
  /** Of a call's time, what handing over takes, 0–1; null where all calls have the same length. */
  readonly handoverShare: number | null;
  /** Of the time measured, what was spent in calls: validation, checkpoints and messages are the rest. */
  readonly callShare: number;
  readonly rounds: number;
  /** True where other programs disturbed every round: the figures then say little. */
  readonly disturbed: boolean;
  readonly peers: Readonly<Record<BenchPeer, PeerFigures>>;
}

/** What an engine has computed on. */
export interface BenchDevice {
  readonly kind: DeviceKind;
  readonly name: string;
  readonly driver: string | null;
  /** Null where it is not known. */
  readonly memoryBytes: number | null;
}

/** How a peer was set up, as it says itself: version, device, whether products use TF32. */
export type PeerSettings = Readonly<Record<string, string | number | boolean | null>>;

/** What `hearth bench` answers. */
export interface BenchReport {
  readonly machine: {
    readonly cpuModel: string;
    readonly cpuCores: number;
    readonly memoryBytes: number;
    readonly platform: string;
  };
  readonly engine: EngineId;
  /** Package and version of what trained here. */
  readonly runtime: string;
  readonly device: BenchDevice;
  /** Null where it did not run. */
  readonly pytorch: PeerSettings | null;
  /**
   * The most that the engine sustains in float32 matrix products, best of several measurements; null
   * where it runs no single operators, or was not to.
   */
  readonly gemmPeakGflops: number | null;
  readonly cases: readonly BenchCase[];
  /** Of the ratios, over the cases that the peer ran; null where it ran none. */
  readonly geometricMeans: Readonly<Record<BenchPeer, number | null>>;
}
