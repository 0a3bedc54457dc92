import { nameBoxes, unpackBoxes } from '../../../app/boxes/box.ts';
import { type Dataset, SPLITS } from '../../../app/dataset/dataset.ts';
import type {
  BrowsedImage,
  ImagesPage,
  ImagesQuery,
} from '../../../app/dataset/explore/images-query.ts';
import type { PreparedManifest } from '../../../app/dataset/prepared.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { readManifest } from '../../shards/manifest.ts';
import { readTensorRows } from '../../shards/read.ts';
import { type ImageInput, thumbnailUrl } from '../images/pixels.ts';
import { findImages, type ImageIndex, readImageIndex } from './image-index.ts';

/** Characters of thumbnails that are kept, some 3,000 each. */
const MOST_CHARACTERS = 32 * 1024 ** 2;
const MOST_INDEXES = 4;
const MOST_FOUND = 20;

interface Known {
  readonly manifest: PreparedManifest;
  readonly input: ImageInput;
  readonly index: ImageIndex;
}

/** Thumbnails and places of images that were looked at lately. */
export class ImageShelf {
  readonly #known = new Map<string, Known>();
  readonly #found = new Map<string, Uint32Array>();
  readonly #thumbnails = new Map<string, string>();
  #characters = 0;

  /** A page of a dataset's images. Fails with `dataset/no-images`, `dataset/class-missing` or `dataset/damaged`. */
  async page(
    folder: string,
    dataset: Dataset,
    query: ImagesQuery,
    { offset, limit, thumbnails }: { offset: number; limit: number; thumbnails: boolean },
  ): Promise<Result<ImagesPage>> {
    const { className } = query;
    if (className !== null && !dataset.classes.includes(className)) {
      return fail({ code: 'dataset/class-missing', className, classes: dataset.classes });
    }
    const known = await this.#open(folder, dataset);
    if (!known.ok) return known;
    const key = JSON.stringify([dataset.id, query]);
    const kept = this.#found.get(key);
    const found =
      kept === undefined
        ? await findImages(folder, known.value.manifest, known.value.index, query)
        : ok(kept);
    if (!found.ok) return found;
    keep(this.#found, key, found.value, MOST_FOUND);
    const images: BrowsedImage[] = [];
    for (const at of found.value.subarray(offset, offset + limit)) {
      const image = await this.#image(folder, dataset, known.value, at, thumbnails);
      if (!image.ok) return image;
      images.push(image.value);
    }
    return ok({ total: found.value.length, images });
  }

  async #open(folder: string, dataset: Dataset): Promise<Result<Known>> {
    const kept = this.#known.get(dataset.id);
    if (kept !== undefined) return ok(kept);
    const manifest = await readManifest(folder);
    if (!manifest.ok) return manifest;
    const { input } = manifest.value;
    if (input.kind !== 'image') return fail({ code: 'dataset/no-images', name: dataset.name });
    const index = await readImageIndex(folder, manifest.value);
    if (!index.ok) return index;
    const known = { manifest: manifest.value, input, index: index.value };
    keep(this.#known, dataset.id, known, MOST_INDEXES);
    return ok(known);
  }

  async #image(
    folder: string,
    dataset: Dataset,
    { manifest, input, index }: Known,
    at: number,
    withThumbnail: boolean,
  ): Promise<Result<BrowsedImage>> {
    const split = SPLITS[index.splits[at] ?? 0] ?? 'train';
    const position = index.positions[at] ?? 0;
    const prepared = manifest.splits[split];
    const bare = {
      row: index.rows[at] ?? 0,
      split,
      label: manifest.classes[index.labels[at] ?? -1] ?? '',
    };
    const packed =
      prepared.boxes === undefined
        ? null
        : await readTensorRows(folder, prepared.boxes, position, 1);
    if (packed !== null && !packed.ok) return packed;
    const boxed =
      packed === null
        ? bare
        : { ...bare, boxes: nameBoxes(unpackBoxes(packed.value), manifest.classes) };
    if (!withThumbnail) return ok(boxed);
    const key = `${dataset.id} ${at}`;
    const kept = this.#thumbnails.get(key);
    if (kept !== undefined) return ok({ ...boxed, thumbnail: kept });
    const pixels = await readTensorRows(folder, prepared.features, position, 1);
    if (!pixels.ok) return pixels;
    const thumbnail = await thumbnailUrl(new Uint8Array(pixels.value.buffer), input);
    this.#keepThumbnail(key, thumbnail);
    return ok({ ...boxed, thumbnail });
  }

  #keepThumbnail(key: string, thumbnail: string): void {
    this.#thumbnails.set(key, thumbnail);
    this.#characters += thumbnail.length;
    for (const [oldest, { length }] of this.#thumbnails) {
      if (this.#characters <= MOST_CHARACTERS) return;
      this.#thumbnails.delete(oldest);
      this.#characters -= length;
    }
  }
}

/** Sets an entry as the newest; the oldest goes where there are too many. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (oldest !== undefined && map.size > most) map.delete(oldest);
}
