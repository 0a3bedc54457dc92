import type { Shape } from '../shape.ts';
import type { SampleInput, SampleTarget, Split } from './dataset.ts';
import type { FittedRecipe } from './recipe.ts';
import type { SourceImages } from './source-images.ts';
import type { Task } from './tasks.ts';

export type TensorType = 'float32' | 'uint8' | 'int32' | 'uint32';

/** One tensor over all rows of a split, cut along the row axis into files. Little-endian, no header. */
export interface PreparedTensor {
  readonly dtype: TensorType;
  /** Shape of one row. */
  readonly shape: Shape;
  readonly shards: readonly {
    readonly file: string;
    readonly rows: number;
    readonly sizeBytes: number;
  }[];
}

export interface PreparedSplit {
  readonly rows: number;
  /** As `SampleInput` says: float32 [features] for tables, uint8 [height, width, channels] for images, … */
  readonly features: PreparedTensor;
  /** As `SampleTarget` says: int32 [] class labels, float32 [] standardised regression targets, … */
  readonly target: PreparedTensor;
  /** float32 [] how much each row counts; left out where all count alike. */
  readonly weight?: PreparedTensor | undefined;
  /** float32 [most, 5]: class, left, top, right, bottom of each box, −1 where there is none; only for boxes. */
  readonly boxes?: PreparedTensor | undefined;
  /** float32 [2] mean and deviation that undo a row's scaled target; only where each series is scaled by itself. */
  readonly units?: PreparedTensor | undefined;
  /** uint32 [] row number in the source, from 0. */
  readonly sourceRows: PreparedTensor;
}

/**
 * `manifest.json` in a dataset's folder: all that training, evaluation and prediction need.
 * File names are relative to the folder of the manifest.
 */
export interface PreparedManifest {
  readonly version: 2;
  readonly task: Task;
  readonly input: SampleInput;
  /** Left out by datasets with a class or a single number each. */
  readonly sampleTarget?: SampleTarget | undefined;
  /** Whether its splits have weights. */
  readonly weighted?: boolean | undefined;
  readonly classes: readonly string[];
  readonly splits: Readonly<Record<Split, PreparedSplit>>;
  /**
   * int32 [tokens] what a table says of each item, that of none first; only for ratings. Splits then hold users and
   * items alone, to which these tokens are added as they are read.
   */
  readonly itemTokens?: PreparedTensor | undefined;
  /** Only for images; left out by datasets of before it was kept. */
  readonly sourceImages?: SourceImages | undefined;
  readonly recipe: FittedRecipe;
  readonly fingerprint: string;
}
