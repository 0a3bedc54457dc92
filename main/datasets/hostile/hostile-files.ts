import { TAR_FILES, ZIP_FILES } from './archive-files.ts';
import { COCO_FILES, VOC_FILES, YOLO_FILES } from './box-files.ts';
import { PARQUET_FILES, SQLITE_FILES } from './database-files.ts';
import { DELIMITED_FILES } from './delimited-files.ts';
import type { HostileFile } from './hostile-file.ts';
import { CIFAR_FILES, LABEL_LIST_FILES, NPY_FILES, NPZ_FILES } from './image-files.ts';
import { JSON_FILES } from './json-files.ts';
import { PARALLEL_FILES } from './text-files.ts';
import { WORKBOOK_FILES } from './workbook-files.ts';

/** All of them; a further family is a further list. */
export const HOSTILE_FILES: readonly HostileFile[] = [
  ...DELIMITED_FILES,
  ...JSON_FILES,
  ...ZIP_FILES,
  ...TAR_FILES,
  ...WORKBOOK_FILES,
  ...SQLITE_FILES,
  ...PARQUET_FILES,
  ...CIFAR_FILES,
  ...NPY_FILES,
  ...NPZ_FILES,
  ...LABEL_LIST_FILES,
  ...COCO_FILES,
  ...YOLO_FILES,
  ...VOC_FILES,
  ...PARALLEL_FILES,
];
