import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { recogniseSight } from '../detect-format.ts';
import { lookAt } from '../recognition/sight.ts';
import { archiveKind } from './archive-kind.ts';
import type { UnpackedFile } from './unpacker.ts';

/** From this confidence on, a file or a folder is data. */
const SURE = 0.5;
/** Files that are looked at one by one, the largest first. */
export const MOST_LOOKED_AT = 50;

interface Choice {
  /** The archive. */
  readonly path: string;
  readonly member: string | undefined;
  /** Where it was unpacked. */
  readonly folder: string;
  readonly files: readonly UnpackedFile[];
}

/** What of an archive is read. */
interface Chosen {
  readonly path: string;
  /** Files that could be read instead, the largest first. */
  readonly members: readonly string[];
  /** null where the whole folder is read. */
  readonly member: string | null;
}

/** Finds the data in an unpacked archive: the file that was asked for, the only one, a folder that is a dataset, or the largest file that is one. */
export async function chooseMember({
  path,
  member,
  folder,
  files,
}: Choice): Promise<Result<Chosen>> {
  if (files.length === 0) return fail({ code: 'dataset/folder-empty', path });
  const names = files.map(({ name }) => name);
  if (member !== undefined && !names.includes(member)) {
    return fail({ code: 'dataset/member-missing', path, member, members: names.slice(0, 100) });
  }
  const root = await withoutWrapping(folder);
  const only = files.length === 1 ? names[0] : undefined;
  const asked = member ?? only;
  if (asked === undefined) {
    const sight = await lookAt(root);
    if (!sight.ok) return sight;
    const whole = await recogniseSight(sight.value);
    if (whole !== null && whole.confidence >= SURE)
      return ok({ path: root, members: [], member: null });
  }
  const members =
    asked !== undefined && only !== undefined ? [asked] : await dataFiles(folder, files);
  const chosen = asked ?? members[0];
  if (chosen === undefined) return ok({ path: root, members: [], member: null });
  const sight = await lookAt(join(folder, chosen));
  if (!sight.ok) return sight;
  if (archiveKind(sight.value) !== null) {
    return fail({ code: 'dataset/archive-unsafe', path, entry: chosen, danger: 'nested' });
  }
  return ok({ path: join(folder, chosen), members, member: chosen });
}

/** Files that are recognised as data, plain text last, the largest first. */
export async function dataFiles(
  folder: string,
  files: readonly UnpackedFile[],
): Promise<readonly string[]> {
  const largest = files.toSorted((left, right) => right.sizeBytes - left.sizeBytes);
  const found: string[] = [];
  const texts: string[] = [];
  for (const { name } of largest.slice(0, MOST_LOOKED_AT)) {
    const sight = await lookAt(join(folder, name));
    const recognised = sight.ok ? await recogniseSight(sight.value) : null;
    if (recognised === null || recognised.confidence < SURE) continue;
    (recognised.format === 'text' ? texts : found).push(name);
  }
  return [...found, ...texts];
}

/** The folder below those that hold nothing but one folder. */
export async function withoutWrapping(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  const [only] = entries;
  return entries.length === 1 && only?.isDirectory() === true
    ? withoutWrapping(join(folder, only.name))
    : folder;
}
