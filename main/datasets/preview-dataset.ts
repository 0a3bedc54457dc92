import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatasetPreview, ImportOptions } from '../../app/dataset/dataset.ts';
import { ok, type Result } from '../../app/errors.ts';
import { detectFormat } from './detect-format.ts';
import { catchExpected } from './expected-failures.ts';
import { IMPORTERS } from './importers/importers.ts';

/** What importing a file or folder would store. Reads all of it; leaves nothing behind. */
export async function previewDataset(
  path: string,
  options: ImportOptions,
): Promise<Result<DatasetPreview>> {
  const scratch = await mkdtemp(join(tmpdir(), 'hearth-preview-'));
  try {
    return await catchExpected({ source: path, folder: scratch }, async () => {
      const format = options.format === undefined ? await detectFormat(path) : ok(options.format);
      if (!format.ok) return format;
      return IMPORTERS[format.value].preview({ path, options, scratch }, format.value);
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
