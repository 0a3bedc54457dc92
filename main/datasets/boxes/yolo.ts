import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Split } from '../../../app/dataset/dataset.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { isImageName, picturesPassedOver } from '../images/picture-names.ts';
import { mapInOrder } from '../images/pictures.ts';
import { inspectFile, openBytes, readHead } from '../open-bytes.ts';
import {
  type AnnotatedImage,
  type Annotations,
  MOST_BOXES_AN_IMAGE,
  refuseBoxes,
  type SourceBox,
  throwBoxes,
} from './annotations.ts';
import { type FolderFile, filesBelow, folderOf, splitIn } from './folder-files.ts';
import { readSmallText } from './small-text.ts';
import { readYoloYaml, type YoloData } from './yolo-yaml.ts';

const YAML = /\.ya?ml$/i;
/** Lists of names, a line each, as tools call them. */
const NAMES = /^(classes\.txt|obj\.names|_darknet\.labels|labels\.txt|predefined_classes\.txt)$/i;
const HEAD_BYTES = 64 * 1024;
const MOST_NAMES_BYTES = 1024 ** 2;
const MOST_LABELS_BYTES = 4 * 1024 ** 2;
const MOST_LIST_BYTES = 64 * 1024 ** 2;
const ROW = /^\d+(\s+[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?){4}$/i;
const NUMBERS = 5;

/** What a folder in YOLO's form is known by: its data file, or its list of names beside files of boxes. */
export async function yoloFileIn(folder: string): Promise<string | null> {
  let pictures = false;
  const files = await filesBelow(folder, (name) => {
    const picture = isImageName(name);
    pictures ||= picture;
    return !picture;
  });
  const found = dataFile(files);
  if (found === null || !pictures) return null;
  const head = await headOf(found.path);
  if (YAML.test(found.name)) return /^\s*["']?names["']?\s*:/m.test(head) ? found.name : null;
  return (await hasLabels(files)) ? found.name : null;
}

/** Whether one of the first text files beside or below holds rows of five numbers. */
async function hasLabels(files: readonly FolderFile[]): Promise<boolean> {
  const texts = files.filter(({ name }) => isLabels(name)).slice(0, 20);
  for (const { path } of texts) {
    const [first] = (await headOf(path)).split('\n').filter((line) => line.trim() !== '');
    if (first !== undefined && ROW.test(first.trim())) return true;
  }
  return false;
}

/** How a file begins; what is wrong with it is for its reader to say. */
async function headOf(path: string): Promise<string> {
  const file = await inspectFile(path);
  if (!file.ok) return '';
  const { bytes } = await readHead(openBytes(file.value), HEAD_BYTES);
  return Buffer.from(bytes).toString('latin1');
}

/** Reads a folder in YOLO's form, or that of a data file. Throws `ExpectedFailure`. */
export async function readYolo(path: string, signal?: AbortSignal): Promise<Result<Annotations>> {
  const isFolder = (await stat(path)).isDirectory();
  const root = isFolder ? path : dirname(path);
  const files = await filesBelow(root);
  const data = isFolder ? dataFile(files) : (files.find((file) => file.path === path) ?? null);
  if (data === null) return refuseBoxes(path, '', 'list', 'data.yaml, classes.txt');
  const text = await readSmallText(data.path, MOST_NAMES_BYTES);
  const { names, splits } = YAML.test(data.name)
    ? readYoloYaml(data.path, text)
    : { names: listedNames(data.path, text), splits: {} };
  const labels = new Map(
    files.filter(({ name }) => isLabels(name)).map((file) => [file.name, file]),
  );
  const pictures = files.filter(({ name }) => isImageName(name));
  const splitOf = await splitFinder(splits, data.name, files);
  const taken = new Set<string>();
  const images = await mapInOrder(
    pictures.flatMap((picture) => {
      const split = splitOf(picture.name);
      if (split === null) return [];
      const file = labelNames(picture.name)
        .map((name) => labels.get(name))
        .find((each) => each);
      if (file !== undefined) taken.add(file.name);
      return [{ picture, split, file }];
    }),
    async ({ picture, split, file }): Promise<AnnotatedImage> => ({
      path: picture.path,
      split,
      source: file?.path ?? picture.path,
      place: '',
      size: null,
      boxes: file === undefined ? [] : await readBoxes(file.path, names.length),
    }),
    signal,
  );
  const lonely = [...labels.values()].find(
    ({ name }) => !taken.has(name) && /(^|\/)labels\//.test(name) && splitOf(name) !== null,
  );
  if (lonely !== undefined) return refuseBoxes(lonely.path, '', 'picture-missing', lonely.name);
  return ok({
    classes: names,
    images,
    unit: 'fractions',
    crowds: 0,
    warnings: picturesPassedOver(files.map(({ name }) => name)),
  });
}

function dataFile(files: readonly FolderFile[]): FolderFile | null {
  const shallow = files.toSorted((one, other) => depthOf(one) - depthOf(other));
  const last = ({ name }: FolderFile) => name.slice(name.lastIndexOf('/') + 1);
  return (
    shallow.find((file) => /^(data|dataset)\.ya?ml$/i.test(last(file))) ??
    shallow.find((file) => YAML.test(file.name) && depthOf(file) === 1) ??
    shallow.find((file) => NAMES.test(last(file))) ??
    null
  );
}

function depthOf({ name }: FolderFile): number {
  return name.split('/').length;
}

function listedNames(path: string, text: string): readonly string[] {
  const names = text.split(/\r?\n/).map((line) => line.trim());
  while (names.at(-1) === '') names.pop();
  if (names.length === 0) throwBoxes(path, '1', 'names', '');
  const blank = names.indexOf('');
  if (blank >= 0) throwBoxes(path, `${blank + 1}`, 'name', '');
  return names;
}

function isLabels(name: string): boolean {
  return /\.txt$/i.test(name) && !NAMES.test(name.slice(name.lastIndexOf('/') + 1));
}

/** Where a picture's boxes may stand: beside it, or in `labels` where it is in `images`. */
function labelNames(picture: string): readonly string[] {
  const stem = picture.replace(/\.[^./]+$/, '');
  const at = `/${stem}`.lastIndexOf('/images/');
  const apart =
    at < 0 ? [] : [`${stem.slice(0, at)}labels/${stem.slice(at + 'images/'.length)}.txt`];
  return [...apart, `${stem}.txt`];
}

/** Says which split a file is of; null where the data file names none that it is in. */
async function splitFinder(
  splits: YoloData['splits'],
  dataName: string,
  files: readonly FolderFile[],
): Promise<(name: string) => Split | null> {
  const folders: { readonly folder: string; readonly split: Split }[] = [];
  const listed = new Map<string, Split>();
  for (const split of ['train', 'val', 'test'] as const) {
    for (const given of splits[split] ?? []) {
      const name = withinFolder(given);
      const list = files.find((file) => /\.txt$/i.test(name) && ends(name, file.name));
      if (list === undefined) folders.push({ folder: name, split });
      else await readList(list, split, listed);
    }
  }
  const beside = folderOf(dataName);
  const find = (name: string): Split | null => {
    const byList = listed.get(name.slice(name.lastIndexOf('/') + 1));
    if (byList !== undefined) return byList;
    const asImage = name.replace(/(^|\/)labels\//, '$1images/');
    const named = folders.find(({ folder }) =>
      [beside + folder, folder].some((start) => asImage.startsWith(`${start}/`)),
    );
    return named?.split ?? null;
  };
  const finds = files.some((file) => isImageName(file.name) && find(file.name) !== null);
  // The data file may name folders of another machine: those that are here say it by their names.
  return finds ? find : (name) => splitIn(folderOf(name)) ?? 'train';
}

/** A path as it may stand in a data file, without what leads out of the folder. */
function withinFolder(given: string): string {
  const parts = given.normalize().replaceAll('\\', '/').split('/');
  return parts.filter((part) => part !== '' && part !== '.' && part !== '..').join('/');
}

function ends(given: string, name: string): boolean {
  return given === name || given.endsWith(`/${name}`) || name.endsWith(`/${given}`);
}

async function readList(file: FolderFile, split: Split, into: Map<string, Split>): Promise<void> {
  const text = await readSmallText(file.path, MOST_LIST_BYTES);
  for (const line of text.split(/\r?\n/)) {
    const name = line.trim().replaceAll('\\', '/');
    if (name !== '') into.set(name.slice(name.lastIndexOf('/') + 1).normalize(), split);
  }
}

/** Rows of class, centre and size, each as a fraction of the picture. */
async function readBoxes(path: string, classes: number): Promise<readonly SourceBox[]> {
  const text = await readSmallText(path, MOST_LABELS_BYTES);
  const boxes: SourceBox[] = [];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    const place = `${at + 1}`;
    const values = trimmed.split(/\s+/);
    if (values.length !== NUMBERS) throwBoxes(path, place, 'five', trimmed);
    const numbers = values.map((value) =>
      /^[-+.\de]+$/i.test(value) ? Number(value) : Number.NaN,
    );
    if (!numbers.every(Number.isFinite)) throwBoxes(path, place, 'five', trimmed);
    const [label = 0, x = 0, y = 0, width = 0, height = 0] = numbers;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throwBoxes(path, place, 'class', values[0]);
    }
    if (width < 0 || height < 0) throwBoxes(path, place, 'negative', trimmed);
    if (boxes.length >= MOST_BOXES_AN_IMAGE)
      throwBoxes(path, place, 'too-many', MOST_BOXES_AN_IMAGE);
    boxes.push({
      label,
      left: x - width / 2,
      top: y - height / 2,
      right: x + width / 2,
      bottom: y + height / 2,
      place,
    });
  }
  return boxes;
}
