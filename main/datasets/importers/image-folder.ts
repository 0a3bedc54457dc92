import { ok } from '../../../app/errors.ts';
import { listFolderImages } from '../images/folder-images.ts';
import { imageImporter } from '../images/image-importer.ts';
import { openPictures } from '../images/pictures.ts';

/** A folder of images in one folder per class, perhaps below `train`, `val` and `test`, or with classes in their names. */
export const imageFolderImporter = imageImporter(async ({ path, options, signal }) => {
  const listed = await listFolderImages(path, options.classesFromNames);
  return listed.ok ? ok(await openPictures(listed.value, options, signal)) : listed;
});
