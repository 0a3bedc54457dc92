import { statfs } from 'node:fs/promises';
import { fail, ok, type Result } from '../../app/errors.ts';

/** Fails with `packs/no-space` where a folder's disk has less left. */
export async function checkSpace(folder: string, neededBytes: number): Promise<Result<null>> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  return freeBytes >= neededBytes
    ? ok(null)
    : fail({ code: 'packs/no-space', folder, neededBytes, freeBytes });
}
