import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ArchiveFacts } from '../../../app/dataset/recognition.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { ExpectedFailure } from '../expected-failures.ts';
import { inspectFile, openBytes, type SourceFile } from '../open-bytes.ts';
import { lookAt } from '../recognition/sight.ts';
import { archiveKind } from './archive-kind.ts';
import { chooseMember } from './choose-member.ts';
import { NameReader } from './entry-name.ts';
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
  readonly scratch: string;
  readonly signal?: AbortSignal | undefined;
  readonly limits?: ArchiveLimits | undefined;
}

/**
 * Unpacks an archive into the scratch folder and finds the data in it; a source that is none stays as
 * it is. An archive within an archive is refused; a single file's gzip is not counted as one.
 */
export async function openArchive(work: ArchiveWork): Promise<Result<OpenedSource>> {
  const { path, scratch } = work;
  const sight = await lookAt(path);
  if (!sight.ok) return sight;
  const kind = archiveKind(sight.value);
  if (kind === null) return ok({ path, archive: null, told: (same) => same });
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
