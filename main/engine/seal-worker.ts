import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';

/** Null, or why the file could not be ended, as Node says it. */
export type SealAnswer = { readonly code: string; readonly message: string } | null;

const PIECE_BYTES = 4 * 1024 ** 2;
const piece = new Uint8Array(PIECE_BYTES);
let before: Promise<void> = Promise.resolve();

/** One answer to each path, in the order asked. */
parentPort?.on('message', (path: string) => {
  before = before.then(async () => parentPort?.postMessage(await seal(path)));
});

async function seal(path: string): Promise<SealAnswer> {
  try {
    await using file = await open(path, 'r+');
    // What is there goes to the disk while its sum is taken.
    const [, { sum, size }] = await Promise.all([file.datasync(), checksum(file.fd)]);
    await file.write(sum, 0, sum.length, size);
    await file.sync();
    return null;
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    return { code: String(cause.code), message: cause.message };
  }
}

/** Of a whole file. */
async function checksum(
  descriptor: number,
): Promise<{ readonly sum: Buffer; readonly size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  for (;;) {
    const bytesRead = readSync(descriptor, piece, 0, PIECE_BYTES, size);
    if (bytesRead === 0) return { sum: hash.digest(), size };
    hash.update(piece.subarray(0, bytesRead));
    size += bytesRead;
  }
}
