import type { PreparedManifest } from '../../app/dataset/prepared.ts';
import { ok, type Result } from '../../app/errors.ts';
import { readTensor } from './read.ts';

/** What a table says of each item, [1 + items, tokens], that of none first; null where none does. */
export async function readItemTokens(
  folder: string,
  { itemTokens }: Pick<PreparedManifest, 'itemTokens'>,
): Promise<Result<Int32Array | null>> {
  if (itemTokens === undefined) return ok(null);
  const read = await readTensor(folder, itemTokens);
  if (!read.ok) return read;
  if (read.value instanceof Int32Array) return ok(read.value);
  throw new Error('Tokens of items are int32.');
}
