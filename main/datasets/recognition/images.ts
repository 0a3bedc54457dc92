import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { endingFor } from '../../../app/dataset/formats.ts';
import { holdsArrays } from '../arrays/array-files.ts';
import { entriesOf } from '../folder-entries.ts';
import { holdsCifar, isCifarFile } from '../images/cifar-files.ts';
import { isShown, isTextName } from '../images/file-names.ts';
import { findIdxFiles } from '../images/idx-files.ts';
import { findLabelLists } from '../images/label-list.ts';
import { isImageName } from '../images/picture-names.ts';
import { type Recogniser, startsWith } from './sight.ts';

const IDX_MARK = '\0\0\u0008';

/** An IDX file by its mark or its name, a folder by the IDX images in it. */
export const recogniseIdx: Recogniser = async ({ path, name, folder, head }) => {
  if (folder) {
    const found = (await findIdxFiles(path)).length > 0;
    return found ? { confidence: 0.9, why: { kind: 'folder-with-idx' } } : null;
  }
  if (startsWith(head, IDX_MARK)) return { confidence: 1, why: { kind: 'mark', mark: '00 00 08' } };
  const ending = endingFor('idx', name);
  return ending === null ? null : { confidence: 0.8, why: { kind: 'file-name', ending } };
};

/** Files called like those of CIFAR-10 or CIFAR-100, and as long as they are where a name says little. */
export const recogniseCifar: Recogniser = async ({ path, names, folder }) => {
  const found = folder ? await holdsCifar(path, names) : await isCifarFile(path);
  return found ? { confidence: 0.9, why: { kind: 'cifar' } } : null;
};

/** NumPy's arrays: a file by its mark, an archive of nothing else, a folder by images and labels in it. */
export const recogniseArrays: Recogniser = async ({ path, names, folder, head }) => {
  if (folder)
    return (await holdsArrays(path)) ? { confidence: 0.9, why: { kind: 'arrays' } } : null;
  const mark = 'NUMPY';
  if (startsWith(head, `\u0093${mark}`)) return { confidence: 1, why: { kind: 'mark', mark } };
  const archive = names.length > 0 && names.every((name) => name.endsWith('.npy'));
  return archive ? { confidence: 1, why: { kind: 'arrays' } } : null;
};

/** Files looked at before a folder is taken to hold none. */
const MOST_LOOKED_AT = 2000;
const MOST_FOLDERS = 400;
const DEEPEST = 6;

/** A folder with images in it or below; any other folder is one for want of a better guess. */
export const recogniseImageFolder: Recogniser = async ({ path, folder }) => {
  if (!folder) return null;
  const confidence = (await holds(path, isImageName)) ? 0.8 : 0.1;
  return { confidence, why: { kind: 'folder-of-images' } };
};

/** A folder of images with a table in it that says which is what. */
export const recogniseLabelList: Recogniser = async ({ path, folder }) => {
  const found = folder ? await findLabelLists(path) : null;
  if (found === null) return null;
  return { confidence: 0.85, why: { kind: 'label-list', list: found.join(', ') } };
};

/** A folder of two folders or more with text files in each and no images, beside which texts are notes. */
export const recogniseTextFolder: Recogniser = async ({ path, folder }) => {
  if (!folder) return null;
  const folders: string[] = [];
  for await (const entry of entriesOf(path)) {
    if (entry.isDirectory() && isShown(entry.name)) folders.push(entry.name);
    if (folders.length === MOST_LOOKED_AT) break;
  }
  if (folders.length < 2 || (await holds(path, isImageName))) return null;
  for (const name of folders) {
    if (!(await holds(join(path, name), isTextName, 2))) return null;
  }
  return { confidence: 0.7, why: { kind: 'folder-of-texts' } };
};

/** Whether a folder, or one of the first below it, holds a file that is accepted by its name. */
async function holds(
  folder: string,
  accepts: (name: string) => boolean,
  depth = 1,
  budget = { folders: MOST_FOLDERS },
): Promise<boolean> {
  budget.folders -= 1;
  const entries: Dirent[] = [];
  for await (const entry of entriesOf(folder)) {
    entries.push(entry);
    if (entries.length === MOST_LOOKED_AT) break;
  }
  if (entries.some((entry) => entry.isFile() && accepts(entry.name))) return true;
  if (depth === DEEPEST) return false;
  for (const entry of entries.filter((each) => each.isDirectory()).slice(0, 20)) {
    if (budget.folders <= 0) return false;
    if (await holds(join(folder, entry.name), accepts, depth + 1, budget)) return true;
  }
  return false;
}
