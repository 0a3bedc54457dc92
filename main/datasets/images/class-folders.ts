import { join } from 'node:path';
import { orderNames } from '../../../app/dataset/classes.ts';
import { SPLITS, type Split } from '../../../app/dataset/dataset.ts';
import type { PreviewWarning } from '../../../app/dataset/preview-warning.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { splitNamed } from '../split-files.ts';
import { classNames } from './class-names.ts';
import {
  type Accepts,
  type FilledFolder,
  type FilledFolders,
  findFilled,
} from './filled-folders.ts';

export interface LabelledFile {
  readonly path: string;
  /** Index into the classes. */
  readonly label: number;
  readonly split: Split;
}

export interface LabelledFiles {
  readonly classes: readonly string[];
  /** Training first, then class by class, then by name. */
  readonly files: readonly LabelledFile[];
  /** Whether files lie in no folders of classes, so that nothing says what they are; there is one class then. */
  readonly unlabelled: boolean;
  /** What was left out, and how folders within folders were taken. */
  readonly warnings: readonly PreviewWarning[];
}

/** A folder of files, of one split. */
interface Part {
  readonly folder: FilledFolder;
  readonly split: Split;
  /** Folders of classes that it lies in; empty where it is the split's own. */
  readonly parts: readonly string[];
}

/**
 * Lists a folder with one folder of files per class, or with `train`, `val`, `test` holding such, perhaps within folders
 * that hold nothing else. Links are not followed and hidden entries passed over, so nothing outside the folder is read.
 */
export async function listLabelled(path: string, accepts: Accepts): Promise<Result<LabelledFiles>> {
  const found = await findFilled(path, accepts);
  const { root, folders } = found;
  if (folders.length === 0) {
    const [first] = found.hollow;
    return first === undefined
      ? fail({ code: 'dataset/folder-empty', path: root })
      : fail({ code: 'dataset/class-folder-empty', path: join(root, ...first) });
  }
  const dealt = dealFolders(folders);
  const named = dealt.parts.filter(({ parts }) => parts.length > 0);
  const bare = dealt.parts.filter(({ parts }) => parts.length === 0);
  if (!named.some(({ split }) => split === 'train')) {
    const files = inOrder(bare.flatMap((part) => filesOf(part, 0)));
    const warnings = leftOut([...dealt.beside, ...named.map(({ folder }) => folder)]);
    if (files.length === 0) return fail({ code: 'dataset/folder-empty', path: root });
    return ok({ classes: [''], files, unlabelled: true, warnings });
  }
  const hollow = hollowFolder(found, dealt.isSplit);
  if (hollow !== null) return fail(hollow);
  const names = classNames(named.map(({ parts }) => parts));
  const learnt = new Set(names.filter((_, at) => named[at]?.split === 'train'));
  // Some keep pictures that nothing is known of in a folder by any name.
  const unknown = (['val', 'test'] as const).filter((split) => {
    const ofSplit = new Set(names.filter((_, at) => named[at]?.split === split));
    return ofSplit.size === 1 && learnt.size > 1 && [...ofSplit].every((name) => !learnt.has(name));
  });
  const kept = named.flatMap((part, at) =>
    unknown.some((split) => split === part.split) ? [] : [{ part, name: names[at] ?? '' }],
  );
  const classes = orderNames([...new Set(kept.map(({ name }) => name))]);
  const labels = new Map(classes.map((name, label) => [name, label]));
  const nested = kept.find(({ part }) => part.parts.length > 1);
  const without = new Set(kept.map(({ part }) => part));
  const others = dealt.parts.filter((part) => !without.has(part)).map(({ folder }) => folder);
  return ok({
    classes,
    files: inOrder(kept.flatMap(({ part, name }) => filesOf(part, labels.get(name) ?? 0))),
    unlabelled: false,
    warnings: [
      ...(nested === undefined
        ? []
        : [
            {
              kind: 'classes-nested',
              folder: nested.part.parts.join('/'),
              name: nested.name,
            } as const,
          ]),
      ...leftOut([...dealt.beside, ...others]),
    ],
  });
}

/** Which split each folder is of, and which are of none. */
function dealFolders(folders: readonly FilledFolder[]): {
  readonly parts: readonly Part[];
  readonly beside: readonly FilledFolder[];
  /** Whether the topmost folders are splits. */
  readonly isSplit: boolean;
} {
  const tops = [...new Set(folders.flatMap(({ parts }) => parts.slice(0, 1)))];
  const below = (top: string) => folders.filter(({ parts }) => parts[0] === top);
  const isOf = (split: Split) => (top: string) => splitNamed(top) === split;
  const others = tops.filter((top) => splitNamed(top) === null);
  const training = tops.filter(isOf('train'));
  const holdsClasses = training.some((top) => below(top).some(({ parts }) => parts.length > 1));
  const isSplit = training.length > 0 && (others.length === 0 || holdsClasses);
  // `cat`, `dog` and `test/cat`: what is no test is for training.
  const isHeld =
    training.length === 0 &&
    others.length > 1 &&
    tops.some((top) => below(top).some(({ parts }) => others.includes(parts[1] ?? '')));
  const parts: Part[] = [];
  const beside: FilledFolder[] = [];
  const isInner =
    !isSplit &&
    folders.every(
      ({ parts: each }) => each.length === 0 || (each.length > 1 && splitNamed(each.at(-1) ?? '')),
    ) &&
    folders.some(({ parts: each }) => splitNamed(each.at(-1) ?? '') === 'train');
  for (const folder of folders) {
    const [top, ...rest] = folder.parts;
    const split = top === undefined ? null : splitNamed(top);
    if (isInner) {
      const inner = splitNamed(folder.parts.at(-1) ?? '');
      if (inner === null) beside.push(folder);
      else parts.push({ folder, split: inner, parts: folder.parts.slice(0, -1) });
    } else if (!isSplit && !isHeld) parts.push({ folder, split: 'train', parts: folder.parts });
    else if (split !== null) parts.push({ folder, split, parts: rest });
    else if (isHeld && top !== undefined)
      parts.push({ folder, split: 'train', parts: folder.parts });
    else beside.push(folder);
  }
  return { parts, beside, isSplit };
}

/** A folder where files of a class, or of a split, are expected and are not. */
function hollowFolder({ root, hollow }: FilledFolders, isSplit: boolean) {
  for (const parts of hollow) {
    const path = join(root, ...parts);
    const inSplit = isSplit && splitNamed(parts[0] ?? '') !== null;
    if (inSplit && parts.length === 1) return { code: 'dataset/folder-empty', path } as const;
    if (parts.length === (inSplit ? 2 : 1) && inSplit === isSplit) {
      return { code: 'dataset/class-folder-empty', path } as const;
    }
  }
  return null;
}

function filesOf({ folder, split }: Part, label: number): readonly LabelledFile[] {
  return folder.names.map((name) => ({ path: join(folder.path, name), label, split }));
}

function inOrder(files: readonly LabelledFile[]): readonly LabelledFile[] {
  return files.toSorted(
    (left, right) =>
      SPLITS.indexOf(left.split) - SPLITS.indexOf(right.split) || left.label - right.label,
  );
}

/** Folders whose files nothing is said of, by the topmost of each; none is the root. */
function leftOut(folders: readonly FilledFolder[]): readonly PreviewWarning[] {
  const counts = new Map<string, number>();
  for (const { parts, names } of folders) {
    const folder = parts[0] ?? '';
    counts.set(folder, (counts.get(folder) ?? 0) + names.length);
  }
  return [...counts].map(([folder, count]) => ({ kind: 'folder-left-out', folder, count }));
}
