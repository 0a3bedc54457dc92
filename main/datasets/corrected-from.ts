import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CorrectedFrom } from '../../app/dataset/audit/labels/label-report.ts';
import type { DatasetId } from '../../app/ids.ts';

/** Beside the prepared files of a dataset whose labels were corrected. */
const CORRECTED_FILE = 'corrected.json';

/** Notes in a dataset's folder what its labels were corrected from. */
export async function writeCorrectedFrom(folder: string, from: CorrectedFrom): Promise<void> {
  await writeFile(join(folder, CORRECTED_FILE), `${JSON.stringify(from)}\n`, { flag: 'wx' });
}

/** What a dataset's labels were corrected from; null where they were not. */
export async function readCorrectedFrom(folder: string): Promise<CorrectedFrom | null> {
  const text = await readFile(join(folder, CORRECTED_FILE), 'utf8').catch(() => null);
  if (text === null) return null;
  const found: unknown = JSON.parse(text);
  if (typeof found !== 'object' || found === null) return null;
  if (!('dataset' in found) || !('group' in found)) return null;
  return { dataset: String(found.dataset) as DatasetId, group: String(found.group) };
}
