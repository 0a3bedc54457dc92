import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { ExpectedFailure } from '../expected-failures.ts';
import { NameReader } from './entry-name.ts';
import type { Unpacker } from './unpacker.ts';

const FILE_TYPE_MASK = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;
const LINK = 0o120000;
/** Of an entry's general purpose bits: its name is UTF-8. @source APPNOTE 6.3.10, 4.4.4 */
const UTF8_FLAG = 0x800;
/** A directory of names and sizes is read whole; more entries are no archive of data. */
const MOST_ENTRIES = 1_000_000;

/** An entry of a zip file by its decoded name. */
export interface ZipEntry {
  readonly name: string;
  readonly entry: Entry;
}

/** Runs `work` with an opened zip file and its entries; what is wrong with the file is `dataset/archive-damaged`. */
export async function withZip<T>(
  path: string,
  work: (zip: ZipFile, entries: readonly ZipEntry[]) => Promise<T>,
): Promise<T> {
  let zip: ZipFile | null = null;
  try {
    zip = await openPromise(path, { autoClose: false, decodeStrings: false, lazyEntries: true });
    if (zip.entryCount > MOST_ENTRIES) throw damaged(path);
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) entries.push(entry);
    return await work(zip, named(entries));
  } catch (cause) {
    throw isZipTrouble(cause) ? damaged(path) : cause;
  } finally {
    zip?.close();
  }
}

/** Names marked as UTF-8 are that; what the others are is told from all of them. */
function named(entries: readonly Entry[]): readonly ZipEntry[] {
  const reader = new NameReader();
  const read = () =>
    entries.map((entry) => {
      const marked = (entry.generalPurposeBitFlag & UTF8_FLAG) !== 0;
      const name = (marked ? new NameReader() : reader).read(entry.fileNameRaw);
      return { name, entry };
    });
  const first = read();
  return reader.misread ? read() : first;
}

function damaged(path: string): ExpectedFailure {
  return new ExpectedFailure({ code: 'dataset/archive-damaged', path });
}

/** yauzl has no codes; its errors are plain ones that begin neither with a system call's code nor as ours. */
function isZipTrouble(cause: unknown): boolean {
  if (!(cause instanceof Error) || cause instanceof ExpectedFailure) return false;
  const code = 'code' in cause ? String(cause.code) : '';
  if (code.startsWith('Z_')) return true;
  return code === '' && cause.name === 'Error';
}

/** The bytes of one entry. */
export async function entryBytes(
  zip: ZipFile,
  { entry }: ZipEntry,
): Promise<AsyncIterable<Uint8Array>> {
  return zip.openReadStreamPromise(entry);
}

/** Unpacks all files of a zip. */
export async function unpackZip(
  path: string,
  packedBytes: number,
  unpacker: Unpacker,
  signal: AbortSignal | undefined,
): Promise<void> {
  await withZip(path, async (zip, entries) => {
    const promised = entries.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
    const [first] = entries.toSorted(
      (left, right) => right.entry.uncompressedSize - left.entry.uncompressedSize,
    );
    unpacker.expect(entries.length, promised, first?.name ?? '');
    const packed = entries.reduce((sum, { entry }) => sum + entry.compressedSize, 0);
    if (packed > packedBytes) unpacker.refuse(entries[0]?.name ?? '', 'overlap');
    for (const found of entries) {
      signal?.throwIfAborted();
      const { name, entry } = found;
      const type = entryType(entry);
      if (type === LINK) unpacker.refuse(name, 'link');
      if (type !== REGULAR && type !== FOLDER) unpacker.refuse(name, 'special');
      if (entry.isEncrypted()) unpacker.refuse(name, 'encrypted');
      const folder = type === FOLDER || /[/\\]$/.test(name);
      await unpacker.add(name, folder ? null : lazily(() => entryBytes(zip, found)));
    }
  });
}

/** Opened when it is read: what is skipped is never opened. */
async function* lazily(open: () => Promise<AsyncIterable<Uint8Array>>): AsyncGenerator<Uint8Array> {
  yield* await open();
}

/** The kind that Unix archivers note; others note none, and mean a file. */
function entryType({ externalFileAttributes, versionMadeBy }: Entry): number {
  const unix = versionMadeBy >> 8 === 3;
  const type = (externalFileAttributes >>> 16) & FILE_TYPE_MASK;
  return unix && type !== 0 ? type : REGULAR;
}
