import { stat } from 'node:fs/promises';
import type { DatasetFormat } from '../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { findIdxFiles } from './images/idx-files.ts';
import { inspectFile, openBytes, readHead } from './open-bytes.ts';

const IDX_MAGIC = [0x00, 0x00, 0x08];

/**
 * Tells a format from the kind of path, its name, and its first bytes; names alone do not convince.
 * A folder is IDX when IDX images lie in it, otherwise a folder of images.
 */
export async function detectFormat(path: string): Promise<Result<DatasetFormat>> {
  if ((await stat(path)).isDirectory()) {
    return ok((await findIdxFiles(path)).length > 0 ? 'idx' : 'image-folder');
  }
  const file = await inspectFile(path);
  if (!file.ok) return file;
  const { bytes } = await readHead(openBytes(file.value), IDX_MAGIC.length);
  if (bytes.length > 0 && IDX_MAGIC.every((byte, at) => bytes[at] === byte)) return ok('idx');
  const name = path.toLowerCase().replace(/\.gz$/, '');
  if (/idx[13]-ubyte$/.test(name)) return ok('idx');
  if (/\.(tsv|tab)$/.test(name)) return ok('tsv');
  if (/\.txt$/.test(name)) return ok('text');
  if (/\.(csv|data)$/.test(name)) return ok('csv');
  return fail({ code: 'file/format-unknown', path });
}
