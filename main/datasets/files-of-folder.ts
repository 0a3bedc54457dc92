import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RawInput } from '../../app/dataset/raw-input.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { listFiles } from './images/file-names.ts';

/** A prediction answers while someone waits; larger sets are imported and evaluated. */
const MOST_FILES = 10_000;

/**
 * Names of the files in a folder that is given to predict on, in order; null where no folder is given.
 * @param accepts files by their names
 * @returns `run/input-invalid` where there are none, or too many
 */
export async function filesOfFolder(
  input: RawInput,
  accepts: (name: string) => boolean,
): Promise<Result<readonly string[] | null>> {
  if (input.kind !== 'file') return ok(null);
  const found = await stat(input.path).catch(() => null);
  if (found === null || !found.isDirectory()) return ok(null);
  const names = await listFiles(input.path, accepts);
  if (names.length > 0 && names.length <= MOST_FILES) return ok(names);
  const value = String(names.length);
  const expected = `integer in [1, ${MOST_FILES}]`;
  return fail({ code: 'run/input-invalid', place: join(input.path, '*'), value, expected });
}
