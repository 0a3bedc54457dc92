import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface DiskUsage {
  readonly sizeBytes: number;
  readonly files: number;
}

/**
 * Bytes of the files at and below a path; a file with two names counts once, a link not at all.
 * What vanishes meanwhile, or was never there, counts nothing.
 */
export async function diskUsage(path: string, seen = new Set<number>()): Promise<DiskUsage> {
  const status = await lstat(path).catch(() => null);
  if (status === null) return { sizeBytes: 0, files: 0 };
  if (status.isFile()) {
    if (seen.has(status.ino)) return { sizeBytes: 0, files: 0 };
    seen.add(status.ino);
    return { sizeBytes: status.size, files: 1 };
  }
  let total: DiskUsage = { sizeBytes: 0, files: 0 };
  if (!status.isDirectory()) return total;
  for (const name of await readdir(path).catch(() => [])) {
    const part = await diskUsage(join(path, name), seen);
    total = { sizeBytes: total.sizeBytes + part.sizeBytes, files: total.files + part.files };
  }
  return total;
}
