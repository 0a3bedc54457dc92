import { type AppError, fail, ok, type Result } from '../errors.ts';

const LONGEST_NAME = 80;
const ENDINGS =
  /(\.(csv|tsv|tab|txt|gz|idx|ubyte|zip|tar|tgz|parquet|pq|jsonl|ndjson|json|xlsx|xlsm|sqlite3?|db|npy|npz))+$/i;
const IDX_PART = /[-_.]?(images|labels)[-_.]idx[13](-ubyte)?$/i;

/** A dataset's name, trimmed; it may not be empty, longer than 80 characters, or hold slashes or control characters. */
export function checkDatasetName(name: string): Result<string> {
  const trimmed = name.trim();
  const invalid: AppError = { code: 'dataset/name-invalid', name };
  if (trimmed === '' || trimmed.length > LONGEST_NAME) return fail(invalid);
  if (/[\p{Cc}/\\]/u.test(trimmed)) return fail(invalid);
  return ok(trimmed);
}

/** A name for a dataset from that of its file or folder, e.g. `digits` for `digits-images-idx3-ubyte.gz`. */
export function suggestName(fileName: string): string {
  const stem = fileName
    .replace(ENDINGS, '')
    .replace(IDX_PART, '')
    .replace(/[\p{Cc}/\\]/gu, ' ');
  return stem.trim().slice(0, LONGEST_NAME) || 'dataset';
}
