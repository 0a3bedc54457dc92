import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import {
  type Dataset,
  type ImportOptions,
  type Recipe,
  SPLITS,
} from '../../../app/dataset/dataset.ts';
import { pixelOptions } from '../../../app/dataset/image-options.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readTensorRows } from '../../shards/read.ts';
import { openArchive } from '../archives/open-archive.ts';
import { tellPath } from '../archives/tell-path.ts';
import { catchExpected } from '../expected-failures.ts';
import type { Importer } from '../importer.ts';
import { inScratch } from '../recipes/table-sample.ts';
import { type PictureSample, spreadRows } from './picture-sample.ts';

/** Takes some pictures of a source with nothing done to them. */
export type TakePictures = NonNullable<Importer['pictures']>;

/** Pictures of the source that is worked on, so that it is looked through once. */
export class PictureSamples {
  #kept: { readonly key: string; readonly sample: PictureSample } | null = null;

  /** Fails as an import of the file would. */
  ofFile(path: string, options: ImportOptions, take: TakePictures): Promise<Result<PictureSample>> {
    const { member, format, task, target } = options;
    return catchExpected({ source: path, folder: tmpdir() }, async () => {
      const { mtimeMs, size } = await stat(path);
      const key = JSON.stringify([path, mtimeMs, size, member, format, task, target]);
      if (this.#kept?.key === key) return ok(this.#kept.sample);
      const taken = await inScratch(async (scratch) => {
        const opened = await openArchive({ path, member, format, scratch });
        if (!opened.ok) return opened;
        const found = await take({ path: opened.value.path, options, scratch });
        return found.ok ? found : fail(tellPath(found.error, opened.value.told));
      });
      if (taken.ok) this.#kept = { key, sample: taken.value };
      return taken;
    });
  }
}

/** Pictures as a dataset keeps them. */
export async function keptPictures(
  folder: string,
  { task, target, input, classes }: Dataset,
): Promise<Result<PictureSample>> {
  const manifest = await readManifest(folder);
  if (!manifest.ok) return manifest;
  if (input.kind !== 'image') throw new Error('A dataset of pictures keeps pictures');
  const { features, target: labels, rows } = manifest.value.splits.train;
  const shown: PictureSample['shown'][number][] = [];
  const { fit: _, crop: _crop, normalization: _scaling, ...size } = input;
  for (const row of spreadRows(rows)) {
    const pixels = await readTensorRows(folder, features, row, 1);
    if (!pixels.ok) return pixels;
    const label =
      classes.length > 0 && task === 'image-classification'
        ? await readTensorRows(folder, labels, row, 1)
        : null;
    if (label?.ok === false) return label;
    shown.push({
      pixels: new Uint8Array(pixels.value.buffer, pixels.value.byteOffset, pixels.value.byteLength),
      size,
      label: classes[Number(label?.value[0] ?? -1)] ?? '',
    });
  }
  const total = SPLITS.reduce((sum, split) => sum + manifest.value.splits[split].rows, 0);
  return ok({ facts: { task, target, isDealt: false, input: size }, total, shown });
}

/** The failure where other pixels are asked for than are kept, and their source is gone. */
export function picturesGone({ name, source }: Dataset): AppError {
  return { code: 'recipe/pictures-gone', name, path: source };
}

/** Whether two recipes make the same pixels of the same pictures. */
export function isSamePixels(one: Recipe | null, other: Recipe | null): boolean {
  const pixels = (recipe: Recipe | null) => JSON.stringify(pixelOptions(recipe?.images ?? {}));
  return other?.images === undefined || pixels(one) === pixels(other);
}
