import type { AppError } from '../errors.ts';

/** What `hearth doctor --install` takes: libraries that other publishers build, fetched when asked for. */
export const PACK_IDS = ['tensorflow', 'tensorflow-gpu', 'cuda'] as const;
export type PackId = (typeof PACK_IDS)[number];

/**
 * The oldest NVIDIA driver (Linux) that runs a pack; null: it needs no card.
 * @source docs.nvidia.com/deploy/cuda-compatibility: any CUDA 12 runs from driver 525 on, CUDA 13 from 580
 */
export const OLDEST_DRIVERS: Readonly<Record<PackId, number | null>> = {
  tensorflow: null,
  'tensorflow-gpu': 525,
  cuda: 580,
};

/** One pack as it stands in a home. */
export interface PackReport {
  readonly id: PackId;
  /** Of the runtime in it, exact: the one version that this Hearth takes. */
  readonly version: string;
  readonly status: 'installed' | 'missing' | 'damaged' | 'unsupported';
  /** Why it is damaged or unsupported, or what else a machine lacks to use it (a driver). */
  readonly error: AppError | null;
  /** How the last installation since the start of the host failed, until it is dismissed or tried again. */
  readonly failed: AppError | null;
  /** Bytes to fetch for it. */
  readonly downloadBytes: number;
  /** Bytes that it takes once installed: as found, else about as much as it will. */
  readonly sizeBytes: number;
}

/**
 * What an installation does, in this order. `download` is left out where the files were given,
 * `build` where there is nothing to compile.
 */
export const PACK_STAGES = ['download', 'check', 'unpack', 'build', 'try'] as const;
export type PackStage = (typeof PACK_STAGES)[number];

export interface PackProgress {
  readonly id: PackId;
  readonly stage: PackStage;
  /** The file it is at. */
  readonly file: string | null;
  readonly doneBytes: number;
  /** Of the whole stage; null where it is not measured in bytes. */
  readonly totalBytes: number | null;
  /** Over the last seconds; null until known. */
  readonly bytesPerSecond: number | null;
}

/** Requests about packs. */
export interface PackRequests {
  /** All of them, as they stand in the home. */
  'packs.list': { params: null; result: readonly PackReport[] };
  /** How far the installation under way is; null where there is none. */
  'packs.active': { params: null; result: PackProgress | null };
  /**
   * Answers once it is installed, or with `cancelled`; `pack.progress` tells how far it is. One at a
   * time: `packs/busy`.
   */
  'packs.install': {
    params: {
      readonly pack: PackId;
      /** Path of a wheel, or of a folder of wheels; null fetches them. */
      readonly from: string | null;
    };
    result: PackReport;
  };
  /** Ends the installation under way; what was fetched is kept for the next try. */
  'packs.cancel': { params: null; result: null };
  /** Lets go of what is told as `failed`. */
  'packs.dismiss': { params: { readonly pack: PackId }; result: PackReport };
  /** Refused while runs train: `packs/in-use`. */
  'packs.remove': { params: { readonly pack: PackId }; result: PackReport };
}
