import type { DatasetFormat } from '../../../app/dataset/dataset.ts';
import { boxImporter } from '../boxes/box-importer.ts';
import { readCoco } from '../boxes/coco.ts';
import { readVoc } from '../boxes/voc.ts';
import { readYolo } from '../boxes/yolo.ts';
import type { Importer } from '../importer.ts';
import { recogniseCoco, recogniseVoc, recogniseYolo } from '../recognition/boxes.ts';
import {
  recogniseArrays,
  recogniseCifar,
  recogniseIdx,
  recogniseImageFolder,
  recogniseLabelList,
  recogniseTextFolder,
} from '../recognition/images.ts';
import { recogniseParallelText } from '../recognition/parallel-text.ts';
import type { Recogniser } from '../recognition/sight.ts';
import { firstOf, recogniseParts } from '../recognition/table-parts.ts';
import {
  parquetMark,
  recogniseDelimited,
  recogniseJson,
  recogniseText,
  recogniseWorkbook,
  sqliteMark,
} from '../recognition/tables.ts';
import { cifarImporter } from './cifar.ts';
import { idxImporter } from './idx.ts';
import { imageFolderImporter } from './image-folder.ts';
import { labelListImporter } from './label-list.ts';
import { npyImporter } from './npy.ts';
import { tableImporter } from './table.ts';
import { textImporter } from './text.ts';

/** One format: how it is recognised, and who reads it. */
export interface FormatEntry {
  readonly importer: Importer;
  readonly recognise: Recogniser;
}

/** Every format; a further one is a further line. Of equally confident ones, the first is taken. */
export const IMPORTERS: Readonly<Record<DatasetFormat, FormatEntry>> = {
  csv: {
    importer: tableImporter,
    recognise: firstOf(recogniseDelimited('csv'), recogniseParts('csv')),
  },
  tsv: {
    importer: tableImporter,
    recognise: firstOf(recogniseDelimited('tsv'), recogniseParts('tsv')),
  },
  parquet: { importer: tableImporter, recognise: firstOf(parquetMark, recogniseParts('parquet')) },
  jsonl: { importer: tableImporter, recognise: firstOf(recogniseJson, recogniseParts('jsonl')) },
  xlsx: { importer: tableImporter, recognise: recogniseWorkbook },
  sqlite: { importer: tableImporter, recognise: sqliteMark },
  idx: { importer: idxImporter, recognise: recogniseIdx },
  cifar: { importer: cifarImporter, recognise: recogniseCifar },
  npy: { importer: npyImporter, recognise: recogniseArrays },
  'image-folder': { importer: imageFolderImporter, recognise: recogniseImageFolder },
  'label-list': { importer: labelListImporter, recognise: recogniseLabelList },
  coco: { importer: boxImporter(readCoco), recognise: recogniseCoco },
  yolo: { importer: boxImporter(readYolo), recognise: recogniseYolo },
  voc: { importer: boxImporter(readVoc), recognise: recogniseVoc },
  'text-folder': { importer: tableImporter, recognise: recogniseTextFolder },
  'parallel-text': { importer: tableImporter, recognise: recogniseParallelText },
  text: { importer: textImporter, recognise: recogniseText },
};
