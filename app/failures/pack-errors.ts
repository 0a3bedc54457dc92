import type { PackGap } from '../pack-gaps.ts';

/** Expected failures of packs, which the doctor installs, and of programs that Hearth is held against. */
export type PackError =
  | { code: 'packs/not-installed'; pack: string }
  /** `file` is relative to the pack's folder. */
  | { code: 'packs/damaged'; pack: string; file: string }
  | {
      code: 'packs/platform-unsupported';
      pack: string;
      platform: string;
      supported: string;
      gap: PackGap;
    }
  | { code: 'packs/busy'; pack: string }
  | { code: 'packs/in-use'; pack: string; runs: number }
  /** Wheels: the archives that packs are made of. */
  | { code: 'packs/wheel-missing'; folder: string; files: readonly string[] }
  | { code: 'packs/wheel-foreign'; pack: string; path: string; expected: readonly string[] }
  /** A wheel of a right project, of another version or for another kind of machine or Python. */
  | {
      code: 'packs/wheel-other';
      path: string;
      differs: 'version' | 'build';
      found: string;
      needed: string;
      /** The file that is taken in its place. */
      file: string;
    }
  | { code: 'packs/wheel-incomplete'; path: string; expectedBytes: number; foundBytes: number }
  | { code: 'packs/wheel-altered'; path: string; expectedSha256: string; foundSha256: string }
  | { code: 'packs/unpack-failed'; path: string; reason: string }
  | { code: 'packs/index-failed'; pack: string; url: string; reason: string }
  | { code: 'packs/wheel-not-served'; pack: string; file: string; url: string }
  | { code: 'packs/download-failed'; file: string; url: string; reason: string }
  | { code: 'packs/no-space'; folder: string; neededBytes: number; freeBytes: number }
  | { code: 'packs/compiler-missing'; pack: string; command: string }
  | { code: 'packs/addon-missing'; pack: string }
  | { code: 'packs/compile-failed'; compiler: string; reason: string }
  | { code: 'packs/package-missing'; package: string }
  | { code: 'packs/check-failed'; pack: string; reason: string }
  /** No failure of the installation: the pack is there, the machine lacks something. `needed` is a major version. */
  | { code: 'packs/driver-missing'; pack: string; needed: number }
  | { code: 'packs/driver-old'; pack: string; found: string; needed: number }
  | { code: 'peers/not-built'; peer: string; folder: string }
  | { code: 'peers/tool-missing'; tool: string; command: string }
  | { code: 'peers/failed'; peer: string; reason: string }
  | { code: 'peers/other-device'; peer: string }
  | { code: 'peers/build-failed'; stage: string; reason: string };
