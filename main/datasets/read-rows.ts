import { nameBoxes, unpackBoxes } from '../../app/boxes/box.ts';
import { type Dataset, SPLITS, type Split } from '../../app/dataset/dataset.ts';
import type { PreparedManifest } from '../../app/dataset/prepared.ts';
import { openTitles } from '../../app/dataset/ratings/fitted-ratings.ts';
import { correctionsOf } from '../../app/dataset/recipes/corrections.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import type { ScoredRow } from '../../app/metrics/evaluation.ts';
import { openTokenizer } from '../../app/text/tokenizer.ts';
import { readManifest } from '../shards/manifest.ts';
import { readTensor, readTensorRows } from '../shards/read.ts';
import type { TensorData } from '../shards/tensor-data.ts';
import { storedRows } from './delimited/late-rows.ts';
import { sqlText, TableSession } from './delimited/table-session.ts';
import { pngDataUrl } from './images/pixels.ts';
import { TEXT_COLUMN } from './texts/prepare-language.ts';

/** A row as it came: raw values by column, or a picture with what is marked in it. */
export type RawRow = Pick<ScoredRow, 'values' | 'image' | 'boxes'>;

/** A page of a split in source order, with the true label or value; `predicted` is empty. */
export async function readDatasetRows(
  folder: string,
  dataset: Dataset,
  split: Split,
  offset: number,
  limit: number,
): Promise<Result<{ readonly total: number; readonly rows: readonly ScoredRow[] }>> {
  const manifest = await readManifest(folder);
  if (!manifest.ok) return manifest;
  const prepared = manifest.value.splits[split];
  const sourceRows = await readTensorRows(folder, prepared.sourceRows, offset, limit);
  if (!sourceRows.ok) return sourceRows;
  const targets = await readTensorRows(folder, prepared.target, offset, limit);
  if (!targets.ok) return targets;
  const raw = await readRawRows(folder, dataset, manifest.value, [...sourceRows.value]);
  if (!raw.ok) return raw;
  const { target } = manifest.value.recipe;
  const isUntold = target.kind === 'boxes' || (target.kind === 'tokens' && target.column === null);
  if (isUntold) {
    const told = raw.value.map((row, at) => ({
      ...row,
      sourceRow: sourceRows.value[at] ?? 0,
      actual: '',
      predicted: '',
    }));
    return ok({ total: prepared.rows, rows: told });
  }
  const rows = raw.value.map((row, at) => {
    const value = targets.value[at] ?? 0;
    const label =
      target.kind === 'label' ? target.classes[value] : row.values?.[target.column ?? ''];
    return { ...row, sourceRow: sourceRows.value[at] ?? 0, actual: label ?? '', predicted: '' };
  });
  return ok({ total: prepared.rows, rows });
}

/** Raw rows by their number in the source, in the order asked for. */
export async function readSourceRows(
  folder: string,
  dataset: Dataset,
  sourceRows: readonly number[],
): Promise<Result<readonly RawRow[]>> {
  const manifest = await readManifest(folder);
  return manifest.ok ? readRawRows(folder, dataset, manifest.value, sourceRows) : manifest;
}

function readRawRows(
  folder: string,
  dataset: Dataset,
  manifest: PreparedManifest,
  sourceRows: readonly number[],
): Promise<Result<readonly RawRow[]>> {
  if (manifest.input.kind === 'image') return readImages(folder, manifest, sourceRows);
  return manifest.recipe.text?.column === null
    ? readWindows(folder, manifest, sourceRows)
    : readTableRows(folder, dataset, manifest, sourceRows);
}

async function readTableRows(
  folder: string,
  dataset: Dataset,
  { recipe }: PreparedManifest,
  sourceRows: readonly number[],
): Promise<Result<readonly RawRow[]>> {
  if (sourceRows.length === 0) return ok([]);
  const corrections = correctionsOf(recipe.recipe?.steps ?? [], dataset.task);
  if (!corrections.ok) return corrections;
  const { relabelled } = corrections.value;
  const stored = await storedRows(folder, dataset.name);
  if (!stored.ok) return stored;
  const path = stored.value;
  const columns = dataset.columns.map((_, index) => `c${index}`).join(', ');
  const wanted = sourceRows.map((row) => Math.trunc(row)).join(', ');
  const query = `SELECT row, ${columns} FROM read_parquet(${sqlText(path)}) WHERE row IN (${wanted})`;
  const found = await TableSession.with(null, undefined, (session) => session.rows(query)).catch(
    () => null,
  );
  const byRow = new Map(found?.map(([row, ...cells]) => [Number(row), cells]));
  const titles = openTitles(recipe.ratings);
  const rows: RawRow[] = [];
  for (const row of sourceRows) {
    const cells = byRow.get(row);
    if (cells === undefined) return fail({ code: 'dataset/damaged', name: dataset.name, path });
    const values = dataset.columns.map(({ name }, index) => {
      const cell = cells[index];
      return [name, typeof cell === 'string' ? cell : null] as const;
    });
    const corrected = relabelled.get(row)?.to;
    const own = corrected === undefined ? [] : [[dataset.target ?? '', corrected] as const];
    const { [recipe.ratings?.item.column ?? '']: item } = Object.fromEntries(values);
    const told = titles === null ? [] : [[titles.column, titles.titleOf(item?.trim())] as const];
    rows.push({ values: Object.fromEntries([...told, ...values, ...own]) });
  }
  return ok(rows);
}

function readImages(
  folder: string,
  manifest: PreparedManifest,
  sourceRows: readonly number[],
): Promise<Result<readonly RawRow[]>> {
  const { input, classes } = manifest;
  if (input.kind !== 'image') throw new Error('Tables hold no images');
  return readSamples(folder, manifest, sourceRows, async (pixels, packed) => ({
    image: await pngDataUrl(new Uint8Array(pixels.buffer), input),
    ...(packed !== null && { boxes: nameBoxes(unpackBoxes(packed), classes) }),
  }));
}

/** Windows of one long text, which are all that was kept of it. */
function readWindows(
  folder: string,
  manifest: PreparedManifest,
  sourceRows: readonly number[],
): Promise<Result<readonly RawRow[]>> {
  const { text } = manifest.recipe;
  if (text === undefined) throw new Error('Only texts have windows');
  const { decode } = openTokenizer(text.tokenizer);
  return readSamples(folder, manifest, sourceRows, async (tokens) => ({
    values: { [TEXT_COLUMN]: decode(tokens) },
  }));
}

/** Rows as they were prepared, told by `show`, in the order asked for. */
async function readSamples(
  folder: string,
  manifest: PreparedManifest,
  sourceRows: readonly number[],
  show: (sample: TensorData, boxes: TensorData | null) => Promise<RawRow>,
): Promise<Result<readonly RawRow[]>> {
  const found = new Map<number, RawRow>();
  for (const split of SPLITS) {
    const prepared = manifest.splits[split];
    const numbers = await readTensor(folder, prepared.sourceRows);
    if (!numbers.ok) return numbers;
    for (const row of sourceRows) {
      const at = numbers.value.indexOf(row);
      if (at < 0) continue;
      const sample = await readTensorRows(folder, prepared.features, at, 1);
      if (!sample.ok) return sample;
      const boxes =
        prepared.boxes === undefined
          ? ok(null)
          : await readTensorRows(folder, prepared.boxes, at, 1);
      if (!boxes.ok) return boxes;
      found.set(row, await show(sample.value, boxes.value));
    }
  }
  return ok(sourceRows.map((row) => found.get(row) ?? {}));
}
