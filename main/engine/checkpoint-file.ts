import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type RunExecution, STANDARD_PLAN } from '../../app/compiler/execution-plan.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { knownFileFailure } from '../../app/file-failure.ts';
import type { MeasureSums } from '../../app/metrics/measures.ts';
import { elementCount, type Shape } from '../../app/shape.ts';
import { FRESH_PLATEAU_STATE } from '../../app/training/reduce-on-plateau.ts';
import { storedPlan } from '../../app/training/run-plan.ts';
import { BYTES_PER_MIB } from '../../app/units.ts';
import type { Checkpoint, TrainingProgress } from './checkpoint.ts';
import type { FileSealer } from './file-sealer.ts';
import type { Tensor } from './runtimes/runtime.ts';

/**
 * One file: magic, header length (uint32), header (JSON), tensor values in the header's order,
 * SHA-256 of all before it. Numbers are little-endian, as on every machine Hearth runs on.
 */
const MAGIC = Buffer.from('HEARTH-1', 'latin1');
const PREFIX_BYTES = MAGIC.length + 4;
const HASH_BYTES = 32;
const PIECE_BYTES = 4 * 1024 ** 2;

/** Sums as Hearth 0.1 kept them: means times samples, and the samples. */
interface EarlierSums {
  readonly samples: number;
  readonly sums: Readonly<Record<string, number>>;
}

interface Header extends Omit<Checkpoint, 'state' | 'execution' | 'progress'> {
  readonly progress: Omit<TrainingProgress, 'sums'> & {
    readonly sums: MeasureSums | EarlierSums;
  };
  /** Left out, or in part, by earlier versions, whose graphs had standard operators only. */
  readonly execution?: Partial<RunExecution>;
  readonly tensors: readonly {
    readonly name: string;
    readonly dtype: Tensor['dtype'];
    readonly shape: Shape;
  }[];
}

/** What a checkpoint is written with while training goes on. */
export interface WritingBeside {
  /** Ends the file with its checksum. */
  readonly sealer: FileSealer;
  /** Called once the state may change or go: what is left concerns the file. */
  readonly onRead: () => void;
}

/** Smaller ones have their sum before another thread has heard of them. */
const WORTH_A_THREAD_BYTES = 4 * BYTES_PER_MIB;

/**
 * Writes a checkpoint; every byte is on the disk when it returns.
 * File errors (ENOSPC, EFBIG, …) are thrown as Node throws them, and then a part may be there.
 * @param beside left out where nothing else is to be done until it is written
 * @returns its size in bytes
 */
export async function writeCheckpoint(
  path: string,
  { state, ...rest }: Checkpoint,
  beside?: WritingBeside,
): Promise<number> {
  const tensors = Object.entries(state).map(([name, { dtype, shape }]) => ({ name, dtype, shape }));
  const header = Buffer.from(JSON.stringify({ ...rest, tensors } satisfies Header));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  MAGIC.copy(prefix);
  prefix.writeUInt32LE(header.length, MAGIC.length);

  const parts: Uint8Array[] = [prefix, header, ...Object.values(state).map(bytesOf)];
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  if (beside !== undefined && size >= WORTH_A_THREAD_BYTES) {
    await writeUnsealed(path, parts);
    beside.onRead();
    await beside.sealer.seal(path);
  } else {
    await writeSealed(path, parts, size);
    beside?.onRead();
  }
  return size + HASH_BYTES;
}

async function writeUnsealed(path: string, parts: readonly Uint8Array[]): Promise<void> {
  await using file = await open(path, 'w');
  await writeAll(file, parts);
}

/** Takes the sum while the system writes: both need a core, and neither waits for the other. */
async function writeSealed(
  path: string,
  parts: readonly Uint8Array[],
  size: number,
): Promise<void> {
  await using file = await open(path, 'w');
  const isLarge = size >= WORTH_A_THREAD_BYTES;
  const written = writeAll(file, parts).then(() => (isLarge ? file.datasync() : undefined));
  const [sum] = await Promise.all([checksum(parts), written]);
  await writeAll(file, [sum]);
  await file.sync();
}

/** The loop has its turn between pieces, so that the disk hears of what is written. */
async function checksum(parts: readonly Uint8Array[]): Promise<Uint8Array> {
  const hash = createHash('sha256');
  let since = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += PIECE_BYTES) {
      const piece = part.subarray(at, at + PIECE_BYTES);
      hash.update(piece);
      since += piece.length;
      if (since < PIECE_BYTES) continue;
      since = 0;
      await nextTurn();
    }
  }
  return hash.digest();
}

/** Parts that one call may take, by the strictest system's limit. */
const PARTS_AT_ONCE = 1024;

/** Writes parts one after the other in as few calls as can be: each waits for the event loop. */
async function writeAll(file: FileHandle, parts: readonly Uint8Array[]): Promise<void> {
  let left = parts.filter((part) => part.length > 0);
  while (left.length > 0) {
    const { bytesWritten } = await file.writev(left.slice(0, PARTS_AT_ONCE));
    left = withoutFirst(bytesWritten, left);
  }
}

/** What remains of parts once so many of their bytes are written. */
function withoutFirst(bytes: number, parts: readonly Uint8Array[]): Uint8Array[] {
  let left = bytes;
  return parts.flatMap((part) => {
    const written = Math.min(left, part.length);
    left -= written;
    return written === part.length ? [] : [part.subarray(written)];
  });
}

/** @returns `engine/checkpoint-damaged` for anything but a whole checkpoint; `file/…` if there is none */
export async function readCheckpoint(path: string): Promise<Result<Checkpoint>> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    if (!(await isWhole(file, size))) return fail({ code: 'engine/checkpoint-damaged', path });

    // From here on the file is, bit for bit, one that Hearth has written.
    const headerBytes = (await read(file, PREFIX_BYTES, 0)).readUInt32LE(MAGIC.length);
    const { tensors, ...rest } = JSON.parse(
      (await read(file, headerBytes, PREFIX_BYTES)).toString('utf8'),
    ) as Header;
    const state: Record<string, Tensor> = {};
    let position = PREFIX_BYTES + headerBytes;
    for (const { name, dtype, shape } of tensors) {
      const tensor = emptyTensor(dtype, shape);
      await fill(file, bytesOf(tensor), position);
      position += tensor.data.byteLength;
      state[name] = tensor;
    }
    return ok({
      ...rest,
      plan: storedPlan(rest.plan),
      progress: {
        ...rest.progress,
        sums: storedSums(rest.progress.sums),
        plateau: rest.progress.plateau ?? FRESH_PLATEAU_STATE,
      },
      execution: { ...STANDARD_PLAN, ...rest.execution },
      state,
    });
  } catch (cause) {
    return fail(knownFileFailure(cause, path, 'read'));
  }
}

function storedSums(sums: MeasureSums | EarlierSums): MeasureSums {
  if (!isEarlier(sums)) return sums;
  return Object.fromEntries(
    Object.entries(sums.sums).map(([tag, sum]) => [tag, [sum, sums.samples]]),
  );
}

function isEarlier(sums: MeasureSums | EarlierSums): sums is EarlierSums {
  return typeof sums.samples === 'number';
}

async function isWhole(file: FileHandle, size: number): Promise<boolean> {
  const end = size - HASH_BYTES;
  if (end < PREFIX_BYTES) return false;
  if (!(await read(file, MAGIC.length, 0)).equals(MAGIC)) return false;
  const hash = createHash('sha256');
  for (let position = 0; position < end; position += PIECE_BYTES) {
    hash.update(await read(file, Math.min(PIECE_BYTES, end - position), position));
  }
  return hash.digest().equals(await read(file, HASH_BYTES, end));
}

async function read(file: FileHandle, length: number, position: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  await fill(file, bytes, position);
  return bytes;
}

async function fill(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const length = Math.min(PIECE_BYTES, bytes.length - done);
    const { bytesRead } = await file.read(bytes, done, length, position + done);
    if (bytesRead === 0) throw new Error('The file was cut off while it was being read.');
    done += bytesRead;
  }
}

function bytesOf({ data }: Tensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function emptyTensor(dtype: Tensor['dtype'], shape: Shape): Tensor {
  const length = elementCount(shape);
  switch (dtype) {
    case 'float32':
      return { dtype, shape, data: new Float32Array(length) };
    case 'uint8':
      return { dtype, shape, data: new Uint8Array(length) };
    case 'int32':
      return { dtype, shape, data: new Int32Array(length) };
    case 'int64':
      return { dtype, shape, data: new BigInt64Array(length) };
  }
}
