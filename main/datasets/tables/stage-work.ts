import type { DatasetFormat, ImportOptions } from '../../../app/dataset/dataset.ts';
import type { Result } from '../../../app/errors.ts';
import type { StagedTable, StageFolders } from '../delimited/stage.ts';
import type { TableSession } from '../delimited/table-session.ts';
import type { ImportWork } from '../importer.ts';

/** What staging a table takes. */
export interface StageWork {
  readonly session: TableSession;
  readonly path: string;
  readonly options: ImportOptions;
  readonly folders: StageFolders;
  readonly signal: AbortSignal | undefined;
  readonly onProgress?: ImportWork['onProgress'] | undefined;
  readonly thread?: ImportWork['thread'];
}

/** Checks one kind of file and turns it into the staged table that everything else works on. */
export type Stager = (work: StageWork) => Promise<Result<StagedTable>>;

/** Formats that hold tables. */
export type TableFormat = Extract<
  DatasetFormat,
  'csv' | 'tsv' | 'parquet' | 'jsonl' | 'xlsx' | 'sqlite' | 'text-folder' | 'parallel-text'
>;
