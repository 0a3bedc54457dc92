import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PairedScores } from '../../app/dataset/audit/labels/compare-scores.ts';

/** Beside the prepared files of a dataset whose labels were corrected, once its models were compared. */
const COMPARED_FILE = 'compared.json';

/** Keeps what a comparison came to; `key` says of which runs. */
export async function keepComparison(
  folder: string,
  key: string,
  scores: PairedScores,
): Promise<void> {
  await writeFile(join(folder, COMPARED_FILE), `${JSON.stringify({ key, scores })}\n`);
}

/** What was kept of the same runs; null where nothing was, or it cannot be read. */
export async function readComparison(folder: string, key: string): Promise<PairedScores | null> {
  try {
    const found: unknown = JSON.parse(await readFile(join(folder, COMPARED_FILE), 'utf8'));
    if (typeof found !== 'object' || found === null) return null;
    if (!('key' in found) || found.key !== key || !('scores' in found)) return null;
    return isScores(found.scores) ? found.scores : null;
  } catch {
    return null;
  }
}

function isScores(value: unknown): value is PairedScores {
  if (typeof value !== 'object' || value === null || !('halfWidth' in value)) return false;
  const numbers = ['rows', 'before', 'after', 'difference'];
  const told = new Map(Object.entries(value));
  return numbers.every((name) => typeof told.get(name) === 'number');
}
