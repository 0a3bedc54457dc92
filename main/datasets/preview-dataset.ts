import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DatasetPreview, ImportOptions } from '../../app/dataset/dataset.ts';
import { suggestName } from '../../app/dataset/name.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { openArchive } from './archives/open-archive.ts';
import { tellPath } from './archives/tell-path.ts';
import { choiceFault } from './choice-fault.ts';
import { formatOf } from './detect-format.ts';
import { catchExpected } from './expected-failures.ts';
import { IMPORTERS } from './importers/importers.ts';
import { makeScratch } from './scratch-folder.ts';

/** What importing a file or folder would store. Reads all of it; leaves nothing behind. */
export async function previewDataset(
  path: string,
  options: ImportOptions,
): Promise<Result<DatasetPreview>> {
  const scratch = await makeScratch('preview');
  try {
    return await catchExpected({ source: path, folder: scratch }, async () => {
      const opened = await openArchive({
        path,
        member: options.member,
        format: options.format,
        scratch,
      });
      if (!opened.ok) return opened;
      const { archive, told } = opened.value;
      const previewed = await previewFile(opened.value.path, options, scratch);
      if (!previewed.ok) return fail(tellPath(previewed.error, told));
      const { source, ...preview } = previewed.value;
      const suggestedName = archive === null ? preview.suggestedName : suggestName(basename(path));
      const { ratings } = preview;
      const items = ratings?.items && { ...ratings.items, path: told(ratings.items.path) };
      return ok({
        ...preview,
        path,
        suggestedName,
        source: { ...source, archive },
        ...(ratings && items && { ratings: { ...ratings, items } }),
      });
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function previewFile(
  path: string,
  options: ImportOptions,
  scratch: string,
): Promise<Result<DatasetPreview>> {
  const recognised = await formatOf(path, options.format);
  if (!recognised.ok) return recognised;
  const { format, confidence, why } = recognised.value;
  const fault = choiceFault(format, options);
  if (fault !== null) return fail(fault);
  const preview = await IMPORTERS[format].importer.preview({ path, options, scratch }, format);
  if (!preview.ok) return preview;
  const source = { confidence, why, archive: null };
  return ok({ tables: [], table: null, ...preview.value, source });
}
