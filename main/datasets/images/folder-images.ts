import { join } from 'node:path';
import { orderNames } from '../../../app/dataset/classes.ts';
import type { Split } from '../../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { entriesOf } from '../folder-entries.ts';
import { splitNamed } from '../split-files.ts';

/** BMP among them, so that such files are named as unreadable rather than passed over. */
const IMAGE_NAME = /\.(png|jpe?g|webp|gif|tiff?|bmp)$/i;

/** Whether a file is called like an image. */
export function isImageName(name: string): boolean {
  return IMAGE_NAME.test(name);
}

/** Whether a file is called like a text. */
export function isTextName(name: string): boolean {
  return /\.(txt|text)$/i.test(name);
}

export interface LabelledFile {
  readonly path: string;
  /** Index into the classes. */
  readonly label: number;
  readonly split: Split;
}

interface LabelledFiles {
  readonly classes: readonly string[];
  /** Training first, then class by class, then by name. */
  readonly files: readonly LabelledFile[];
}

export interface FolderImages {
  readonly classes: readonly string[];
  /** In the order of `listLabelled`. */
  readonly images: readonly LabelledFile[];
  /** Whether the images lie in the folder itself, so that nothing says what they are. */
  readonly unlabelled?: boolean;
}

/** Lists a folder with one folder of images per class, or with nothing but images. */
export async function listFolderImages(path: string): Promise<Result<FolderImages>> {
  const [folders, own] = [await listFolders(path), await listFiles(path, isImageName)];
  if (folders.length === 0 && own.length > 0) {
    const images = own.map((name) => ({
      path: join(path, name),
      label: 0,
      split: 'train' as const,
    }));
    return ok({ classes: [''], images, unlabelled: true });
  }
  const listed = await listLabelled(path, isImageName);
  if (!listed.ok) return listed;
  return ok({ classes: listed.value.classes, images: listed.value.files });
}

/**
 * Lists a folder with one folder of files per class, or with `train`, `val`, `test` holding such.
 * Links are not followed and hidden entries passed over, so nothing outside the folder is read.
 */
export async function listLabelled(
  path: string,
  accepts: (name: string) => boolean,
): Promise<Result<LabelledFiles>> {
  const top = await listFolders(path);
  const splits =
    top.every((name) => splitNamed(name) !== null) &&
    top.some((name) => splitNamed(name) === 'train');
  const parts = splits
    ? top.map((name) => ({
        folder: join(path, name),
        split: splitNamed(name) ?? 'train',
      }))
    : [{ folder: path, split: 'train' as const }];

  const found: { readonly name: string; readonly path: string; readonly split: Split }[] = [];
  for (const { folder, split } of parts) {
    const names = splits ? await listFolders(folder) : top;
    if (names.length === 0) return fail({ code: 'dataset/folder-empty', path: folder });
    for (const name of names) {
      const images = await listFiles(join(folder, name), accepts);
      if (images.length === 0) {
        return fail({ code: 'dataset/class-folder-empty', path: join(folder, name) });
      }
      for (const image of images) found.push({ name, path: join(folder, name, image), split });
    }
  }
  const classes = orderNames([...new Set(found.map(({ name }) => name))]);
  const labels = new Map(classes.map((name, label) => [name, label]));
  const files = found.map(({ name, ...file }) => ({ ...file, label: labels.get(name) ?? 0 }));
  const order: readonly Split[] = ['train', 'val', 'test'];
  return ok({
    classes,
    files: files.toSorted(
      (left, right) =>
        order.indexOf(left.split) - order.indexOf(right.split) || left.label - right.label,
    ),
  });
}

async function listFolders(path: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const entry of entriesOf(path)) {
    if (entry.isDirectory() && isShown(entry.name)) names.push(entry.name);
  }
  return names;
}

/** Names of a folder's own files that are accepted, in order. */
export async function listFiles(
  path: string,
  accepts: (name: string) => boolean,
): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const entry of entriesOf(path)) {
    if (entry.isFile() && isShown(entry.name) && accepts(entry.name)) names.push(entry.name);
  }
  return orderNames(names);
}

/** Whether a name is neither hidden nor an archive's own. */
export function isShown(name: string): boolean {
  return !name.startsWith('.') && name !== '__MACOSX';
}
