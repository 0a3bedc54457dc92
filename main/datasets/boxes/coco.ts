import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Split } from '../../../app/dataset/dataset.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { isImageName, picturesPassedOver } from '../images/picture-names.ts';
import { inspectFile, openBytes, readHead } from '../open-bytes.ts';
import {
  type AnnotatedImage,
  type Annotations,
  MOST_BOXES_AN_IMAGE,
  refuseBoxes,
  type SourceBox,
  throwBoxes,
  throwLacking,
} from './annotations.ts';
import { cocoElements } from './coco-lists.ts';
import { type FolderFile, filesBelow, folderOf, PictureIndex, splitIn } from './folder-files.ts';

const LISTS = ['images', 'annotations', 'categories'];
const HEAD_BYTES = 64 * 1024;
/** Files of boxes that a folder may hold. */
const MOST_FILES = 20;
const MOST_LOOKED_AT = 200;
const MOST_NAME_LENGTH = 200;

/** Whether a file begins as COCO's do: an object with one of its lists, whose elements look like its own. */
export function looksLikeCoco(head: Uint8Array): boolean {
  const text = Buffer.from(head)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  if (!/^\s*\{/.test(text) || !/"(images|annotations|categories)"\s*:\s*\[/.test(text))
    return false;
  return /"(file_name|bbox|category_id|supercategory)"\s*:/.test(text);
}

/** Files of boxes in COCO's form below a folder. */
export async function findCocoFiles(files: readonly FolderFile[]): Promise<readonly FolderFile[]> {
  const found: FolderFile[] = [];
  const candidates = files.filter(({ name }) => /\.json(\.gz)?$/i.test(name));
  for (const file of candidates.slice(0, MOST_LOOKED_AT)) {
    const opened = await inspectFile(file.path);
    if (!opened.ok) continue;
    const { bytes } = await readHead(openBytes(opened.value), HEAD_BYTES);
    if (looksLikeCoco(bytes)) found.push(file);
  }
  // COCO itself has files of captions and of keypoints beside those of boxes.
  const instances = found.filter(({ name }) => basename(name).startsWith('instances'));
  return instances.length > 0 ? instances : found;
}

/** Reads a COCO file, or all of a folder; several are one split each. Throws `ExpectedFailure`. */
export async function readCoco(path: string, signal?: AbortSignal): Promise<Result<Annotations>> {
  const isFolder = (await stat(path)).isDirectory();
  const root = isFolder ? path : pictureRoot(path);
  const files = await filesBelow(root);
  const found = isFolder
    ? await findCocoFiles(files)
    : [{ path, name: path.slice(root.length + 1).replaceAll('\\', '/') }];
  if (found.length === 0) return refuseBoxes(path, '', 'list', 'JSON');
  if (found.length > MOST_FILES) return refuseBoxes(path, '', 'too-many-files', found.length);
  const pictures = new PictureIndex(files);
  const classes: string[] = [];
  const images: AnnotatedImage[] = [];
  let crowds = 0;
  for (const file of found) {
    const split = (found.length > 1 ? splitIn(file.name) : null) ?? 'train';
    const read = await readFile(file, pictures, split, classes, signal);
    for (const image of read.images) images.push(image);
    crowds += read.crowds;
  }
  return ok({
    classes,
    images,
    unit: 'pixels',
    crowds,
    warnings: picturesPassedOver(files.map(({ name }) => name)),
  });
}

/** Pictures lie beside a file of boxes or below, or, where it stands in a folder of such, beside that. */
function pictureRoot(path: string): string {
  const folder = dirname(path);
  return basename(folder).toLowerCase() === 'annotations' ? dirname(folder) : folder;
}

interface CocoImage {
  readonly index: number;
  readonly fileName: string;
  readonly size: { readonly height: number; readonly width: number } | null;
  readonly boxes: SourceBox[];
}

type Id = string | number;

/** @param classes names that are known already, to which the file's are added */
async function readFile(
  file: FolderFile,
  pictures: PictureIndex,
  split: Split,
  classes: string[],
  signal: AbortSignal | undefined,
): Promise<{ readonly images: readonly AnnotatedImage[]; readonly crowds: number }> {
  const { path } = file;
  const opened = await inspectFile(path);
  if (!opened.ok) throwBoxes(path, '', 'list', 'JSON');
  const images = new Map<Id, CocoImage>();
  const categories = new Map<Id, number>();
  const annotations: CocoAnnotation[] = [];
  const seen = new Set<Id>();
  for await (const element of cocoElements(openBytes(opened.value, signal), path, LISTS)) {
    const { list, index } = element;
    const place = `${list}[${index}]`;
    const fields = parseObject(path, place, element.text);
    if (list === 'images') addImage(images, index, new Fields(path, place, fields));
    else if (list === 'categories') {
      addCategory(categories, classes, new Fields(path, place, fields));
    } else annotations.push(annotationOf(new Fields(path, place, fields), index, seen));
  }
  let crowds = 0;
  for (const { index, imageId, categoryId, bbox, crowd } of annotations) {
    const place = `annotations[${index}]`;
    const image = images.get(imageId);
    if (image === undefined) throwBoxes(path, `${place}.image_id`, 'image-unknown', imageId);
    const label = categories.get(categoryId);
    if (label === undefined) throwBoxes(path, `${place}.category_id`, 'class', categoryId);
    if (crowd) {
      crowds += 1;
      continue;
    }
    const [left, top, width, height] = bbox;
    if (width < 0 || height < 0) throwBoxes(path, `${place}.bbox`, 'negative', bbox);
    if (image.boxes.length >= MOST_BOXES_AN_IMAGE) {
      throwBoxes(path, place, 'too-many', MOST_BOXES_AN_IMAGE);
    }
    const right = left + width;
    image.boxes.push({ label, left, top, right, bottom: top + height, place: `${place}.bbox` });
  }
  const found = [...images.values()].map(({ index, fileName, size, boxes }) => {
    const place = `images[${index}]`;
    const picture = pictures.find(fileName, foldersOf(file.name));
    if (picture === null) throwLacking(path, `${place}.file_name`, fileName, pictures);
    return { path: picture, split, source: path, place, size, boxes };
  });
  return { images: found, crowds };
}

/** Where the pictures of a file may lie: beside it, or in a folder that the file is called after. */
function foldersOf(name: string): readonly string[] {
  const beside = folderOf(name);
  const above = beside === '' ? '' : folderOf(beside.slice(0, -1));
  const stem = basename(name)
    .replace(/\.json(\.gz)?$/i, '')
    .replace(/^(instances|annotations)?_/, '');
  return [beside, above, ''].flatMap((folder) => [
    folder,
    `${folder}images/`,
    `${folder}${stem}/`,
    `${folder}images/${stem}/`,
    `${folder}${stem}/images/`,
  ]);
}

interface CocoAnnotation {
  readonly index: number;
  readonly imageId: Id;
  readonly categoryId: Id;
  /** Left, top, width, height in pixels. */
  readonly bbox: readonly [number, number, number, number];
  readonly crowd: boolean;
}

function annotationOf(fields: Fields, index: number, seen: Set<Id>): CocoAnnotation {
  const id = fields.idIfAny('id');
  if (id !== null && seen.has(id)) fields.refuse('id', 'id-twice', id);
  if (id !== null) seen.add(id);
  return {
    index,
    imageId: fields.id('image_id'),
    categoryId: fields.id('category_id'),
    bbox: fields.box('bbox'),
    crowd: fields.value('iscrowd') === 1,
  };
}

function addImage(images: Map<Id, CocoImage>, index: number, fields: Fields): void {
  const id = fields.id('id');
  if (images.has(id)) fields.refuse('id', 'id-twice', id);
  images.set(id, { index, fileName: fields.text('file_name'), size: fields.size(), boxes: [] });
}

function addCategory(categories: Map<Id, number>, classes: string[], fields: Fields): void {
  const id = fields.id('id');
  if (categories.has(id)) fields.refuse('id', 'id-twice', id);
  const name = fields.text('name').trim();
  const known = classes.indexOf(name);
  categories.set(id, known < 0 ? classes.push(name) - 1 : known);
}

function parseObject(path: string, place: string, text: string): ReadonlyMap<string, unknown> {
  try {
    return new Map(Object.entries(JSON.parse(text)));
  } catch {
    return throwBoxes(path, place, 'syntax', text);
  }
}

/** Fields of one element, each checked as it is taken. */
class Fields {
  readonly #path: string;
  readonly #place: string;
  readonly #fields: ReadonlyMap<string, unknown>;

  constructor(path: string, place: string, fields: ReadonlyMap<string, unknown>) {
    this.#path = path;
    this.#place = place;
    this.#fields = fields;
  }

  refuse(name: string, problem: Parameters<typeof throwBoxes>[2], found: unknown): never {
    return throwBoxes(this.#path, `${this.#place}.${name}`, problem, found);
  }

  value(name: string): unknown {
    return this.#fields.get(name);
  }

  idIfAny(name: string): Id | null {
    const value = this.#fields.get(name);
    if (value === undefined || value === null) return null;
    const isId = typeof value === 'string' || Number.isSafeInteger(value);
    return isId ? (value as Id) : this.refuse(name, 'number', value);
  }

  id(name: string): Id {
    return this.idIfAny(name) ?? this.refuse(name, 'missing', name);
  }

  text(name: string): string {
    const value = this.#fields.get(name);
    if (value === undefined) return this.refuse(name, 'missing', name);
    const isName =
      typeof value === 'string' && value.trim() !== '' && value.length <= MOST_NAME_LENGTH;
    return isName ? value : this.refuse(name, 'name', value);
  }

  box(name: string): readonly [number, number, number, number] {
    const value = this.#fields.get(name);
    if (value === undefined) return this.refuse(name, 'missing', name);
    const numbers = Array.isArray(value) && value.length === 4 && value.every(Number.isFinite);
    return numbers ? (value as [number, number, number, number]) : this.refuse(name, 'four', value);
  }

  /** Null where it is not said, or said to be 0. */
  size(): { readonly height: number; readonly width: number } | null {
    const [height = 0, width = 0] = ['height', 'width'].map((name) => {
      const value = this.#fields.get(name) ?? 0;
      return Number.isSafeInteger(value) && Number(value) >= 0
        ? Number(value)
        : this.refuse(name, 'number', value);
    });
    return height === 0 || width === 0 ? null : { height, width };
  }
}

/** Whether a folder holds files of boxes in COCO's form, and which. */
export async function cocoFileIn(folder: string): Promise<string | null> {
  const files = (await filesBelow(folder, (name) => !isImageName(name))).filter(
    ({ name }) => name.split('/').length <= 3,
  );
  const [first] = await findCocoFiles(files);
  return first?.name ?? null;
}
