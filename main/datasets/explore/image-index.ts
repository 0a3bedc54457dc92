import { BOX_NUMBERS } from '../../../app/boxes/box.ts';
import { SPLITS } from '../../../app/dataset/dataset.ts';
import type { ImagesQuery } from '../../../app/dataset/explore/images-query.ts';
import type { PreparedManifest, PreparedSplit } from '../../../app/dataset/prepared.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { readTensor, readTensorRows } from '../../shards/read.ts';

/** Images whose boxes are looked through at a time. */
const AT_ONCE = 4096;

/** Where the images of a dataset lie, in the order of the source. */
export interface ImageIndex {
  /** Number in the source. */
  readonly rows: Uint32Array;
  /** Place in `SPLITS`. */
  readonly splits: Uint8Array;
  /** Place in the split's tensors. */
  readonly positions: Uint32Array;
  /** Place in the classes; −1 where images have no class. */
  readonly labels: Int32Array;
}

/** Reads where images lie. Fails with `dataset/damaged`. */
export async function readImageIndex(
  folder: string,
  manifest: PreparedManifest,
): Promise<Result<ImageIndex>> {
  const places: { row: number; split: number; position: number; label: number }[] = [];
  for (const [split, name] of SPLITS.entries()) {
    const prepared = manifest.splits[name];
    const rows = await readTensor(folder, prepared.sourceRows);
    if (!rows.ok) return rows;
    // Other targets may be as large as the images.
    const isLabelled = manifest.recipe.target.kind === 'label';
    const labels = isLabelled ? await readTensor(folder, prepared.target) : null;
    if (labels !== null && !labels.ok) return labels;
    for (const [position, row] of rows.value.entries()) {
      places.push({ row, split, position, label: labels?.value[position] ?? -1 });
    }
  }
  places.sort((left, right) => left.row - right.row);
  return ok({
    rows: Uint32Array.from(places, ({ row }) => row),
    splits: Uint8Array.from(places, ({ split }) => split),
    positions: Uint32Array.from(places, ({ position }) => position),
    labels: Int32Array.from(places, ({ label }) => label),
  });
}

/** Places in the index of the images that are asked for. Fails with `dataset/damaged`. */
export async function findImages(
  folder: string,
  manifest: PreparedManifest,
  index: ImageIndex,
  { split, className }: ImagesQuery,
): Promise<Result<Uint32Array>> {
  const wantedSplit = split === null ? null : SPLITS.indexOf(split);
  const wantedClass = className === null ? null : manifest.classes.indexOf(className);
  const holders: ReadonlySet<number>[] = [];
  if (wantedClass !== null && manifest.splits.train.boxes !== undefined) {
    for (const name of SPLITS) {
      const found = await imagesWith(folder, manifest.splits[name], wantedClass);
      if (!found.ok) return found;
      holders.push(found.value);
    }
  }
  const found: number[] = [];
  for (const [at, own] of index.splits.entries()) {
    if (wantedSplit !== null && own !== wantedSplit) continue;
    const holder = holders[own];
    const fits =
      wantedClass === null ||
      (holder?.has(index.positions[at] ?? 0) ?? index.labels[at] === wantedClass);
    if (fits) found.push(at);
  }
  return ok(Uint32Array.from(found));
}

/** Images of a split with a thing of a class in them. */
async function imagesWith(
  folder: string,
  { boxes, rows }: PreparedSplit,
  wanted: number,
): Promise<Result<ReadonlySet<number>>> {
  const found = new Set<number>();
  if (boxes === undefined) return ok(found);
  const perImage = boxes.shape.reduce((product, size) => product * size, 1);
  for (let from = 0; from < rows; from += AT_ONCE) {
    const read = await readTensorRows(folder, boxes, from, AT_ONCE);
    if (!read.ok) return read;
    for (let at = 0; at < read.value.length; at += BOX_NUMBERS) {
      if (read.value[at] === wanted) found.add(from + Math.floor(at / perImage));
    }
  }
  return ok(found);
}
