import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ok } from '../../../app/errors.ts';
import { imageImporter } from '../images/image-importer.ts';
import { readLabelList } from '../images/label-list.ts';
import { openPictures } from '../images/pictures.ts';

/** A folder of pictures with a table in it that lists their labels, and perhaps their splits. */
export const labelListImporter = imageImporter(async ({ path, options, signal }) => {
  const isFolder = (await stat(path)).isDirectory();
  const listed = await readLabelList(
    isFolder ? path : dirname(path),
    isFolder ? null : path,
    options,
  );
  if (!listed.ok) return listed;
  const { labelColumn, ...pictures } = listed.value;
  return ok({ ...(await openPictures(pictures, options, signal)), labelColumn });
});
