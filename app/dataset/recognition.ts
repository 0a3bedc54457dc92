/** Why a source was taken for a format, as data; `recognition-text.ts` has the words. */
export type RecognitionReason =
  /** The user said so. */
  | { readonly kind: 'chosen' }
  /** It begins with the mark that every file of the format begins with. */
  | { readonly kind: 'mark'; readonly mark: string }
  | { readonly kind: 'workbook' }
  | { readonly kind: 'json-lines'; readonly lines: number }
  | { readonly kind: 'json-array' }
  /** An object that holds a list of objects by this name, or a list or an object for each column. */
  | { readonly kind: 'json-list'; readonly key: string }
  | { readonly kind: 'json-columns' }
  /** The first rows are cut into the same number of columns. */
  | { readonly kind: 'columns'; readonly rows: number; readonly columns: number }
  | { readonly kind: 'file-name'; readonly ending: string }
  /** A folder of files that are one table. */
  | {
      readonly kind: 'table-parts';
      readonly files: number;
      readonly first: string;
      readonly last: string;
    }
  /** Files of a folder that are called for splits, and what else lies there. */
  | {
      readonly kind: 'split-files';
      readonly files: readonly string[];
      readonly beside: readonly string[];
    }
  /** Texts of a folder that are read one after the other. */
  | { readonly kind: 'text-files'; readonly files: readonly string[] }
  | { readonly kind: 'folder-of-images' }
  | { readonly kind: 'folder-of-texts' }
  /** Two files with the same lines in two languages. */
  | { readonly kind: 'parallel-files'; readonly source: string; readonly target: string }
  | { readonly kind: 'folder-with-idx' }
  /** Names, and lengths where they are needed, are those of a CIFAR set. */
  | { readonly kind: 'cifar' }
  /** An archive or a folder of NumPy arrays. */
  | { readonly kind: 'arrays' }
  /** A table in the folder names its pictures. */
  | { readonly kind: 'label-list'; readonly list: string }
  /** A file with COCO's lists of images, annotations and categories. */
  | { readonly kind: 'coco'; readonly file: string }
  /** A file that names classes, beside pictures with files of boxes. */
  | { readonly kind: 'yolo'; readonly file: string }
  /** A file of boxes beside its picture, where nothing names classes. */
  | { readonly kind: 'yolo-boxes'; readonly file: string }
  /** XML files that begin as Pascal VOC's do. */
  | { readonly kind: 'voc'; readonly file: string };

/** Why the first row of a delimited file is taken for names of columns, or for data. */
export const HEADER_REASONS = [
  /** The user said so. */
  'chosen',
  /** Names: numbers stand below them; most are known as such; in columns that repeat their values, they do not. */
  'numbers-below',
  'names',
  'never-again',
  /** Data: a number among them; gaps; sentences; they come again; one is long; all columns are free text. */
  'number',
  'gaps',
  'sentences',
  'repeated',
  'long',
  'texts',
] as const;

/** Whether the first row names the columns. */
export interface HeaderFacts {
  readonly header: boolean;
  readonly why: (typeof HEADER_REASONS)[number];
}

/** The archive, or the folder of several files, that a source came in. */
export interface ArchiveFacts {
  readonly kind: 'zip' | 'tar' | 'tar.gz' | 'gzip' | 'folder';
  readonly files: number;
  readonly unpackedBytes: number;
  /** The first files by their names in it. */
  readonly names: readonly string[];
  /** Files that hold data, to choose from. */
  readonly members: readonly string[];
  /** The one that is read; null where that is a whole folder. */
  readonly member: string | null;
}

/** How a source was recognised, as the preview tells it. */
export interface SourceFacts {
  readonly confidence: number;
  readonly why: RecognitionReason;
  /** null where the source is no archive. */
  readonly archive: ArchiveFacts | null;
}

/** How the source of a dataset was recognised, as it was noted when it was imported. */
export interface RecognisedSource {
  readonly why: RecognitionReason;
  readonly archive: Omit<ArchiveFacts, 'names' | 'members'> | null;
}
