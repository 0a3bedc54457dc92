import { join } from 'node:path';
import type { PreviewWarning } from '../../../app/dataset/preview-warning.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { type LabelledFile, listLabelled } from './class-folders.ts';
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

/** Lists a folder with one folder of images per class, or with nothing but images. */
export async function listFolderImages(path: string): Promise<Result<FolderImages>> {
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
  const { classes, files, unlabelled, warnings } = listed.value;
  return ok({
    classes,
    images: files,
    ...(unlabelled && { unlabelled }),
    warnings: [...warnings, ...picturesPassedOver(others)],
  });
}
