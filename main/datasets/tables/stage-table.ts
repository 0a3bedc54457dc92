import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetFormat } from '../../../app/dataset/dataset.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { writePoints } from '../delimited/decimals.ts';
import { type RawTable, ROWS_FILE, type StagedTable, stageDelimited } from '../delimited/stage.ts';
import { stageTyped } from '../delimited/stage-typed.ts';
import { writeUndressed } from '../delimited/undress.ts';
import { inspectFile } from '../open-bytes.ts';
import { stageJson } from './json.ts';
import { stageParallelText } from './parallel-text.ts';
import { stageParquet } from './parquet.ts';
import { listParts } from './part-files.ts';
import { stageSqlite } from './sqlite.ts';
import { stageParts } from './stage-parts.ts';
import type { Stager, StageWork, TableFormat } from './stage-work.ts';
import { withoutEnd } from './table-end.ts';
import { stageTextFolder } from './text-folder.ts';
import { stageWorkbook } from './xlsx/stage-workbook.ts';

const delimited: Stager = async (work) => {
  const { session, path, options, folders, signal, onProgress } = work;
  const file = await inspectFile(path);
  if (!file.ok) return file;
  if (folders.later) {
    const typed = await stageTyped(work, file.value);
    if (typed !== null) return ok(typed);
  }
  const raw = await stageDelimited(session, file.value, options, folders, signal, onProgress);
  if (!raw.ok) return raw;
  return writePlain(work, raw.value);
};

/** Writes numbers plainly where currencies and the like stand beside them, or they have decimal commas. */
async function writePlain(
  { session, path, options, folders }: StageWork,
  raw: RawTable,
): Promise<Result<StagedTable>> {
  const { delimiter, decimal = 'point' } = raw.dialect ?? {};
  const isComma = decimal === 'comma';
  let staged: StagedTable = raw;
  if (raw.isDressed) {
    const isPoint = options.dialect?.decimal === 'point' || delimiter === ',';
    const parquetPath = isComma
      ? join(folders.scratch, 'undressed.parquet')
      : join(folders.output, ROWS_FILE);
    const dressed = await writeUndressed(session, raw, parquetPath, isPoint, decimal);
    staged = { ...raw, parquetPath, ...((!isComma || dressed.length > 0) && { dressed }) };
  }
  if (!isComma) return ok(staged);
  const parquetPath = join(folders.output, ROWS_FILE);
  const asWritten = folders.asWritten?.(raw.names, raw.dialect?.header ?? true);
  const decimalComma = await writePoints(session, staged, path, parquetPath, asWritten);
  if (!decimalComma.ok) return decimalComma;
  return ok({ ...staged, parquetPath, decimal, decimalComma: decimalComma.value });
}

/** Who stages which format. */
const STAGERS: Readonly<Record<TableFormat, Stager>> = {
  csv: withoutEnd(delimited),
  tsv: withoutEnd(delimited),
  parquet: stageParquet,
  jsonl: stageJson,
  xlsx: withoutEnd(stageWorkbook),
  sqlite: stageSqlite,
  'text-folder': stageTextFolder,
  'parallel-text': stageParallelText,
};

/** Checks a table of any format and stages it; `options.format` names the format. */
export async function stageTable(work: StageWork): Promise<Result<StagedTable>> {
  const { format = 'csv' } = work.options;
  if (!isTableFormat(format)) return fail({ code: 'file/format-unknown', path: work.path });
  const stager = STAGERS[format];
  const parts = (await isFolder(work.path)) ? await listParts(work.path) : null;
  return parts?.format === format ? stageParts(work, parts, stager) : stager(work);
}

export function isTableFormat(format: DatasetFormat): format is TableFormat {
  return Object.hasOwn(STAGERS, format);
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path)).isDirectory();
}
