import type { NamedBox } from '../boxes/box.ts';
import type { BoxProfile } from '../boxes/box-profile.ts';
import type { CenterGrid } from '../boxes/center-grid.ts';
import type { DatasetId } from '../ids.ts';
import type { SeriesOptions } from '../series/series-options.ts';
import type { TextOptions, TokenizerOptions } from '../text/text-options.ts';
import type { DecimalMark } from './decimal-mark.ts';
import type { TextEncoding } from './encodings.ts';
import type { ImageChange, ImageFit, ImageOptions } from './image-options.ts';
import type { PreviewWarning } from './preview-warning.ts';
import type { ImplicitOptions, RatingOptions } from './ratings/rating-options.ts';
import type { RecipeFor, SplitChoice, SplitSpec } from './recipes/recipe-spec.ts';
import type { HeaderFacts, RecognisedSource, SourceFacts } from './recognition.ts';
import type { Task } from './tasks.ts';

export type Recipe = RecipeFor<Task>;

export const SPLITS = ['train', 'val', 'test'] as const;
export type Split = (typeof SPLITS)[number];
export type SplitCounts = Readonly<Record<Split, number>>;

export const DATASET_FORMATS = [
  'csv',
  'tsv',
  'parquet',
  'jsonl',
  'xlsx',
  'sqlite',
  'idx',
  'cifar',
  'npy',
  'image-folder',
  'label-list',
  'coco',
  'yolo',
  'voc',
  'text-folder',
  'parallel-text',
  'text',
] as const;
export type DatasetFormat = (typeof DATASET_FORMATS)[number];

export const COLUMN_TYPES = [
  'number',
  'category',
  'boolean',
  'text',
  'datetime',
  'image',
  'boxes',
] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];
export type ColumnRole = 'feature' | 'target' | 'weight' | 'ignored';

/** One column of the source with its profile over all rows. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly role: ColumnRole;
  /** Rows without a value. */
  readonly missing: number;
  /** Different values; null where they are not counted: pictures, and the windows of a long text. */
  readonly distinct: number | null;
  /** Only where `distinct` is an estimate, by some 2 %: of more than some thousand values in large tables. */
  readonly distinctEstimated?: true;
  /** Only for numbers. */
  readonly minimum?: number;
  readonly maximum?: number;
  readonly mean?: number;
  readonly stddev?: number;
  /** Most frequent values, at most 20, for categories, booleans and text. */
  readonly top?: readonly { readonly value: string; readonly count: number }[];
}

export interface ClassCount {
  readonly name: string;
  readonly count: number;
}

/** What one sample looks like to a model. */
export type SampleInput =
  | { readonly kind: 'tabular'; readonly features: number }
  /** Stored as uint8 in [0, 255], layout height × width × channels. */
  | {
      readonly kind: 'image';
      readonly height: number;
      readonly width: number;
      readonly channels: number;
      /** How pictures of another shape are brought to this one; stretched where left out. */
      readonly fit?: Exclude<ImageFit, 'stretch'>;
      /** Share of each side, about the middle, that is kept of a picture; all where left out. */
      readonly crop?: number;
      /** Of each channel: ready models take (x − mean) / √variance; x / 255 where left out. */
      readonly normalization?: {
        readonly mean: readonly number[];
        readonly variance: readonly number[];
      };
      /** What training changes by chance, unless a run says otherwise; nothing where left out. */
      readonly augmentation?: readonly ImageChange[];
    }
  /** Whole numbers below `vocabulary`, stored as int32 [length]; 0 fills up what is shorter. */
  | {
      readonly kind: 'tokens';
      readonly length: number;
      readonly vocabulary: number;
      /** Sequences that a sample is made of, one after the other; left out where it is one. */
      readonly parts?: readonly TokenPart[];
    }
  /** Measurements one after the other, stored as float32 [length, channels]. */
  | { readonly kind: 'series'; readonly length: number; readonly channels: number };

/** One of the sequences of a sample, each with tokens of its own. */
export interface TokenPart {
  readonly length: number;
  readonly vocabulary: number;
  /** A model may leave it unread; such parts come last. */
  readonly optional?: boolean;
}

/** What a model is to answer for one sample. */
export type SampleTarget =
  /** One of the dataset's classes, stored as int32 []. */
  | { readonly kind: 'class' }
  /** Numbers, stored as float32 of this shape; [] is a single one. */
  | { readonly kind: 'values'; readonly shape: readonly number[] }
  /** Whole numbers below `vocabulary`, stored as int32 [length]. */
  | { readonly kind: 'tokens'; readonly length: number; readonly vocabulary: number }
  /**
   * Things in a picture, at most `most`, as a grid over it tells of them: float32 [height, width, classes + 4].
   * The boxes themselves are stored beside it.
   */
  | ({ readonly kind: 'boxes'; readonly most: number } & CenterGrid);

/** A dataset as stored: facts for lists, profile, plans and models. */
export interface Dataset {
  readonly id: DatasetId;
  readonly name: string;
  readonly task: Task;
  readonly format: DatasetFormat;
  /** Where it came from; a sample says `sample:iris`. */
  readonly source: string;
  readonly createdAt: string;
  /** Bytes on disk, with its folds and what looking at it left there; as it was stored where nobody asked since. */
  readonly sizeBytes: number;
  readonly rows: SplitCounts;
  readonly columns: readonly Column[];
  readonly target: string | null;
  /** Class names in label order; empty unless the task has classes. */
  readonly classes: readonly string[];
  readonly classCounts: readonly ClassCount[];
  readonly input: SampleInput;
  /** Left out where it is a class or a single number, as `classes` says. */
  readonly sampleTarget?: SampleTarget;
  /** Only where things in pictures are marked. */
  readonly boxes?: BoxProfile;
  /** Only where it holds the rows of another with one fold of several, counted from 0, as its test. */
  readonly fold?: { readonly of: DatasetId; readonly index: number; readonly folds: number };
  /** Seed of the split. */
  readonly splitSeed: number;
  readonly splitFractions: Readonly<Record<Split, number>>;
  /** SHA-256 over prepared tensors and recipe, hex. */
  readonly fingerprint: string;
  /** Who rated what, and what describes the items; only where a single dataset of ratings is asked for. */
  readonly ratings?: RatingPreview | undefined;
  /** Why its source was taken for its format; only where a single dataset is asked for, and noted since version 3. */
  readonly recognised?: RecognisedSource | undefined;
  /** What of its source was left out, or read otherwise than it stands; likewise. */
  readonly warnings?: readonly PreviewWarning[] | undefined;
  /** What an importer of an older version may have done wrong; the dataset is to be imported again. */
  readonly importFault?: 'rows-mixed' | undefined;
}

/** What the reader found out about a delimited file before importing it. */
export interface CsvDialect {
  readonly delimiter: string;
  readonly quote: string;
  readonly header: boolean;
  /** What stands before the fraction of its numbers. */
  readonly decimal: DecimalMark;
  readonly encoding: TextEncoding;
}

/** Columns of who rated what, and how it would be learnt. */
export interface RatingPreview {
  readonly user: string;
  readonly item: string;
  /** Given where choices are learnt instead of ratings. */
  readonly implicit?: ImplicitOptions | undefined;
  /** The table that describes the items, where there is one. */
  readonly items?:
    | {
        readonly path: string;
        readonly rows: number;
        readonly title: string | null;
        /** Columns that models may learn from. */
        readonly columns: readonly string[];
      }
    | undefined;
}

/** What an import would store, shown before anything is stored. */
export interface DatasetPreview {
  readonly path: string;
  readonly format: DatasetFormat;
  /** How the format was recognised. */
  readonly source: SourceFacts;
  /** Tables of the file to choose from; empty unless it can hold several. */
  readonly tables: readonly string[];
  /** The one that is read, where there are several. */
  readonly table: string | null;
  readonly suggestedName: string;
  readonly task: Task;
  /** Tasks this file could serve, the suggested one first. */
  readonly possibleTasks: readonly Task[];
  /** Columns of who rated what, where that is learnt. */
  readonly ratings?: RatingPreview | undefined;
  readonly dialect: CsvDialect | null;
  /** Only of a long text: how the characters of its files are written. */
  readonly encodings?: readonly TextEncoding[] | undefined;
  /** Only of a delimited file: whether its first row names the columns, and why. */
  readonly header?: HeaderFacts | undefined;
  readonly totalRows: number;
  readonly columns: readonly Column[];
  readonly target: string | null;
  readonly targetGuessed: boolean;
  readonly classCounts: readonly ClassCount[];
  readonly input: SampleInput | null;
  /** How rows of a table would be dealt out; shares and seed are an import's. */
  readonly split?: SplitSpec | undefined;
  /** Only where things in pictures are marked. */
  readonly boxes?: BoxProfile | undefined;
  /** First rows as text, in column order; empty for images. */
  readonly sampleRows: readonly (readonly (string | null)[])[];
  /** First images as PNG data URLs, with their class. */
  readonly sampleImages: readonly {
    readonly dataUrl: string;
    readonly label: string;
    readonly boxes?: readonly NamedBox[] | undefined;
  }[];
  /** Things to know before importing, worded by the page. */
  readonly warnings: readonly PreviewWarning[];
}

/** Choices a user may make before importing; what is left out is sniffed or guessed. */
export interface ImportOptions {
  readonly format?: DatasetFormat | undefined;
  /** File within an archive; the largest that holds data where left out. */
  readonly member?: string | undefined;
  /** Sheet of a workbook, or table of a database; the first that has rows where left out. */
  readonly table?: string | undefined;
  readonly task?: Task | undefined;
  readonly target?: string | undefined;
  /** Column that says how much each row counts, in numbers from 0 on; left out, all rows count alike. */
  readonly weight?: string | undefined;
  /**
   * Columns not to learn from. Left out, identifiers are ignored as well; given (also empty), only
   * these are, besides columns without information and kinds that cannot be learnt from.
   */
  readonly ignore?: readonly string[] | undefined;
  /** Given, it says what is done to the columns, and its split wins; `ignore` has no effect then. */
  readonly recipe?: Recipe | undefined;
  /** How rows of a table, or pictures, are dealt out; wins over a recipe's split. */
  readonly split?: SplitChoice | undefined;
  readonly splitSeed?: number | undefined;
  readonly splitFractions?: Readonly<Record<Split, number>> | undefined;
  readonly dialect?: Partial<CsvDialect> | undefined;
  readonly text?: TextOptions | undefined;
  /** Of a translation: how texts of the target become tokens, where not as those of the source do. */
  readonly targetText?: TokenizerOptions | undefined;
  readonly ratings?: RatingOptions | undefined;
  readonly series?: SeriesOptions | undefined;
  /** Images are resized; the default is the most common size, at most 64 × 64, with boxes 128 × 128. */
  readonly images?: ImageOptions | undefined;
  /** Takes the class of each picture of a folder from its name, where no folders of classes say it. */
  readonly classesFromNames?: boolean | undefined;
  /** Leaves out rows of a list of labels whose picture is not there, instead of refusing the list. */
  readonly leaveOutMissing?: boolean | undefined;
}
