import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Split } from '../../../app/dataset/dataset.ts';
import type { RecognitionReason } from '../../../app/dataset/recognition.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { isImageName, isOtherPicture, picturesPassedOver } from '../images/picture-names.ts';
import { mapInOrder } from '../images/pictures.ts';
import { inspectFile, openBytes, readHead } from '../open-bytes.ts';
import { type AnnotatedImage, type Annotations, refuseBoxes, throwBoxes } from './annotations.ts';
import { type FolderFile, filesBelow, folderOf, splitIn } from './folder-files.ts';
import { readSmallText } from './small-text.ts';
import { looksLikeRow, readYoloRows } from './yolo-rows.ts';
import { readYoloYaml, type YoloData } from './yolo-yaml.ts';

const YAML = /\.ya?ml$/i;
/** Lists of names, a line each, as tools call them. */
const NAMES = /^(classes\.txt|obj\.names|_darknet\.labels|labels\.txt|predefined_classes\.txt)$/i;
const HEAD_BYTES = 64 * 1024;
const MOST_LOOKED_AT = 20;
const MOST_NAMES_BYTES = 1024 ** 2;
const MOST_LIST_BYTES = 64 * 1024 ** 2;

/** What tells that a folder is in YOLO's form. */
type YoloSign = Extract<RecognitionReason, { kind: 'yolo' | 'yolo-boxes' }>;

/**
 * What a folder in YOLO's form is known by: its data file, its list of names beside files of boxes, or, where nothing
 * names the classes, the first file of boxes that belongs to a picture.
 */
export async function yoloFileIn(folder: string): Promise<YoloSign | null> {
  const stems = new Set<string>();
  const files = await filesBelow(folder, (name) => {
    const picture = isImageName(name);
    if (picture) stems.add(stemOf(name.normalize()));
    return !picture;
  });
  if (stems.size === 0) return null;
  const found = dataFile(files);
  if (found !== null && YAML.test(found.name)) {
    const isData = /^\s*["']?(names|nc)["']?\s*:/m.test(await headOf(found.path));
    return isData ? { kind: 'yolo', file: found.name } : null;
  }
  const labels = files.filter(({ name }) => isLabels(name));
  if (found !== null) {
    return (await firstOfRows(labels)) && { kind: 'yolo', file: found.name };
  }
  const ofPictures = labels.filter(({ name }) => stems.has(stemOf(name)));
  const first = await firstOfRows(ofPictures);
  return first && { kind: 'yolo-boxes', file: first.name };
}

/** The first file with rows of boxes among the first text files; null where none has any. */
async function firstOfRows(texts: readonly FolderFile[]): Promise<FolderFile | null> {
  for (const file of texts.slice(0, MOST_LOOKED_AT)) {
    const [first] = (await headOf(file.path)).split('\n').filter((line) => line.trim() !== '');
    if (first !== undefined && looksLikeRow(first)) return file;
  }
  return null;
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
  if (data === null && !isFolder) {
    return refuseBoxes(path, '', 'list', 'data.yaml, classes.txt');
  }
  const { names, splits, poses } = data === null ? NOTHING_SAID : await readData(data);
  const facts = { classes: names?.length ?? null, poses };
  const labels = new Map(
    files.filter(({ name }) => isLabels(name)).map((file) => [file.name, file]),
  );
  const pictures = files.filter(({ name }) => isImageName(name));
  const splitOf = await splitFinder(splits, data?.name ?? '', files);
  const taken = new Set(
    files.flatMap(({ name }) => (isOtherPicture(name) ? labelNames(name) : [])),
  );
  let outlines = 0;
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
    async ({ picture, split, file }): Promise<AnnotatedImage> => {
      const rows = file === undefined ? NO_ROWS : await readYoloRows(file.path, facts);
      outlines += rows.outlines;
      const source = file?.path ?? picture.path;
      return { path: picture.path, split, source, place: '', size: null, boxes: rows.boxes };
    },
    signal,
  );
  const lonely = [...labels.values()].find(
    ({ name }) => !taken.has(name) && /(^|\/)labels\//.test(name) && splitOf(name) !== null,
  );
  if (lonely !== undefined) return refuseBoxes(lonely.path, '', 'picture-missing', lonely.name);
  if (data === null && images.every(({ boxes }) => boxes.length === 0)) {
    return refuseBoxes(path, '', 'list', 'data.yaml, classes.txt');
  }
  const used = new Set(images.flatMap(({ boxes }) => boxes.map(({ label }) => label)));
  const warnings = [
    ...(names === null ? [{ kind: 'classes-numbered', count: used.size } as const] : []),
    ...(outlines > 0 ? [{ kind: 'boxes-from-outlines', count: outlines } as const] : []),
    ...picturesPassedOver(files.map(({ name }) => name)),
  ];
  return ok({ classes: names ?? numbered(used), images, unit: 'fractions', crowds: 0, warnings });
}

const NO_ROWS = { boxes: [], outlines: 0 } as const;
const NOTHING_SAID: YoloData = { names: null, splits: {}, poses: false };

async function readData({ path, name }: FolderFile): Promise<YoloData> {
  const text = await readSmallText(path, MOST_NAMES_BYTES);
  return YAML.test(name)
    ? readYoloYaml(path, text)
    : { names: listedNames(path, text), splits: {}, poses: false };
}

/** Numbers as names, up to the largest that a box has. */
function numbered(used: ReadonlySet<number>): readonly string[] {
  const largest = Math.max(-1, ...used);
  return Array.from({ length: largest + 1 }, (_, label) => String(label));
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

/** A file's own name without its ending. */
function stemOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '');
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
