import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { unpackBoxes } from '../../../app/boxes/box.ts';
import {
  type Dataset,
  type ImportOptions,
  type Recipe,
  SPLITS,
} from '../../../app/dataset/dataset.ts';
import { pixelOptions } from '../../../app/dataset/image-options.ts';
import type { PreparedSplit } from '../../../app/dataset/prepared.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readTensorRows } from '../../shards/read.ts';
import { openArchive } from '../archives/open-archive.ts';
import { tellPath } from '../archives/tell-path.ts';
import { labelledBoxes } from '../boxes/labelled-boxes.ts';
import { catchExpected } from '../expected-failures.ts';
import type { Importer } from '../importer.ts';
import { inScratch } from '../recipes/table-sample.ts';
import { type PictureSample, type SamplePicture, spreadRows } from './picture-sample.ts';

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
  const { train } = manifest.value.splits;
  const shown: SamplePicture[] = [];
  const { fit: _, crop: _crop, normalization: _scaling, ...size } = input;
  for (const row of spreadRows(train.rows)) {
    const pixels = await readTensorRows(folder, train.features, row, 1);
    if (!pixels.ok) return pixels;
    const answer = await keptAnswer(folder, train, row, { classes, task });
    if (!answer.ok) return answer;
    const { buffer, byteOffset, byteLength } = pixels.value;
    shown.push({ pixels: new Uint8Array(buffer, byteOffset, byteLength), size, ...answer.value });
  }
  const total = SPLITS.reduce((sum, split) => sum + manifest.value.splits[split].rows, 0);
  return ok({ facts: { task, target, isDealt: false, input: size }, total, classes, shown });
}

/** What a kept picture is of, or what is in it. */
async function keptAnswer(
  folder: string,
  { target, boxes }: PreparedSplit,
  row: number,
  { classes, task }: Pick<Dataset, 'classes' | 'task'>,
): Promise<Result<Pick<SamplePicture, 'label' | 'boxes'>>> {
  if (boxes !== undefined) {
    const packed = await readTensorRows(folder, boxes, row, 1);
    return packed.ok ? ok(labelledBoxes(unpackBoxes(packed.value), classes)) : packed;
  }
  if (task !== 'image-classification') return ok({ label: '' });
  const label = await readTensorRows(folder, target, row, 1);
  return label.ok ? ok({ label: classes[Number(label.value[0])] ?? '' }) : label;
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
