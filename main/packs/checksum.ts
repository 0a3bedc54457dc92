import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** SHA-256 of a file, in hexadecimal. */
export async function fileSha256(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const options = signal === undefined ? {} : { signal };
  for await (const bytes of createReadStream(path, { highWaterMark: 1 << 20, ...options })) {
    hash.update(bytes);
  }
  return hash.digest('hex');
}
