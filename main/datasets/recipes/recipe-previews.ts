import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { RecipePreview } from '../../../app/contract/recipes.ts';
import type {
  Dataset,
  DatasetFormat,
  ImportOptions,
  Recipe,
} from '../../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { openArchive } from '../archives/open-archive.ts';
import { tellPath } from '../archives/tell-path.ts';
import { formatOf } from '../detect-format.ts';
import { catchExpected } from '../expected-failures.ts';
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

/** Tries recipes on samples of whatever data there is, without reading it again each time. */
export class RecipePreviews {
  readonly #tables = new TableSamples();
  readonly #texts = new TextSamples();
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
    const sample = await this.#tables.ofFile(path, options, recipe);
    return sample.ok ? previewRecipe({ sample: sample.value, recipe, upTo }) : sample;
  }

  /** Fails with `dataset/damaged` where what was kept is gone. */
  async ofDataset(
    folder: string,
    dataset: Dataset,
    { recipe, upTo }: Tried,
    readRows: ReadRows,
  ): Promise<Result<RecipePreview>> {
    if (dataset.task === 'language-modeling') {
      return this.#texts.ofDataset(folder, dataset, recipe);
    }
    const sample = await this.#tables.ofDataset(folder, dataset, recipe);
    return sample.ok ? previewRecipe({ sample: sample.value, recipe, upTo, readRows }) : sample;
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
