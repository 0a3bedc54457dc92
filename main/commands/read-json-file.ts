import { readFile } from 'node:fs/promises';
import { fail, ok, type Result } from '../../app/errors.ts';
import { knownFileFailure } from '../../app/file-failure.ts';

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
    return fail({ code: 'file/json-invalid', path, ...placeOf(cause, content) });
  }
}

/** Where V8 says that it stopped reading; where it says nothing, the text ended too early. */
function placeOf(cause: unknown, content: string): { row: number; column: number } {
  const position = /at position (\d+)/.exec(cause instanceof Error ? cause.message : '')?.[1];
  const read = content.slice(0, position === undefined ? content.length : Number(position));
  const lines = read.split('\n');
  return { row: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
