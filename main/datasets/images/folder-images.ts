import { basename, join } from 'node:path';
import type { PreviewWarning } from '../../../app/dataset/preview-warning.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { NEEDLESS_NAMES } from '../choice-fault.ts';
import { type LabelledFile, listLabelled } from './class-folders.ts';
import { classesOfNames, type NamedPictures } from './classes-of-names.ts';
import { isImageName, isOtherPicture, picturesPassedOver } from './picture-names.ts';

export interface FolderImages {
  readonly classes: readonly string[];
  /** Training first, then class by class, then by name. */
  readonly images: readonly LabelledFile[];
  /** Whether nothing says what the images are. */
  readonly unlabelled?: boolean;
  /** What was left out, and how the folders were taken. */
  readonly warnings: readonly PreviewWarning[];
}

/**
 * Lists a folder with one folder of images per class, or with nothing but images.
 * @param fromNames whether names tell the classes of the latter; where that is not asked for, it is told that they could
 */
export async function listFolderImages(
  path: string,
  fromNames = false,
): Promise<Result<FolderImages>> {
  const others: string[] = [];
  const listed = await listLabelled(path, (name, folder) => {
    if (isOtherPicture(name)) others.push(join(folder, name));
    return isImageName(name);
  });
  if (!listed.ok) {
    const place = 'path' in listed.error ? listed.error.path : undefined;
    const other = others.find((each) => place !== undefined && each.startsWith(place));
    return other === undefined ? listed : fail({ code: 'dataset/image-unreadable', path: other });
  }
  const { classes, files, unlabelled } = listed.value;
  const named = unlabelled ? classesOfNames(files) : null;
  const warnings = [...listed.value.warnings, ...toldByNames(named, fromNames)];
  if (fromNames) {
    if (!unlabelled) return fail(NEEDLESS_NAMES);
    if (named === null) {
      const found = basename(files[0]?.path ?? '');
      return fail({ code: 'dataset/image-data-invalid', path, problem: 'names-untold', found });
    }
    return ok({
      classes: named.classes,
      images: named.files,
      warnings: [...warnings, ...picturesPassedOver(others)],
    });
  }
  return ok({
    classes,
    images: files,
    ...(unlabelled && { unlabelled }),
    warnings: [...warnings, ...picturesPassedOver(others)],
  });
}

function toldByNames(named: NamedPictures | null, fromNames: boolean): readonly PreviewWarning[] {
  if (named === null) return [];
  const { classes, files, example, name, leftOut } = named;
  const told = { pictures: files.length, classes: classes.length, example, name };
  if (!fromNames) return [{ kind: 'names-tell-classes', ...told }];
  const others = leftOut.map(({ split, count }) => {
    return { kind: 'folder-left-out', folder: split, count } as const;
  });
  return [{ kind: 'classes-from-names', ...told }, ...others];
}
