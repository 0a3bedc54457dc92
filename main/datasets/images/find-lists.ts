import { basename, join, relative, sep } from 'node:path';
import { orderNames } from '../../../app/dataset/classes.ts';
import type { Split } from '../../../app/dataset/dataset.ts';
import { entriesOf } from '../folder-entries.ts';
import { findSplitFiles } from '../split-files.ts';
import { isShown, isTextName } from './file-names.ts';
import { isListName, readList } from './list-cells.ts';
import { type ListLayout, listLayout } from './list-layout.ts';
import { PictureTails } from './picture-tails.ts';

/** Lists that are looked at, those first whose names promise labels. */
const MOST_LISTS = 12;
const PROMISING = /label|train|annotation|metadata|标签|标注/i;
/** What competitions want to be handed in, and notes. */
const NO_LIST = /submission|readme|license|requirements/i;
/** Folders in each other, from the given one on, in which a list may lie. */
const DEEPEST = 3;
const MOST_FOLDERS = 60;
const MOST_ENTRIES = 2000;
const MOST_TEXTS = 20;

/** A list of pictures. */
export interface FoundList {
  readonly path: string;
  readonly name: string;
  /** The split that it is called for; null for a list of no split, or of several. */
  readonly split: Split | null;
  /** Null for one of a split that has no labels as the training list has. */
  readonly layout: ListLayout | null;
}

export interface FoundLists {
  readonly lists: readonly FoundList[];
  readonly pictures: PictureTails;
}

/**
 * The list of a folder's pictures, or one for each split where they are called so; null where there is none.
 * @param file the only one to look at
 */
export async function findLists(
  folder: string,
  target: string | undefined,
  file: string | null = null,
): Promise<FoundLists | null> {
  const paths = file === null ? await listPaths(folder) : [file];
  if (paths.length === 0) return null;
  const pictures = await PictureTails.below(folder);
  if (pictures.size === 0) return null;
  const layoutOf = async (path: string) => {
    const head = await readList(path, true);
    return head.ok ? listLayout(head.value, pictures, target) : null;
  };
  // Folders may be called for splits as well as lists are.
  const told = new Map(paths.map((path) => [relative(folder, path).replaceAll(sep, ' '), path]));
  const lists: FoundList[] = [];
  for (const { name, split } of findSplitFiles([...told.keys()])?.files ?? []) {
    const path = told.get(name) ?? name;
    lists.push({ path, name: relative(folder, path), split, layout: await layoutOf(path) });
  }
  const isWhole = lists.some(({ split, layout }) => split === 'train' && layout !== null);
  if (isWhole) return { lists, pictures };
  for (const path of paths) {
    const layout = await layoutOf(path);
    if (layout !== null) {
      return { lists: [{ path, name: relative(folder, path), split: null, layout }], pictures };
    }
  }
  return null;
}

/** Files that are called like lists, in the folder or, where there are none, in the first below. */
async function listPaths(folder: string): Promise<readonly string[]> {
  let level = [folder];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth += 1) {
    const found: string[] = [];
    const below: string[] = [];
    for (const place of level) {
      const lists: string[] = [];
      let entries = 0;
      for await (const entry of entriesOf(place)) {
        entries += 1;
        // In the folder itself a list may stand behind any number of pictures.
        if (depth > 0 && entries > MOST_ENTRIES) break;
        if (!isShown(entry.name)) continue;
        if (entry.isDirectory()) below.push(join(place, entry.name));
        else if (isListName(entry.name) && !NO_LIST.test(entry.name)) {
          lists.push(join(place, entry.name));
        }
      }
      // As many texts tell of a picture each, or are what is learnt from.
      const texts = lists.filter((path) => isTextName(path)).length;
      found.push(...(texts > MOST_TEXTS ? lists.filter((path) => !isTextName(path)) : lists));
    }
    if (found.length > 0) {
      return orderNames(found)
        .toSorted((left, right) => promiseOf(right) - promiseOf(left))
        .slice(0, MOST_LISTS);
    }
    level = below.slice(0, MOST_FOLDERS);
  }
  return [];
}

function promiseOf(path: string): number {
  return Number(PROMISING.test(basename(path)));
}
