import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DatasetFormat } from '../../../app/dataset/dataset.ts';
import type { ArchiveFacts } from '../../../app/dataset/recognition.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { ExpectedFailure } from '../expected-failures.ts';
import { inspectFile, openBytes, type SourceFile } from '../open-bytes.ts';
import { lookAt } from '../recognition/sight.ts';
import { archiveKind } from './archive-kind.ts';
import { chooseMember } from './choose-member.ts';
import { NameReader } from './entry-name.ts';
import { chooseFile } from './open-folder.ts';
import { unpackTar } from './tar.ts';
import { type ArchiveLimits, Unpacker } from './unpacker.ts';
import { unpackZip } from './zip.ts';

const MOST_NAMES_TOLD = 100;

/** A source that can be read, unpacked where it was an archive. */
export interface OpenedSource {
  readonly path: string;
  readonly archive: ArchiveFacts | null;
  /** A path below the unpacked folder as users know it. */
  readonly told: (path: string) => string;
}

/** What to open, and where to unpack it. */
export interface ArchiveWork {
  readonly path: string;
  /** A file within the archive; the largest of data where left out. */
  readonly member: string | undefined;
  /** The user's choice; some formats are whole folders. */
  readonly format?: DatasetFormat | undefined;
  readonly scratch: string;
  readonly signal?: AbortSignal | undefined;
  readonly limits?: ArchiveLimits | undefined;
}

/**
 * Unpacks an archive into the scratch folder and finds the data in it; a file that is none, or a folder that is a
 * dataset, stays as it is; of another folder, the file with the data is read. An archive within an archive is refused; a single file's gzip is not counted as one.
 */
export async function openArchive(work: ArchiveWork): Promise<Result<OpenedSource>> {
  const { path, scratch } = work;
  const sight = await lookAt(path);
  if (!sight.ok) return sight;
  const kind = archiveKind(sight.value);
  if (sight.value.folder) return openFolder(work);
  if (kind === null) return asItIs(path);
  const folder = join(scratch, 'unpacked');
  await mkdir(folder);
  const file = await inspectFile(path);
  if (!file.ok) return file;
  const unpacked = await unpack(kind, file.value, folder, work);
  if (!unpacked.ok) return unpacked;
  const unpacker = unpacked.value;
  const chosen = await chooseMember({ ...work, folder, files: unpacker.files });
  if (!chosen.ok) return chosen;
  const names = unpacker.files.map(({ name }) => name);
  return ok({
    path: chosen.value.path,
    archive: {
      kind,
      files: names.length,
      unpackedBytes: unpacker.totalBytes,
      names: names.slice(0, MOST_NAMES_TOLD),
      members: chosen.value.members,
      member: chosen.value.member,
    },
    told: (inside) => (inside.startsWith(folder) ? path + inside.slice(folder.length) : inside),
  });
}

/** Finds the file to read where a folder is no dataset as a whole. */
async function openFolder({ path, member, format }: ArchiveWork): Promise<Result<OpenedSource>> {
  const chosen = await chooseFile(path, member, format);
  if (!chosen.ok) return chosen;
  if (chosen.value === null) return asItIs(path);
  const { folder, files, members, member: name } = chosen.value;
  const names = files.map((file) => file.name);
  if (!names.includes(name)) {
    return fail({
      code: 'dataset/member-missing',
      path,
      member: name,
      members: names.slice(0, 100),
    });
  }
  return ok({
    path: join(folder, name),
    archive: {
      kind: 'folder',
      files: names.length,
      unpackedBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      names: names.slice(0, MOST_NAMES_TOLD),
      members,
      member: name,
    },
    told: (same) => same,
  });
}

function asItIs(path: string): Result<OpenedSource> {
  return ok({ path, archive: null, told: (same) => same });
}

async function unpack(
  kind: ArchiveFacts['kind'],
  file: SourceFile,
  folder: string,
  { path, limits, signal }: ArchiveWork,
): Promise<Result<Unpacker>> {
  const names = new NameReader();
  try {
    for (;;) {
      const unpacker = new Unpacker(path, file.sizeBytes, folder, limits);
      await unpackTo(unpacker, kind, file, names, signal);
      if (!names.misread) return ok(unpacker);
      names.again();
      await rm(folder, { recursive: true });
      await mkdir(folder);
    }
  } catch (cause) {
    if (cause instanceof ExpectedFailure) return fail(cause.error);
    throw cause;
  }
}

async function unpackTo(
  unpacker: Unpacker,
  kind: ArchiveFacts['kind'],
  file: SourceFile,
  names: NameReader,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (kind === 'zip') return unpackZip(file.path, file.sizeBytes, unpacker, signal);
  const bytes = openBytes(file, signal);
  if (kind !== 'gzip') return unpackTar(file.path, bytes, unpacker, names);
  await unpacker.add(basename(file.path).replace(/\.gz$/i, '') || 'data', bytes);
}
