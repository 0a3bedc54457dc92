import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskSpeed } from '../../app/contract/doctor.ts';
import { BYTES_PER_GIB, BYTES_PER_MIB } from '../../app/units.ts';

const FILE = 'disk-speed.tmp';
const BLOCK_BYTES = 4 * BYTES_PER_MIB;
/** As far as this is written; less on a slow disk, which is known well enough after two seconds. */
const FILE_BYTES = 256 * BYTES_PER_MIB;
const MOST_SECONDS = 2;
/** On a disk that is nearly full nothing is written for a figure. */
const SPARE_BYTES = BYTES_PER_GIB;
/** Of blocks that are read past the cache: in memory, on disk and in size. */
const ALIGNMENT = 4096;
/** Arrays start at multiples of this. */
const ARRAY_STEP = 16;

/** Removes the file of a measurement whose process was killed. */
export async function removeLeftProbe(folder: string): Promise<void> {
  await rm(join(folder, FILE), { force: true }).catch(() => {});
}

/**
 * Writes a file from its start to its end, hands it to the disk (`fdatasync`), and reads it back past
 * the system's cache (`O_DIRECT`) where system and disk allow that.
 * @param folder on the disk that is meant
 * @returns null where the folder cannot be written to or the disk is nearly full
 */
export async function diskSpeed(folder: string): Promise<DiskSpeed | null> {
  const path = join(folder, FILE);
  try {
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < SPARE_BYTES + FILE_BYTES) return null;
    const { bytes, seconds } = await written(path);
    return { writeBytesPerSecond: bytes / seconds, ...(await read(path)) };
  } catch {
    // What cannot be written has no speed; the disk's own faults are told where data is lost by them.
    return null;
  } finally {
    await rm(path, { force: true });
  }
}

interface Moved {
  readonly bytes: number;
  readonly seconds: number;
}

async function written(path: string): Promise<Moved> {
  // Random, as some disks compress.
  const block = randomBytes(BLOCK_BYTES);
  const file = await open(path, 'w');
  try {
    return await moved(async (done) => {
      await file.write(block, 0, BLOCK_BYTES, done);
      return done + BLOCK_BYTES < FILE_BYTES ? BLOCK_BYTES : null;
    }, file);
  } finally {
    await file.close();
  }
}

async function read(path: string): Promise<Omit<DiskSpeed, 'writeBytesPerSecond'>> {
  const direct = await openDirect(path);
  const file = direct?.file ?? (await open(path, 'r'));
  const block = direct?.block ?? new Uint8Array(BLOCK_BYTES);
  try {
    const { bytes, seconds } = await moved(async (done) => {
      const { bytesRead } = await file.read(block, 0, BLOCK_BYTES, done);
      return bytesRead === BLOCK_BYTES ? bytesRead : null;
    });
    return {
      readBytesPerSecond: bytes / seconds,
      reading: direct === null ? 'cached' : 'direct',
    };
  } finally {
    await file.close();
  }
}

/** Moves blocks until there are no more or time is up, and counts what was moved. */
async function moved(
  move: (done: number) => Promise<number | null>,
  flushed?: FileHandle,
): Promise<Moved> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  let bytes = 0;
  while (seconds() < MOST_SECONDS) {
    const more = await move(bytes);
    bytes += more ?? 0;
    if (more === null) break;
  }
  await flushed?.datasync();
  return { bytes, seconds: seconds() };
}

/** Null where system, disk or both read through the cache only. */
async function openDirect(
  path: string,
): Promise<{ readonly file: FileHandle; readonly block: Uint8Array } | null> {
  if (constants.O_DIRECT === undefined) return null;
  const file = await open(path, constants.O_RDONLY | constants.O_DIRECT).catch(() => null);
  if (file === null) return null;
  const buffer = new Uint8Array(BLOCK_BYTES + ALIGNMENT);
  // Where an array lies in memory is not told: the offset that the system takes is the aligned one.
  for (let offset = 0; offset < ALIGNMENT; offset += ARRAY_STEP) {
    const block = buffer.subarray(offset, offset + BLOCK_BYTES);
    const taken = await file.read(block, 0, BLOCK_BYTES, 0).catch(() => null);
    if (taken !== null) return { file, block };
  }
  await file.close();
  return null;
}
