import { readFile } from 'node:fs/promises';
import { fail, ok, type Result } from '../../app/errors.ts';
import { knownFileFailure } from '../../app/file-failure.ts';
import { jsonFault } from '../../app/json-fault.ts';

/**
 * A JSON file that a user names.
 * Fails with `file/not-found`, `file/not-readable`, or `file/json-invalid`.
 */
export async function readJsonFile(path: string): Promise<Result<unknown>> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (cause) {
    return fail(knownFileFailure(cause, path, 'read'));
  }
  try {
    return ok(JSON.parse(content));
  } catch (cause) {
    return fail({ code: 'file/json-invalid', path, ...jsonFault(cause, content) });
  }
}
