import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { orderNames } from '../../../app/dataset/classes.ts';
import type { Split } from '../../../app/dataset/dataset.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { picturesPassedOver } from '../images/picture-names.ts';
import { mapInOrder } from '../images/pictures.ts';
import { inspectFile, openBytes, readHead } from '../open-bytes.ts';
import {
  type AnnotatedImage,
  type Annotations,
  MOST_BOXES_AN_IMAGE,
  refuseBoxes,
  throwBoxes,
  throwLacking,
} from './annotations.ts';
import { type FolderFile, filesBelow, folderOf, PictureIndex, splitIn } from './folder-files.ts';
import { readSmallText } from './small-text.ts';
import { readXml, type XmlElement } from './voc-xml.ts';

const HEAD_BYTES = 4096;
const MOST_LOOKED_AT = 20;
const MOST_LIST_BYTES = 16 * 1024 ** 2;
const LONGEST_NAME = 200;
const EDGES = ['xmin', 'ymin', 'xmax', 'ymax'] as const;

/** The first file of a folder in Pascal VOC's form, or null. */
export async function vocFileIn(folder: string): Promise<string | null> {
  const files = await filesBelow(folder, isXml);
  for (const { path, name } of files.slice(0, MOST_LOOKED_AT)) {
    const file = await inspectFile(path);
    if (!file.ok) continue;
    const { bytes } = await readHead(openBytes(file.value), HEAD_BYTES);
    if (looksLikeVoc(bytes)) return name;
  }
  return null;
}

/** Whether a file begins with VOC's outermost element. */
export function looksLikeVoc(head: Uint8Array): boolean {
  const text = Buffer.from(head)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  return /^\s*(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*|<!DOCTYPE[^>[]*(\[[\s\S]*?\])?\s*>\s*)*<annotation[\s>]/s.test(
    text,
  );
}

/** Reads a folder of XML files, one for each picture. Throws `ExpectedFailure`. */
export async function readVoc(path: string, signal?: AbortSignal): Promise<Result<Annotations>> {
  const isFolder = (await stat(path)).isDirectory();
  const root = isFolder ? path : dirname(path);
  const files = await filesBelow(root);
  const found = files.filter(({ name }) => isXml(name));
  if (found.length === 0) return refuseBoxes(path, '', 'list', 'XML');
  const pictures = new PictureIndex(files);
  const splits = await listedSplits(files);
  const read = await mapInOrder(found, (file) => readAnnotation(file, pictures), signal);
  const seen = new Map<string, string>();
  const names = orderNames([
    ...new Set(read.flatMap(({ objects }) => objects.map(({ name }) => name))),
  ]);
  const labels = new Map(names.map((name, label) => [name, label]));
  const images: AnnotatedImage[] = [];
  for (const { file, picture, size, objects } of read) {
    if (seen.has(picture))
      return refuseBoxes(file.path, 'filename', 'picture-twice', basename(picture));
    seen.set(picture, file.path);
    images.push({
      path: picture,
      split: splits.get(stemOf(file.name)) ?? splitIn(folderOf(file.name)) ?? 'train',
      source: file.path,
      place: 'size',
      size,
      boxes: objects.map(({ name, ...box }) => ({ ...box, label: labels.get(name) ?? 0 })),
    });
  }
  return ok({
    classes: names,
    images,
    unit: 'pixels',
    crowds: 0,
    warnings: picturesPassedOver(files.map(({ name }) => name)),
  });
}

interface VocObject {
  readonly name: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly place: string;
}

interface VocAnnotation {
  readonly file: FolderFile;
  readonly picture: string;
  readonly size: AnnotatedImage['size'];
  readonly objects: readonly VocObject[];
}

async function readAnnotation(file: FolderFile, pictures: PictureIndex): Promise<VocAnnotation> {
  const { path } = file;
  const root = await readXml(path);
  if (root.name !== 'annotation') return throwBoxes(path, root.name, 'element', 'annotation');
  const given = textOf(root, 'filename') ?? `${stemOf(file.name)}.jpg`;
  const picture = findPicture(file, given, pictures);
  if (picture === null) return throwLacking(path, 'filename', given, pictures);
  const elements = root.children.filter(({ name }) => name === 'object');
  if (elements.length > MOST_BOXES_AN_IMAGE) {
    return throwBoxes(path, 'object', 'too-many', MOST_BOXES_AN_IMAGE);
  }
  const objects = elements.map((element, at) => objectOf(path, `object[${at + 1}]`, element));
  return { file, picture, size: sizeOf(path, root), objects };
}

/** The picture by the name that the file gives it, or, since tools rename pictures, by the file's own. */
function findPicture({ name }: FolderFile, given: string, pictures: PictureIndex): string | null {
  const beside = folderOf(name);
  const above = beside === '' ? '' : folderOf(beside.slice(0, -1));
  const folders = [beside, `${above}JPEGImages/`, `${above}images/`, above];
  const named = pictures.find(given, folders);
  if (named !== null) return named;
  const stem = stemOf(name);
  for (const ending of ['jpg', 'jpeg', 'png', 'JPG', 'webp']) {
    const path = pictures.find(`${stem}.${ending}`, folders);
    if (path !== null) return path;
  }
  return null;
}

function objectOf(path: string, place: string, element: XmlElement): VocObject {
  const name = textOf(element, 'name') ?? '';
  if (name === '' || name.length > LONGEST_NAME)
    return throwBoxes(path, `${place}/name`, 'name', name);
  const box = element.children.find((child) => child.name === 'bndbox');
  if (box === undefined) return throwBoxes(path, place, 'element', 'bndbox');
  const [left = 0, top = 0, right = 0, bottom = 0] = EDGES.map((edge) => {
    const text = textOf(box, edge);
    if (text === null) return throwBoxes(path, `${place}/bndbox`, 'element', edge);
    const value = Number(text);
    const isNumber = text !== '' && Number.isFinite(value);
    return isNumber ? value : throwBoxes(path, `${place}/bndbox/${edge}`, 'number', text);
  });
  if (right < left || bottom < top) {
    const found = [left, top, right, bottom];
    return throwBoxes(path, `${place}/bndbox`, 'negative', found);
  }
  return { name, left, top, right, bottom, place: `${place}/bndbox` };
}

/** Null where nothing is said, or 0, as some tools do. */
function sizeOf(path: string, root: XmlElement): AnnotatedImage['size'] {
  const size = root.children.find(({ name }) => name === 'size');
  if (size === undefined) return null;
  const [height = 0, width = 0] = ['height', 'width'].map((side) => {
    const text = textOf(size, side) ?? '0';
    const value = Number(text);
    return Number.isSafeInteger(value) && value >= 0
      ? value
      : throwBoxes(path, `size/${side}`, 'number', text);
  });
  return height === 0 || width === 0 ? null : { height, width };
}

function textOf(element: XmlElement, name: string): string | null {
  return element.children.find((child) => child.name === name)?.text.trim() ?? null;
}

/** Splits by the names of pictures, as `ImageSets/Main/train.txt` and its like list them. */
async function listedSplits(files: readonly FolderFile[]): Promise<ReadonlyMap<string, Split>> {
  const splits = new Map<string, Split>();
  for (const { path, name } of files) {
    const list = /(^|\/)ImageSets\/Main\/(train|val|test)\.txt$/.exec(name);
    if (list === null) continue;
    const text = await readSmallText(path, MOST_LIST_BYTES);
    for (const line of text.split(/\r?\n/)) {
      const [stem = ''] = line.trim().split(/\s+/);
      if (stem !== '') splits.set(stem.normalize(), splitIn(`${list[2]}/`) ?? 'train');
    }
  }
  return splits;
}

function isXml(name: string): boolean {
  return /\.xml$/i.test(name);
}

function stemOf(name: string): string {
  return basename(name).replace(/\.[^.]+$/, '');
}
