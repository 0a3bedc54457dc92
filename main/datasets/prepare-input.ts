import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset, SampleInput } from '../../app/dataset/dataset.ts';
import { type DecimalMark, pointNumber } from '../../app/dataset/decimal-mark.ts';
import { undressed } from '../../app/dataset/number-dress.ts';
import type { PreparedManifest } from '../../app/dataset/prepared.ts';
import { type FittedRatings, type Id, openIds } from '../../app/dataset/ratings/fitted-ratings.ts';
import {
  ratingLayout,
  ratingSamples,
  storedLength,
} from '../../app/dataset/ratings/rating-samples.ts';
import type { RawInput } from '../../app/dataset/raw-input.ts';
import { parseNumber, presentText } from '../../app/dataset/raw-value.ts';
import { applyOps, featuresOf } from '../../app/dataset/recipes/apply-table.ts';
import type { FittedTable } from '../../app/dataset/recipes/fitted-table.ts';
import type { Vector } from '../../app/dataset/recipes/frame.ts';
import { readCells } from '../../app/dataset/recipes/read-cells.ts';
import { emptySamples } from '../../app/dataset/sample.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { catchExpected } from './expected-failures.ts';
import { filesOfFolder } from './files-of-folder.ts';
import { openIdx, readIdxBlocks } from './images/idx-reader.ts';
import { isImageName } from './images/picture-names.ts';
import { decodeImage, type ImageInput, inspectImage, resizePixels } from './images/pixels.ts';
import { inspectFile, openBytes, readHead, type SourceFile } from './open-bytes.ts';
import { MOST_ROWS, type PreparedInput } from './prepared-input.ts';
import { makeScratch } from './scratch-folder.ts';
import { prepareSeriesInput } from './series/prepare-series-input.ts';
import { prepareTableFile, type RowEncoder } from './tables/prepare-table-file.ts';
import { type Ask, prepareTextInput, USUAL_CONTINUATION } from './texts/prepare-text-input.ts';
import { prepareTranslationInput } from './translations/prepare-translation-input.ts';

/**
 * Applies a dataset's recipe to raw input: a text, a row by column name (what is missing is filled as in
 * training), a delimited file of rows (of a time series, its latest), an image file, or an IDX file of images.
 * @param itemTokens what a table says of each item, where one does; see `readItemTokens`
 * @returns `run/input-invalid` naming the column (and row), or the errors of the file's format
 */
export async function prepareInput(
  manifest: PreparedManifest,
  dataset: Dataset,
  input: RawInput,
  ask: Ask = USUAL_CONTINUATION,
  itemTokens: Int32Array | null = null,
): Promise<Result<PreparedInput>> {
  const { text, series, translation, decimal } = manifest.recipe;
  const encoder = () => encoderOf(manifest, itemTokens);
  if (text !== undefined) {
    return withScratch(input, (scratch) => prepareTextInput(text, input, ask, scratch));
  }
  if (translation !== undefined) {
    return withScratch(input, (scratch) => prepareTranslationInput(translation, input, scratch));
  }
  if (series !== undefined) {
    return withScratch(input, (scratch) => prepareSeriesInput(series, input, scratch, decimal));
  }
  if (input.kind === 'text') {
    const expected = manifest.input.kind === 'image' ? 'image' : 'row';
    return invalid('input', input.text, expected);
  }
  if (input.kind === 'row') {
    if (manifest.input.kind === 'image') return invalid('input', 'row', 'image');
    const known = new Set(dataset.columns.map(({ name }) => name));
    const unknown = Object.keys(input.values).find((name) => !known.has(name));
    if (unknown !== undefined) {
      const columns = [...known].join(' | ');
      return invalid(unknown, input.values[unknown] ?? '', `column: ${columns}`);
    }
    const dressed = new Set(manifest.recipe.dressed);
    const asPoint = input.decimal === 'comma' ? numberColumns(manifest) : null;
    const cells = (column: string) => {
      const cell = input.values[column];
      if (dressed.has(column)) return [undressedOr(cell ?? '', input.decimal, decimal)];
      return [asPoint?.has(column) ? pointNumber(cell ?? '') : cell];
    };
    const features = encoder().encode(1, cells, () => '');
    return features.ok ? ok({ rows: 1, features: features.value }) : features;
  }
  return withScratch(input, async (scratch) => {
    if (manifest.input.kind === 'image') {
      const names = await filesOfFolder(input, isImageName);
      if (!names.ok) return names;
      if (names.value !== null) return prepareImages(input.path, names.value, manifest.input);
    }
    const file = await inspectFile(input.path);
    if (!file.ok) return file;
    return manifest.input.kind === 'image'
      ? prepareImageFile(file.value, manifest.input)
      : prepareTableFile(input.path, encoder(), dataset, {
          scratch,
          decimal: input.decimal ?? manifest.recipe.decimal,
          dressed: new Set(manifest.recipe.dressed),
        });
  });
}

async function withScratch<T>(
  input: RawInput,
  work: (scratch: string) => Promise<Result<T>>,
): Promise<Result<T>> {
  const scratch = await makeScratch('predict');
  try {
    const source = input.kind === 'file' ? input.path : '';
    return await catchExpected({ source, folder: scratch }, () => work(scratch));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function encoderOf(
  { recipe: { table, ratings } }: PreparedManifest,
  itemTokens: Int32Array | null,
): RowEncoder {
  if (ratings !== undefined) {
    const { user, item } = ratings;
    const encode = openRatings(ratings, itemTokens);
    const idsOf = (cells: readonly (string | null | undefined)[]) =>
      cells.map((cell) => presentText(cell ?? null));
    return {
      columns: [user.column, item.column],
      encode: (_rows, cellsOf) =>
        ok(encode(idsOf(cellsOf(user.column)), idsOf(cellsOf(item.column)))),
    };
  }
  if (table === null) throw new Error('The dataset holds no table');
  return {
    columns: table.inputs.map(({ column }) => column),
    encode: (rows, cellsOf, place) => encodeRows(table, rows, cellsOf, place),
  };
}

/** @returns encodes users and items, one of each a row; places for items that were drawn in training stay empty */
function openRatings(
  ratings: FittedRatings,
  itemTokens: Int32Array | null,
): (users: readonly Id[], items: readonly Id[]) => Int32Array {
  const { userOf, itemOf } = openIds(ratings);
  const layout = ratingLayout(ratings);
  const width = storedLength(layout);
  return (users, items) => {
    const stored = new Int32Array(users.length * width);
    for (const [row, user] of users.entries()) {
      stored[row * width] = userOf(user);
      stored[row * width + 1] = itemOf(items[row]);
    }
    return ratingSamples(layout, stored, itemTokens);
  };
}

/** Encodes rows, by the very operations that the dataset was prepared by. */
function encodeRows(
  table: FittedTable,
  ...[rows, cellsOf, place]: Parameters<RowEncoder['encode']>
): Result<Float32Array> {
  const columns = new Map<string, Vector>();
  for (const input of table.inputs) {
    const { vector, bad } = readCells(input, cellsOf(input.column));
    if (bad !== null) {
      const expected = input.type === 'number' ? 'number' : 'date';
      return invalid(`${place(bad.row)}${input.column}`, bad.value, expected);
    }
    columns.set(input.column, vector);
  }
  const { frame, lacking } = applyOps(table.ops, { rows, columns });
  const [lack] = lacking;
  if (lack !== undefined) return invalid(`${place(lack.row)}${lack.column}`, '', 'text, not empty');
  return ok(featuresOf(table, frame));
}

/** Of a row that does not say how its numbers are written, plain ones have points, others what the dataset's have. */
function undressedOr(
  cell: string,
  told: DecimalMark | undefined,
  usual: DecimalMark | undefined,
): string {
  const isPlain = told === undefined && parseNumber(cell.trim()) !== null;
  return isPlain ? cell : undressed(cell, told ?? usual);
}

function numberColumns({ recipe: { table } }: PreparedManifest): ReadonlySet<string> {
  const numbers = table?.inputs.filter(({ type }) => type === 'number') ?? [];
  return new Set(numbers.map(({ column }) => column));
}

async function prepareImageFile(
  file: SourceFile,
  input: ImageInput,
): Promise<Result<PreparedInput>> {
  const { bytes } = await readHead(openBytes(file), 4);
  const idx = bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 8;
  if (!idx) {
    const { width, height } = await inspectImage(file.path);
    const prepared = joined(input, [await decodeImage(file.path, input)]);
    return ok({ ...prepared, images: [{ width, height }] });
  }

  const images = await openIdx(file.path, [3, 4]);
  if (!images.ok) return images;
  const [rows = 0, height = 0, width = 0, channels = 1] = images.value.sizes;
  if (rows > MOST_ROWS) return invalid('images', String(rows), `integer ≤ ${MOST_ROWS}`);
  if (channels !== 1 && channels !== 3) return invalid('channels', String(channels), '1 | 3');
  const from: ImageInput = { kind: 'image', height, width, channels };
  const features: Uint8Array[] = [];
  for await (const image of readIdxBlocks(images.value, 1)) {
    features.push(await resizePixels(image, from, input));
  }
  return ok(joined(input, features));
}

async function prepareImages(
  folder: string,
  files: readonly string[],
  input: ImageInput,
): Promise<Result<PreparedInput>> {
  const samples: Uint8Array[] = [];
  const images: { readonly width: number; readonly height: number }[] = [];
  for (const name of files) {
    const path = join(folder, name);
    const { width, height } = await inspectImage(path);
    images.push({ width, height });
    samples.push(await decodeImage(path, input));
  }
  return ok({ ...joined(input, samples), images, files });
}

/** Rows one after the other, as the dataset keeps them. */
function joined(input: SampleInput, samples: readonly ArrayLike<number>[]): PreparedInput {
  const rows = samples.length;
  const features = emptySamples(input, rows);
  samples.forEach((sample, row) => {
    features.set(sample, (row * features.length) / rows);
  });
  return { rows, features };
}

function invalid(place: string, value: string, expected: string) {
  return fail({ code: 'run/input-invalid', place, value, expected });
}
