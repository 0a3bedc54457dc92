import type { CorrectedFrom } from '../../app/dataset/audit/labels/label-report.ts';
import type { Dataset, ImportOptions, Recipe } from '../../app/dataset/dataset.ts';
import { wholeRecipe } from '../../app/dataset/recipes/default-recipe.ts';
import { languageRecipe } from '../../app/dataset/recipes/language-recipe.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { DatasetId } from '../../app/ids.ts';
import { readManifest } from '../shards/manifest.ts';
import { writeCorrectedFrom } from './corrected-from.ts';
import { analyseStaged } from './delimited/analysis.ts';
import { TableSession } from './delimited/table-session.ts';
import { isSamePixels, picturesGone } from './images/picture-samples.ts';
import { redealImages } from './images/redeal-images.ts';
import { importDataset, storeWhole } from './import-dataset.ts';
import type { ImportWork } from './importer.ts';
import { type ItemTable, openItems } from './ratings/item-table.ts';
import { prepareTable } from './recipes/prepare-table.ts';
import type { PictureSource } from './recipes/recipe-previews.ts';
import { openStored, shareRows } from './recipes/stored-rows.ts';
import { choicesOf, measureSource, readSource, writeSource } from './source-fingerprint.ts';
import { openKept, shareText } from './texts/kept-text.ts';
import { prepareLanguage } from './texts/prepare-language.ts';

export interface ReprepareRequest {
  readonly from: Dataset;
  /** Folder of the dataset whose rows are prepared anew. */
  readonly fromFolder: string;
  readonly recipe: Recipe;
  readonly name: string;
  readonly id: DatasetId;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly datasetsFolder: string;
  readonly onProgress: ImportWork['onProgress'];
  readonly signal?: ImportWork['signal'];
  /** Only where labels are corrected. */
  readonly correctedFrom?: CorrectedFrom | undefined;
  /** Of pictures: where they came from, if they are still there. */
  readonly pictures?: PictureSource | null | undefined;
}

/** Prepares the rows or pictures that a dataset keeps by another recipe, into a dataset of its own, or not at all. */
export async function reprepareDataset(request: ReprepareRequest): Promise<Result<Dataset>> {
  const { from, fromFolder, recipe, onProgress, signal } = request;
  const options = {
    recipe: {
      ...recipe,
      task: recipe.task ?? from.task,
      target: recipe.target ?? from.target ?? undefined,
    },
  };
  const { splitSeed, splitFractions } = from;
  if (from.input.kind === 'image') {
    const kept = await readManifest(fromFolder);
    if (!kept.ok) return kept;
    if (!isSamePixels(kept.value.recipe.recipe, recipe)) return reimportPictures(request);
    const whole = { ...request, path: fromFolder, source: from.source };
    return storeWhole({ ...whole, options: { splitSeed, splitFractions } }, async (folder) => {
      const data = await redealImages({ from, fromFolder, recipe, folder, onProgress, signal });
      if (!data.ok) return data;
      await noteOrigin(request, options, folder);
      return ok({ format: from.format, data: data.value });
    });
  }
  const whole = { ...request, path: fromFolder, source: from.source, options };
  if (from.task === 'language-modeling') {
    return storeWhole(whole, async (folder, scratch) => {
      const asked = languageRecipe({ recipe, splitFractions });
      if (!asked.ok) return asked;
      const text = await openKept(fromFolder, from);
      if (!text.ok) return text;
      await shareText(fromFolder, folder);
      const work = { path: from.source, folder, scratch, onProgress, signal };
      const data = await prepareLanguage(text.value, asked.value, work);
      if (!data.ok) return data;
      await noteOrigin(request, options, folder);
      return ok({ format: from.format, data: data.value });
    });
  }
  return storeWhole(whole, (folder, scratch) =>
    TableSession.with(scratch, signal, async (session) => {
      const kept = await openStored(session, fromFolder, from);
      if (!kept.ok) return kept;
      const manifest = await readManifest(fromFolder);
      if (!manifest.ok) return manifest;
      const staged = {
        ...kept.value,
        parquetPath: await shareRows(fromFolder, folder),
        decimal: manifest.value.recipe.decimal,
        dressed: manifest.value.recipe.dressed?.map((column) => ({
          column,
          value: '',
          number: '',
        })),
      };
      const analysed = await analyseStaged(session, from.source, staged, options);
      if (!analysed.ok) return analysed;
      const asked = wholeRecipe(analysed.value.plan, options);
      if (!asked.ok) return asked;
      const items = await keptItems(session, from, fromFolder);
      if (!items.ok) return items;
      const data = await prepareTable({
        session,
        table: analysed.value,
        items: items.value,
        recipe: asked.value,
        folder,
        onProgress,
      });
      if (!data.ok) return data;
      await noteOrigin(request, options, folder);
      return ok({ format: from.format, data: data.value });
    }),
  );
}

/** Makes samples of the pictures of a source once more. Fails with `recipe/pictures-gone` where they are other ones now. */
async function reimportPictures(request: ReprepareRequest): Promise<Result<Dataset>> {
  const { from, fromFolder, recipe, pictures = null } = request;
  const was = await readSource(fromFolder);
  const now = pictures && (await measureSource(pictures.path).catch(() => null));
  if (!pictures || was === null || now?.sha256 !== was.sha256) return fail(picturesGone(from));
  const { path, options } = pictures;
  return importDataset({
    ...request,
    path,
    source: from.source,
    options: { ...options, recipe: { ...recipe, task: from.task } },
  });
}

/** The table of items that a dataset was prepared with; null where there was none. */
async function keptItems(
  session: TableSession,
  { name }: Dataset,
  folder: string,
): Promise<Result<ItemTable | null>> {
  const manifest = await readManifest(folder);
  if (!manifest.ok) return manifest;
  const { ratings } = manifest.value.recipe;
  return ratings?.items === undefined
    ? ok(null)
    : openItems(session, folder, name, ratings.items.columns);
}

/** Notes beside what was prepared what it is made of. */
async function noteOrigin(
  { fromFolder, correctedFrom }: ReprepareRequest,
  options: ImportOptions,
  folder: string,
): Promise<void> {
  const source = await readSource(fromFolder);
  if (source !== null) await writeSource(folder, { ...source, choices: choicesOf(options) });
  if (correctedFrom !== undefined) await writeCorrectedFrom(folder, correctedFrom);
}
