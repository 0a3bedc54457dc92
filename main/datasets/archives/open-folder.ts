import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetFormat } from '../../../app/dataset/dataset.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { recogniseSight } from '../detect-format.ts';
import { entriesOf } from '../folder-entries.ts';
import { isShown } from '../images/file-names.ts';
import { lookAt } from '../recognition/sight.ts';
import { listParts } from '../tables/part-files.ts';
import { dataFiles, MOST_LOOKED_AT, withoutWrapping } from './choose-member.ts';
import type { UnpackedFile } from './unpacker.ts';

/** From this confidence on, a folder is a dataset as it lies. */
const WHOLE = 0.4;

/** Formats that are one file. */
const OF_FILES: readonly DatasetFormat[] = [
  'csv',
  'tsv',
  'parquet',
  'jsonl',
  'xlsx',
  'sqlite',
  'text',
];

/** Which file of a folder is read. */
export interface ChosenFile {
  readonly folder: string;
  readonly files: readonly UnpackedFile[];
  /** Files that could be read instead, the largest first. */
  readonly members: readonly string[];
  readonly member: string;
}

/**
 * Finds the file to read in a folder that is no dataset as a whole: the one that was asked for, or the largest one
 * that holds data; null where the folder itself is to be read.
 */
export async function chooseFile(
  path: string,
  member: string | undefined,
  format: DatasetFormat | undefined,
): Promise<Result<ChosenFile | null>> {
  if (format !== undefined && !OF_FILES.includes(format)) return ok(null);
  const folder = await withoutWrapping(path);
  if (member === undefined && format !== undefined) {
    const parts = await listParts(folder);
    if (parts?.format === format) return ok(null);
  }
  const sight = await lookAt(folder);
  if (!sight.ok) return sight;
  if (member === undefined) {
    const whole = await recogniseSight(sight.value);
    if (whole !== null && whole.confidence >= WHOLE) return ok(null);
  }
  const files = await filesIn(folder);
  const members = await dataFiles(folder, files);
  const chosen = member ?? members[0];
  return ok(chosen === undefined ? null : { folder, files, members, member: chosen });
}

/** Files of the folder itself; what lies deeper belongs to a dataset of another kind. */
async function filesIn(folder: string): Promise<readonly UnpackedFile[]> {
  const files: UnpackedFile[] = [];
  for await (const entry of entriesOf(folder)) {
    if (!entry.isFile() || !isShown(entry.name)) continue;
    const { size: sizeBytes } = await stat(join(folder, entry.name));
    // An empty file says nothing of what the folder is.
    if (sizeBytes > 0) files.push({ name: entry.name, sizeBytes });
    // As many as would be looked at; a folder of pictures has others.
    if (files.length === 20 * MOST_LOOKED_AT) break;
  }
  return files;
}
