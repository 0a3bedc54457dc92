import { readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DatasetFormat } from '../../../app/dataset/dataset.ts';
import type { RecognitionReason } from '../../../app/dataset/recognition.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { inspectFile, openBytes, readHead } from '../open-bytes.ts';

/** What recognising looks at. */
const HEAD_BYTES = 64 * 1024;
const MOST_NAMES = 10_000;

/** What a source was taken for. */
export interface Recognition {
  readonly format: DatasetFormat;
  /** 0–1; the most confident format is taken. */
  readonly confidence: number;
  readonly why: RecognitionReason;
}

/** What is seen of a source without reading it: a file's name and first bytes, or a folder's names. */
export interface Sight {
  readonly path: string;
  /** Last part of the path, without `.gz`, in lower case. */
  readonly name: string;
  readonly folder: boolean;
  /** First bytes of a file, unpacked if it is gzip; empty for a folder. */
  readonly head: Uint8Array;
  /** Whether that is the whole file. */
  readonly complete: boolean;
  /** Names in a folder, at most 10,000; empty for a file. */
  readonly names: readonly string[];
}

/** Says whether a source looks like one format; null where it does not. */
export type Recogniser = (
  sight: Sight,
) => Omit<Recognition, 'format'> | null | Promise<Omit<Recognition, 'format'> | null>;

/** Looks at a source. Throws Node's file errors. */
export async function lookAt(path: string): Promise<Result<Sight>> {
  const name = basename(path).toLowerCase().replace(/\.gz$/, '');
  if ((await stat(path)).isDirectory()) {
    const names = (await readdir(path)).slice(0, MOST_NAMES);
    return ok({ path, name, folder: true, head: new Uint8Array(0), complete: false, names });
  }
  const file = await inspectFile(path);
  if (!file.ok) return fail(file.error);
  const { bytes, complete } = await readHead(readable(openBytes(file.value)), HEAD_BYTES);
  return ok({ path, name, folder: false, head: bytes, complete, names: [] });
}

/** A damaged archive is for its reader to refuse, who knows what should be there. */
async function* readable(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (!code.startsWith('Z_')) throw cause;
  }
}
