import { readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DatasetFormat } from '../../../app/dataset/dataset.ts';
import type { RecognitionReason } from '../../../app/dataset/recognition.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { withZip } from '../archives/zip.ts';
import { ExpectedFailure } from '../expected-failures.ts';
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
  /** Whether the file is gzip; the head is what it holds. */
  readonly gzip: boolean;
  /** Names in a folder or a zip file, at most 10,000. */
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
    const head = new Uint8Array(0);
    return ok({ path, name, folder: true, head, complete: false, gzip: false, names });
  }
  const file = await inspectFile(path);
  if (!file.ok) return fail(file.error);
  const { bytes, complete } = await readHead(readable(openBytes(file.value)), HEAD_BYTES);
  const { gzip } = file.value;
  const names = !gzip && startsWith(bytes, 'PK') ? await namesInZip(path) : [];
  return ok({ path, name, folder: false, head: bytes, complete, gzip, names });
}

/** Whether a file begins with these characters, one byte each. */
export function startsWith(head: Uint8Array, mark: string): boolean {
  return Buffer.from(head.subarray(0, mark.length)).toString('latin1') === mark;
}

/** None where the file is damaged: whoever reads it says so. */
async function namesInZip(path: string): Promise<readonly string[]> {
  try {
    return await withZip(path, async (_, entries) =>
      entries.slice(0, MOST_NAMES).map(({ name }) => name),
    );
  } catch (cause) {
    if (cause instanceof ExpectedFailure) return [];
    throw cause;
  }
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
