import type { PackId, PackProgress, PackStage } from '../../app/contract/packs.ts';

/** At most four reports a second: a page and a terminal draw each. */
const REPORT_INTERVAL_MS = 250;
/** The time over which the rate is taken: long enough to be steady, short enough to be true. */
const RATE_WINDOW_MS = 5000;

/** Counts what an installation has done and tells of it. */
export class PackMeter {
  readonly #id: PackId;
  readonly #report: (progress: PackProgress) => void;
  readonly #now: () => number;
  #stage: PackStage = 'download';
  #file: string | null = null;
  #doneBytes = 0;
  #totalBytes: number | null = null;
  #reportedAt = Number.NEGATIVE_INFINITY;
  /** Of the last seconds, the oldest first. */
  #samples: { readonly at: number; readonly bytes: number }[] = [];

  constructor(
    id: PackId,
    report: (progress: PackProgress) => void,
    now: () => number = () => performance.now(),
  ) {
    this.#id = id;
    this.#report = report;
    this.#now = now;
  }

  begin(stage: PackStage, totalBytes: number | null): void {
    this.#stage = stage;
    this.#totalBytes = totalBytes;
    this.#doneBytes = 0;
    this.#file = null;
    this.#samples = [];
    this.#tell();
  }

  at(file: string): void {
    this.#file = file;
    this.#tell();
  }

  readonly add = (bytes: number): void => {
    this.#doneBytes += bytes;
    if (this.#now() - this.#reportedAt >= REPORT_INTERVAL_MS) this.#tell();
  };

  /** Counts bytes that were there before: they say nothing of the rate. */
  readonly skip = (bytes: number): void => {
    this.#doneBytes += bytes;
    this.#samples = this.#samples.map(({ at, bytes: before }) => ({ at, bytes: before + bytes }));
    this.#tell();
  };

  #tell(): void {
    const now = this.#now();
    this.#reportedAt = now;
    this.#samples = this.#samples.filter(({ at }) => now - at <= RATE_WINDOW_MS);
    this.#samples.push({ at: now, bytes: this.#doneBytes });
    this.#report({
      id: this.#id,
      stage: this.#stage,
      file: this.#file,
      doneBytes: this.#doneBytes,
      totalBytes: this.#totalBytes,
      bytesPerSecond: this.#rate(now),
    });
  }

  #rate(now: number): number | null {
    const [oldest] = this.#samples;
    if (oldest === undefined || now - oldest.at < REPORT_INTERVAL_MS) return null;
    return ((this.#doneBytes - oldest.bytes) * 1000) / (now - oldest.at);
  }
}
