import type { DatasetFormat } from '../../../app/dataset/dataset.ts';
import type { Importer } from '../importer.ts';
import { delimitedImporter } from './delimited.ts';
import { idxImporter } from './idx.ts';
import { imageFolderImporter } from './image-folder.ts';
import { textImporter } from './text.ts';

/** Who reads which format. */
export const IMPORTERS: Readonly<Record<DatasetFormat, Importer>> = {
  csv: delimitedImporter,
  tsv: delimitedImporter,
  idx: idxImporter,
  'image-folder': imageFolderImporter,
  text: textImporter,
};
