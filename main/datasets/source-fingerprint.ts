import { createHash } from 'node:crypto';
import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { ImportOptions } from '../../app/dataset/dataset.ts';
import type { PreviewWarning } from '../../app/dataset/preview-warning.ts';
import type { RecognisedSource } from '../../app/dataset/recognition.ts';
import { entriesOf } from './folder-entries.ts';
import { itemsPath } from './ratings/items-path.ts';

/** Beside the prepared files; a dataset of an older version has none. */
const SOURCE_FILE = 'source.json';
const CHUNK_BYTES = 1024 ** 2;

/** What a dataset was made from, to recognise it when it comes again. */
interface SourceRecord {
  readonly sizeBytes: number;
  /** SHA-256 over names and contents of all files, hex. */
  readonly sha256: string;
  /** How it was prepared, as JSON. */
  readonly choices: string;
  /** Left out by older versions. */
  readonly recognised?: RecognisedSource | undefined;
  /** What of it was left out, or read otherwise than it stands; left out where nothing was. */
  readonly warnings?: readonly PreviewWarning[] | undefined;
}

/** Notes in a dataset's folder what it is made from. */
export async function writeSource(folder: string, record: SourceRecord): Promise<void> {
  await writeFile(join(folder, SOURCE_FILE), `${JSON.stringify(record)}\n`, { flag: 'wx' });
}

/** Choices as they are compared: their order does not matter. */
export function choicesOf(options: ImportOptions): string {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return JSON.stringify(entries.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

/** Choices of an import, with what a table of items holds in place of where it lies. */
export async function sourceChoices(path: string, options: ImportOptions): Promise<string> {
  const { recipe } = options;
  const ratings = options.ratings ?? recipe?.ratings;
  const items = await itemsPath(path, ratings?.items);
  if (items === null) return choicesOf(options);
  const hash = await measureSource(items).catch(() => null);
  return choicesOf({
    ...options,
    ratings: { ...ratings, items: hash?.sha256 ?? items },
    ...(recipe && { recipe: { ...recipe, ratings: undefined } }),
  });
}

/**
 * The folder among `folders` whose dataset was made from the same bytes with the same choices, or null.
 * The source is read only where one has its size.
 */
export async function findSameSource(
  path: string,
  options: ImportOptions,
  folders: readonly string[],
  signal?: AbortSignal,
): Promise<string | null> {
  let sizeBytes = 0;
  for (const file of await listFiles(path)) sizeBytes += (await stat(file)).size;
  const choices = await sourceChoices(path, options);
  let sha256: string | null = null;
  for (const folder of folders) {
    const record = await readSource(folder);
    if (record?.sizeBytes !== sizeBytes || record.choices !== choices) continue;
    sha256 ??= (await measureSource(path, signal)).sha256;
    if (record.sha256 === sha256) return folder;
  }
  return null;
}

/** Size and hash of a file or of all files of a folder. Throws Node's file errors or the signal's reason. */
export async function measureSource(
  path: string,
  signal?: AbortSignal,
): Promise<Pick<SourceRecord, 'sizeBytes' | 'sha256'>> {
  const hash = createHash('sha256');
  // One for all files: a folder may hold hundreds of thousands.
  const buffer = new Uint8Array(CHUNK_BYTES);
  let sizeBytes = 0;
  const files = await listFiles(path);
  for (const file of files) {
    const handle = await open(file, 'r');
    let read = 0;
    try {
      const { size } = await handle.stat();
      if (file !== path) hash.update(`${relative(path, file)}\0${size}\0`);
      for (;;) {
        signal?.throwIfAborted();
        const { bytesRead } = await handle.read(buffer, 0, buffer.length);
        if (bytesRead === 0) break;
        hash.update(buffer.subarray(0, bytesRead));
        read += bytesRead;
        if (bytesRead < buffer.length && read >= size) break;
      }
      sizeBytes += read;
    } finally {
      await handle.close();
    }
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

/** Ordinary files below a path, in an order that does not depend on the file system. */
async function listFiles(path: string): Promise<readonly string[]> {
  const status = await stat(path);
  if (status.isFile()) return [path];
  const paths: string[] = [];
  if (!status.isDirectory()) return paths;
  for await (const entry of entriesOf(path, true)) {
    if (entry.isFile() && !entry.name.startsWith('.'))
      paths.push(join(entry.parentPath, entry.name));
  }
  return paths.sort();
}

/** What a dataset's folder says that it is made from; null where it does not. */
export async function readSource(folder: string): Promise<SourceRecord | null> {
  try {
    return JSON.parse(await readFile(join(folder, SOURCE_FILE), 'utf8')) as SourceRecord;
  } catch (cause) {
    if (cause instanceof Error) return null;
    throw cause;
  }
}
