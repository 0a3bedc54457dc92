import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { RecipePreview } from '../../../app/contract/recipes.ts';
import type {
  Dataset,
  DatasetFormat,
  ImportOptions,
  Recipe,
} from '../../../app/dataset/dataset.ts';
import { sharedChoices } from '../../../app/dataset/recipes/default-recipe.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { readManifest } from '../../shards/manifest.ts';
import { openArchive } from '../archives/open-archive.ts';
import { tellPath } from '../archives/tell-path.ts';
import { formatOf } from '../detect-format.ts';
import { catchExpected } from '../expected-failures.ts';
import {
  isSamePixels,
  keptPictures,
  PictureSamples,
  picturesGone,
} from '../images/picture-samples.ts';
import { previewPictures } from '../images/preview-pictures.ts';
import { IMPORTERS } from '../importers/importers.ts';
import { TextSamples } from '../texts/text-samples.ts';
import type { ReadRows } from './correct-sample.ts';
import { previewRecipe } from './preview-recipe.ts';
import { inScratch, TableSamples } from './table-sample.ts';

/** A recipe to be tried, and how far. */
interface Tried {
  /** Null: the usual one. */
  readonly recipe: Recipe | null;
  /** Steps to go through; null: all. */
  readonly upTo: number | null;
}

/** Where the pictures of a dataset came from, while they are still there. */
export interface PictureSource {
  readonly path: string;
  readonly options: ImportOptions;
}

/** Tries recipes on samples of whatever data there is, without reading it again each time. */
export class RecipePreviews {
  readonly #tables = new TableSamples();
  readonly #texts = new TextSamples();
  readonly #pictures = new PictureSamples();
  /** Of the file that was looked at last. */
  #recognised: { readonly key: string; readonly format: DatasetFormat } | null = null;

  /** Fails as an import of the file would. */
  async ofFile(
    path: string,
    options: ImportOptions,
    { recipe, upTo }: Tried,
  ): Promise<Result<RecipePreview>> {
    const format = await this.#formatOf(path, options);
    if (!format.ok) return format;
    if (format.value === 'text') return this.#texts.ofFile(path, options, recipe);
    const { pictures } = IMPORTERS[format.value].importer;
    if (pictures !== undefined) {
      const chosen = { ...sharedChoices(recipe ?? {}), ...options };
      const sample = await this.#pictures.ofFile(path, chosen, pictures);
      return sample.ok ? previewPictures(sample.value, options, recipe) : sample;
    }
    const sample = await this.#tables.ofFile(path, options, recipe);
    return sample.ok ? previewRecipe({ sample: sample.value, recipe, upTo }) : sample;
  }

  /** Fails with `dataset/damaged` where what was kept is gone. */
  async ofDataset(
    folder: string,
    dataset: Dataset,
    { recipe, upTo }: Tried,
    readRows: ReadRows,
    source: PictureSource | null = null,
  ): Promise<Result<RecipePreview>> {
    if (dataset.input.kind === 'image') {
      return this.#ofPictures(folder, dataset, recipe, source);
    }
    if (dataset.task === 'language-modeling') {
      return this.#texts.ofDataset(folder, dataset, recipe);
    }
    const sample = await this.#tables.ofDataset(folder, dataset, recipe);
    return sample.ok ? previewRecipe({ sample: sample.value, recipe, upTo, readRows }) : sample;
  }

  /** From their source where it is there; else as they are kept, which other pixels cannot be made of. */
  async #ofPictures(
    folder: string,
    dataset: Dataset,
    recipe: Recipe | null,
    source: PictureSource | null,
  ): Promise<Result<RecipePreview>> {
    const asked = recipe ?? { version: 1 as const, steps: [] };
    const tried = { recipe: { ...asked, task: dataset.task }, upTo: null };
    if (source !== null) return this.ofFile(source.path, source.options, tried);
    const manifest = await readManifest(folder);
    if (!manifest.ok) return manifest;
    const was = manifest.value.recipe.recipe;
    if (!isSamePixels(was, recipe)) return fail(picturesGone(dataset));
    const sample = await keptPictures(folder, dataset);
    if (!sample.ok) return sample;
    // What is kept was cut already.
    const whole = {
      ...tried.recipe,
      images: { ...asked.images, crop: 1, fit: 'stretch' as const },
    };
    const shown = await previewPictures(sample.value, {}, whole);
    return shown.ok ? ok({ ...shown.value, recipe: tried.recipe }) : shown;
  }

  /** What a file is, looked at once: to look into an archive, it is unpacked. */
  async #formatOf(path: string, options: ImportOptions): Promise<Result<DatasetFormat>> {
    return catchExpected({ source: path, folder: tmpdir() }, async () => {
      const { mtimeMs, size } = await stat(path);
      const { member, format } = options;
      const key = JSON.stringify([path, mtimeMs, size, member, format]);
      if (this.#recognised?.key === key) return ok(this.#recognised.format);
      const found = await inScratch(async (scratch) => {
        const opened = await openArchive({ path, member, format, scratch });
        if (!opened.ok) return opened;
        const recognised = await formatOf(opened.value.path, format);
        return recognised.ok
          ? ok(recognised.value.format)
          : fail(tellPath(recognised.error, opened.value.told));
      });
      if (found.ok) this.#recognised = { key, format: found.value };
      return found;
    });
  }
}
