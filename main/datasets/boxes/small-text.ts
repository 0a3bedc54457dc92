import { ExpectedFailure } from '../expected-failures.ts';
import { inspectFile, openBytes, readHead } from '../open-bytes.ts';
import { throwBoxes } from './annotations.ts';

/**
 * A small file as text: UTF-8, or GB18030 where it is not, without a byte-order mark.
 * Throws `ExpectedFailure` for a longer one, and Node's file errors.
 */
export async function readSmallText(path: string, mostBytes: number): Promise<string> {
  const file = await inspectFile(path);
  if (!file.ok) throw new ExpectedFailure(file.error);
  const { bytes, complete } = await readHead(openBytes(file.value), mostBytes);
  if (!complete) {
    const limit = { bytes: Math.max(file.value.sizeBytes, mostBytes + 1), maximumBytes: mostBytes };
    throw new ExpectedFailure({ code: 'dataset/too-large', path, ...limit });
  }
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      if (text.includes('\0')) return throwBoxes(path, '', 'syntax', 'NUL');
      return text;
    } catch (cause) {
      if (!(cause instanceof TypeError)) throw cause;
    }
  }
  throw new ExpectedFailure({ code: 'dataset/encoding-invalid', path, row: 1 });
}
