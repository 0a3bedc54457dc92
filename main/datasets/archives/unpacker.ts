import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AppError } from '../../../app/errors.ts';
import type { ArchiveDanger } from '../../../app/failures/dataset-errors.ts';
import { ExpectedFailure } from '../expected-failures.ts';
import { isJunk, NameClashes, safeName } from './entry-name.ts';

/** What an archive may grow to, and by how much once it is large. */
export interface ArchiveLimits {
  readonly totalBytes: number;
  readonly entries: number;
  /** Unpacked bytes for each packed one, from `ratioFromBytes` on. */
  readonly ratio: number;
  readonly ratioFromBytes: number;
}

const GIB = 1024 ** 3;
export const ARCHIVE_LIMITS: ArchiveLimits = {
  totalBytes: 64 * GIB,
  entries: 1_000_000,
  ratio: 250,
  ratioFromBytes: GIB / 4,
};

/** One file that was unpacked. */
export interface UnpackedFile {
  /** Within the archive, parts joined by `/`. */
  readonly name: string;
  readonly sizeBytes: number;
}

/**
 * Writes entries below a folder, and refuses what would leave it, meet another entry, or grow beyond
 * the limits. Throws `ExpectedFailure`; the caller removes the folder.
 */
export class Unpacker {
  readonly files: UnpackedFile[] = [];
  readonly #archive: string;
  readonly #packedBytes: number;
  readonly #folder: string;
  readonly #limits: ArchiveLimits;
  readonly #clashes = new NameClashes();
  #entries = 0;
  #total = 0;

  constructor(archive: string, packedBytes: number, folder: string, limits = ARCHIVE_LIMITS) {
    this.#archive = archive;
    this.#packedBytes = packedBytes;
    this.#folder = folder;
    this.#limits = limits;
  }

  get totalBytes(): number {
    return this.#total;
  }

  /** Refuses an entry, or the archive because of it. */
  refuse(entry: string, danger: ArchiveDanger): never {
    throw new ExpectedFailure({
      code: 'dataset/archive-unsafe',
      path: this.#archive,
      entry,
      danger,
    });
  }

  /** Refuses sizes that are promised, before anything is written. @param largest the entry to name */
  expect(entries: number, bytes: number, largest: string): void {
    if (entries > this.#limits.entries) this.refuse(String(entries), 'entries');
    this.#checkSize(bytes, largest);
  }

  /**
   * Writes a file; `null` bytes make a folder, which is made when something is in it.
   * @returns false for what is no data; the bytes are not read then
   */
  async add(name: string, bytes: AsyncIterable<Uint8Array> | null): Promise<boolean> {
    this.#entries += 1;
    if (this.#entries > this.#limits.entries) this.refuse(name, 'entries');
    const checked = safeName(name);
    if ('danger' in checked) this.refuse(name, checked.danger);
    const { safe } = checked;
    if (bytes === null || safe === '' || isJunk(safe)) return false;
    if (this.#clashes.clashes(safe)) this.refuse(name, 'collision');
    const path = join(this.#folder, safe);
    await mkdir(dirname(path), { recursive: true });
    const before = this.#total;
    const file = await open(path, 'wx');
    try {
      for await (const piece of bytes) {
        this.#total += piece.length;
        this.#checkSize(this.#total, name);
        await file.writeFile(piece);
      }
    } finally {
      await file.close();
    }
    this.files.push({ name: safe, sizeBytes: this.#total - before });
    return true;
  }

  #checkSize(bytes: number, entry: string): void {
    const { totalBytes, ratio, ratioFromBytes } = this.#limits;
    if (bytes > totalBytes) {
      const error: AppError = {
        code: 'dataset/too-large',
        path: this.#archive,
        bytes,
        maximumBytes: totalBytes,
      };
      throw new ExpectedFailure(error);
    }
    if (bytes > ratioFromBytes && bytes > ratio * this.#packedBytes) this.refuse(entry, 'ratio');
  }
}
