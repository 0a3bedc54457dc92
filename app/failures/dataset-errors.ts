/** Why an archive is not unpacked. */
export const ARCHIVE_DANGERS = [
  'outside',
  'link',
  'special',
  'device-name',
  'name',
  'collision',
  'encrypted',
  'nested',
  'ratio',
  'entries',
  'overlap',
] as const;
export type ArchiveDanger = (typeof ARCHIVE_DANGERS)[number];

/** What is wrong with a file of pixels or labels. */
export const IMAGE_DATA_PROBLEMS = [
  'length',
  'label',
  'label-spread',
  'pickle',
  'header',
  'object',
  'dtype',
  'fortran',
  'image-type',
  'pixel',
  'pixel-range',
  'shape',
  'label-type',
  'label-shape',
  'count',
  'classes',
  'names',
  'names-untold',
  'list',
  'picture-twice',
  'split',
] as const;
export type ImageDataProblem = (typeof IMAGE_DATA_PROBLEMS)[number];

/** What is wrong with a file of boxes. */
export const BOX_PROBLEMS = [
  'syntax',
  'ends-early',
  'too-deep',
  'too-long',
  'too-many-elements',
  'too-many-files',
  'object',
  'element',
  'missing',
  'name',
  'names',
  'number',
  'four',
  'five',
  'yaml',
  'key-twice',
  'id-twice',
  'image-unknown',
  'class',
  'negative',
  'outside',
  'size',
  'too-many',
  'picture-missing',
  'picture-unread',
  'picture-twice',
  'list',
  'none',
] as const;
export type BoxProblem = (typeof BOX_PROBLEMS)[number];

/** What a file may have wrong with it that Hearth finds itself. */
export const FILE_DAMAGES = [
  'cut',
  'part-missing',
  'part-encrypted',
  'part-too-large',
  'texts-too-large',
  'too-many-styles',
  'token-too-long',
  'document-type',
  'not-parquet',
  'not-database',
  'encrypted',
  'version',
  'locked',
  'footer',
  'column',
  'pages',
  'unreadable',
] as const;
export type FileDamage = (typeof FILE_DAMAGES)[number];

/** What is wrong with a record of a JSON file. */
export const JSON_PROBLEMS = [
  'syntax',
  'not-an-object',
  'too-long',
  'too-deep',
  'ends-early',
] as const;
export type JsonProblem = (typeof JSON_PROBLEMS)[number];

/** Where an SQL expression over a dataset's rows is written. */
export const EXPRESSION_FIELDS = ['where', 'order'] as const;
export type ExpressionField = (typeof EXPRESSION_FIELDS)[number];

/** What is wrong with an SQL expression over a dataset's rows. */
export const EXPRESSION_PROBLEMS = [
  /** `detail` is what DuckDB says of it. */
  'duckdb',
  /** `detail` is the name; `known` those that are like it. */
  'unknown-column',
  /** `detail` is the function, type or kind of expression. */
  'function-refused',
  'type-refused',
  'kind-refused',
  /** More than one expression, or the clauses of a query. */
  'not-one-expression',
  /** `detail` is the type of its values. */
  'not-a-condition',
  /** `detail` is the most characters. */
  'too-long',
  /** It took longer than a minute. */
  'too-slow',
] as const;
export type ExpressionProblem = (typeof EXPRESSION_PROBLEMS)[number];

/** Expected failures of files, folders and what datasets are made from. */
export type DatasetError =
  | { code: 'file/not-found'; path: string }
  | { code: 'file/not-readable'; path: string }
  | { code: 'file/not-writable'; path: string }
  | { code: 'file/disk-full'; path: string }
  | { code: 'file/format-unknown'; path: string }
  | { code: 'file/json-invalid'; path: string; row: number; column: number }
  | { code: 'dataset/not-found'; name: string }
  | { code: 'dataset/name-taken'; name: string }
  | { code: 'dataset/name-invalid'; name: string }
  | { code: 'dataset/in-use'; name: string; runs: number }
  | { code: 'dataset/empty'; path: string }
  | {
      code: 'dataset/ragged-row';
      path: string;
      row: number;
      expectedColumns: number;
      foundColumns: number;
    }
  | {
      code: 'dataset/bad-value';
      path: string;
      row: number;
      column: string;
      value: string;
      expected: string;
    }
  | { code: 'dataset/encoding-invalid'; path: string; row: number }
  | { code: 'dataset/unterminated-quote'; path: string; row: number }
  | { code: 'dataset/column-duplicate'; path: string; column: string }
  /** One of the files of a table has a column that the first, `other`, has not, or lacks one. */
  | {
      code: 'dataset/part-columns';
      path: string;
      column: string;
      lacking: boolean;
      /** Name of the first file. */
      other: string;
    }
  | { code: 'dataset/column-missing'; column: string; columns: readonly string[] }
  | { code: 'dataset/target-missing'; column: string; columns: readonly string[] }
  | { code: 'dataset/target-value-missing'; path: string; row: number; column: string }
  /** A date of which the day and the month may be either way round. */
  | { code: 'dataset/date-unclear'; path: string; row: number; column: string; value: string }
  | { code: 'dataset/value-missing'; path: string; row: number; column: string }
  /** A column with decimal commas and decimal points; the first cell of each. */
  | {
      code: 'dataset/decimal-mixed';
      path: string;
      row: number;
      column: string;
      value: string;
      commaRow: number;
      commaValue: string;
    }
  | { code: 'dataset/target-one-class'; column: string; value: string }
  | { code: 'dataset/class-too-small'; className: string; rows: number; needed: number }
  | { code: 'dataset/too-few-rows'; rows: number; needed: number }
  | { code: 'dataset/no-features'; path: string }
  /** Of a table of items: one that stands there twice, one of which nothing is said, and more than can be held. */
  | { code: 'dataset/item-duplicate'; path: string; row: number; item: string; firstRow: number }
  | { code: 'dataset/item-bare'; path: string; row: number; item: string }
  | { code: 'dataset/items-too-many'; path: string; rows: number; maximum: number }
  /** Ratings from a number on are choices, and there are none. */
  | { code: 'dataset/no-choices'; column: string; positiveFrom: number }
  /** A split of a long text that is shorter than a sample and the token behind it. */
  | {
      code: 'dataset/text-too-short';
      path: string;
      split: string;
      tokens: number;
      needed: number;
      /** The longest sample that every split has room for; 0 where one has none. */
      longest: number;
    }
  /** A split that no window of a time series and what follows it fit into. */
  | {
      code: 'dataset/series-too-short';
      path: string;
      split: string;
      window: number;
      horizon: number;
    }
  | { code: 'dataset/task-unsupported'; task: string; path: string }
  | { code: 'dataset/idx-truncated'; path: string; expectedBytes: number; foundBytes: number }
  | { code: 'dataset/idx-header'; path: string; offset: number; found: string }
  | { code: 'dataset/idx-pair-missing'; path: string; looked: string }
  | { code: 'dataset/idx-count-mismatch'; images: number; labels: number }
  | { code: 'dataset/image-data-invalid'; path: string; problem: ImageDataProblem; found: string }
  | {
      code: 'dataset/boxes-invalid';
      path: string;
      /** Row, or element, that is at fault; empty for the whole file. */
      place: string;
      problem: BoxProblem;
      found: string;
    }
  | { code: 'architecture/boxes-incomplete'; lacking: 'target' | 'sizes' | 'offsets' }
  | { code: 'dataset/archive-damaged'; path: string }
  | { code: 'dataset/image-unreadable'; path: string }
  | { code: 'dataset/image-too-large'; path: string; pixels: number; maximumPixels: number }
  | { code: 'dataset/folder-empty'; path: string }
  | { code: 'dataset/class-folder-empty'; path: string }
  /** Two files that should go line by line. */
  | {
      code: 'dataset/lines-unequal';
      path: string;
      lines: number;
      /** Name of the other file. */
      other: string;
      otherLines: number;
    }
  | { code: 'dataset/no-parallel-files'; path: string }
  | { code: 'dataset/too-large'; path: string; bytes: number; maximumBytes: number }
  | {
      code: 'dataset/recipe-invalid';
      path: string;
      nearest?: string | undefined;
      place: string;
      expected: string;
    }
  | { code: 'dataset/damaged'; name: string; path: string }
  /** With `damage`, the reason is the part of the file that it is about, what the library that reads it says, or empty; without, the words of the library. */
  | { code: 'dataset/file-damaged'; path: string; reason: string; damage?: FileDamage }
  | { code: 'dataset/idx-unnamed'; path: string }
  | {
      code: 'dataset/json-invalid';
      path: string;
      row: number;
      column: number;
      problem: JsonProblem;
    }
  | { code: 'dataset/table-missing'; path: string; table: string; tables: readonly string[] }
  | { code: 'dataset/no-tables'; path: string }
  /** Rows cannot be dealt out anew: none are kept, they follow each other in time, or their split is given. */
  | { code: 'dataset/no-folds'; name: string; reason: 'no-rows' | 'time' | 'given' }
  /** `className` is null where there are no classes. */
  | {
      code: 'dataset/folds-too-many';
      name: string;
      folds: number;
      rows: number;
      className: string | null;
    }
  /** No cross-validation of a dataset is whole, so that nobody can say which labels look wrong. */
  | { code: 'labels/no-folds'; name: string }
  /** Runs that cannot say it: of another dataset, or not all of them done. */
  | { code: 'labels/group-unfit'; group: string; name: string; reason: 'other' | 'incomplete' }
  | { code: 'labels/task-unsupported'; name: string; task: string }
  | { code: 'labels/row-missing'; name: string; row: number }
  | { code: 'labels/not-corrected'; name: string }
  /** Rows of a list of labels whose picture is not there: how many, and the first. */
  | { code: 'dataset/pictures-missing'; path: string; row: number; value: string; count: number }
  | { code: 'dataset/already-imported'; path: string; name: string }
  | { code: 'dataset/archive-unsafe'; path: string; entry: string; danger: ArchiveDanger }
  | { code: 'dataset/member-missing'; path: string; member: string; members: readonly string[] }
  | { code: 'dataset/too-many-columns'; path: string; columns: number; maximumColumns: number }
  | {
      code: 'dataset/value-too-long';
      path: string;
      row: number;
      bytes: number;
      maximumBytes: number;
    }
  | { code: 'dataset/split-empty'; split: string }
  /** `position` counts characters from 1; null where there is no one place. */
  | {
      code: 'dataset/expression-invalid';
      field: ExpressionField;
      expression: string;
      position: number | null;
      problem: ExpressionProblem;
      detail: string;
      known: readonly string[];
    }
  | { code: 'dataset/no-images'; name: string }
  | { code: 'dataset/class-missing'; className: string; classes: readonly string[] }
  | { code: 'recipe/no-table'; path: string }
  /** A text is no longer kept: the dataset is of an older version. */
  | { code: 'recipe/text-gone'; name: string }
  /** Pictures are to be made of their source once more, which is elsewhere now or another. */
  | { code: 'recipe/pictures-gone'; name: string; path: string }
  | { code: 'recipe/invalid'; place: string; value: string; expected: string };
