import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { fail, ok, type Result } from '../../app/errors.ts';
import { ExpectedFailure } from './expected-failures.ts';

/** What a compressed file may grow to; more is an attack rather than a dataset. */
const LARGEST_EXPANDED_BYTES = 256 * 1024 ** 3;
const CHUNK_BYTES = 256 * 1024;

/** An ordinary file that can be read. */
export interface SourceFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly gzip: boolean;
}

/** Looks at a file before it is read: neither pipe nor device nor folder. Throws Node's file errors. */
export async function inspectFile(path: string): Promise<Result<SourceFile>> {
  const status = await stat(path);
  if (!status.isFile()) return fail({ code: 'file/not-readable', path });
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(2), 0, 2, 0);
    const gzip = bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    return ok({ path, sizeBytes: status.size, gzip });
  } finally {
    await file.close();
  }
}

/**
 * The bytes of a file, unpacked if it is gzip, in pieces. Throws what Node throws for damaged
 * archives and failing disks, an `ExpectedFailure`, or the signal's reason.
 */
export async function* openBytes(
  file: SourceFile,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const source = createReadStream(file.path, { highWaterMark: CHUNK_BYTES });
  const stream: Readable = file.gzip
    ? pipeline(source, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined)
    : source;
  let total = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    signal?.throwIfAborted();
    total += chunk.length;
    if (total > LARGEST_EXPANDED_BYTES) {
      const limit = { bytes: total, maximumBytes: LARGEST_EXPANDED_BYTES };
      throw new ExpectedFailure({ code: 'dataset/too-large', path: file.path, ...limit });
    }
    yield chunk;
  }
}

/** The bytes of a file, unpacked if it is gzip, in pieces that are there until the next one is asked for. */
export async function* readChunks(file: SourceFile): AsyncGenerator<Uint8Array> {
  if (file.gzip) {
    yield* openBytes(file);
    return;
  }
  const chunk = new Uint8Array(2 * CHUNK_BYTES);
  const handle = await open(file.path, 'r');
  try {
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length);
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** The first bytes of a stream, at most `limit`; `complete` when that is all of it. */
export async function readHead(
  stream: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<{ readonly bytes: Uint8Array; readonly complete: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) break;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, limit), complete: length <= limit };
}
