import type { BoxProfile } from '../../app/boxes/box-profile.ts';
import type {
  ClassCount,
  Column,
  DatasetFormat,
  DatasetPreview,
  ImportOptions,
  SplitCounts,
} from '../../app/dataset/dataset.ts';
import type { ProgressUnit } from '../../app/dataset/import-progress.ts';
import type { PreparedManifest } from '../../app/dataset/prepared.ts';
import type { PreviewWarning } from '../../app/dataset/preview-warning.ts';
import type { SplitSpec } from '../../app/dataset/recipes/recipe-spec.ts';
import type { Result } from '../../app/errors.ts';
import type { PictureSample } from './images/picture-sample.ts';
import type { ImportThread } from './thread/import-thread.ts';

/** What an importer works with. */
export interface ImportWork {
  readonly path: string;
  readonly options: ImportOptions;
  /** Where prepared files go; exists and is empty. */
  readonly folder: string;
  /** For what is needed meanwhile. */
  readonly scratch: string;
  /** Rows (or bytes, while the source is being read) done, of how many; null while that is unknown. */
  readonly onProgress: (done: number, total: number | null, unit?: ProgressUnit) => void;
  readonly signal?: AbortSignal | undefined;
  /** Works beside this one where the source is large. */
  readonly thread?: ImportThread | null | undefined;
}

/** What an importer found and prepared. */
export interface ImportedData {
  readonly columns: readonly Column[];
  readonly target: string | null;
  readonly classCounts: readonly ClassCount[];
  readonly rows: SplitCounts;
  /** Only where things in pictures are marked. */
  readonly boxes?: BoxProfile | undefined;
  /** How rows were dealt out, if not as the import's options say. */
  readonly split?: SplitSpec | undefined;
  /** What was left out, or read otherwise than it stands; left out where it is prepared from what a dataset keeps. */
  readonly warnings?: readonly PreviewWarning[] | undefined;
  readonly manifest: PreparedManifest;
}

export interface PreviewWork {
  readonly path: string;
  readonly options: ImportOptions;
  readonly scratch: string;
}

/** What a format's reader says of a source; how the source was recognised is known before. */
export type FormatPreview = Omit<DatasetPreview, 'source' | 'tables' | 'table'> &
  Partial<Pick<DatasetPreview, 'tables' | 'table'>>;

/** One format's reader. Expected failures are results; file errors are thrown and mapped by the caller. */
export interface Importer {
  preview(work: PreviewWork, format: DatasetFormat): Promise<Result<FormatPreview>>;
  prepare(work: ImportWork): Promise<Result<ImportedData>>;
  /** Only of pictures: some of them, before anything is done to them. */
  readonly pictures?: ((work: PreviewWork) => Promise<Result<PictureSample>>) | undefined;
}
