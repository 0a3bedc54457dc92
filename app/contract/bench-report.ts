import type { AppError } from '../errors.ts';

/** Programs of other houses that `hearth bench` trains the same models with. */
export const BENCH_PEERS = ['pytorch-eager', 'pytorch-best', 'tfjs-node'] as const;
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
  readonly peakShare: number;
  /** What making the training graph's session took. */
  readonly sessionMs: number;
  readonly rounds: number;
  /** True where other programs disturbed every round: the figures then say little. */
  readonly disturbed: boolean;
  readonly peers: Readonly<Record<BenchPeer, PeerFigures>>;
}

/** What `hearth bench` answers. */
export interface BenchReport {
  readonly machine: {
    readonly cpuModel: string;
    readonly cpuCores: number;
    readonly memoryBytes: number;
    readonly platform: string;
  };
  /** The most that ONNX Runtime sustains in float32 matrix products, best of several measurements. */
  readonly gemmPeakGflops: number;
  readonly cases: readonly BenchCase[];
  /** Of the ratios, over the cases that the peer ran; null where it ran none. */
  readonly geometricMeans: Readonly<Record<BenchPeer, number | null>>;
}
