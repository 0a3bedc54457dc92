import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { RecipePreview } from '../../../app/contract/recipes.ts';
import type { Dataset, ImportOptions, Recipe } from '../../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { openArchive } from '../archives/open-archive.ts';
import { tellPath } from '../archives/tell-path.ts';
import { catchExpected } from '../expected-failures.ts';
import { inScratch } from '../recipes/table-sample.ts';
import { openKept } from './kept-text.ts';
import { previewLanguage, sampleText, type TextSample } from './preview-language.ts';
import { openText } from './text-files.ts';

/** Texts that are tried one recipe after another: of the file and the dataset that are worked on. */
const MOST_SAMPLES = 2;

/** Tries recipes on the beginnings of long texts, each of which is read once. */
export class TextSamples {
  readonly #kept = new Map<string, TextSample>();

  /** Fails as an import of the file would. */
  async ofFile(
    path: string,
    options: ImportOptions,
    recipe: Recipe | null,
  ): Promise<Result<RecipePreview>> {
    const sample = await catchExpected({ source: path, folder: tmpdir() }, async () => {
      const { mtimeMs, size } = await stat(path);
      return this.#once(JSON.stringify([path, mtimeMs, size, options.member]), () =>
        inScratch((scratch) => sampleFile(path, options, scratch)),
      );
    });
    if (!sample.ok) return sample;
    const { splitFractions = sample.value.shares } = options;
    return previewLanguage(sample.value, { ...options, splitFractions }, recipe);
  }

  /** Fails with `recipe/text-gone` where the text is not kept. */
  async ofDataset(
    folder: string,
    dataset: Dataset,
    recipe: Recipe | null,
  ): Promise<Result<RecipePreview>> {
    const sample = await this.#once(dataset.id, async () => {
      const text = await openKept(folder, dataset);
      return text.ok ? ok(await sampleText(text.value)) : text;
    });
    const { splitFractions } = dataset;
    return sample.ok ? previewLanguage(sample.value, { splitFractions }, recipe) : sample;
  }

  async #once(key: string, take: () => Promise<Result<TextSample>>): Promise<Result<TextSample>> {
    const known = this.#kept.get(key);
    if (known !== undefined) return ok(known);
    const taken = await take();
    if (!taken.ok) return taken;
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= MOST_SAMPLES) this.#kept.delete(oldest);
    this.#kept.set(key, taken.value);
    return taken;
  }
}

async function sampleFile(
  path: string,
  { member, format }: ImportOptions,
  scratch: string,
): Promise<Result<TextSample>> {
  const opened = await openArchive({ path, member, format, scratch });
  if (!opened.ok) return opened;
  const text = await openText(opened.value.path);
  if (!text.ok) return fail(tellPath(text.error, opened.value.told));
  return ok({ ...(await sampleText(text.value)), shares: text.value.shares });
}
