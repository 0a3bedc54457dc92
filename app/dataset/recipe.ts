/** How one source column becomes numbers, fitted on the training split only. */
export type FittedColumn =
  | {
      readonly column: string;
      readonly kind: 'standardize';
      /** Replaces a missing value: the training split's median. */
      readonly fill: number;
      readonly mean: number;
      /** Population standard deviation; 1 for a constant column. */
      readonly stddev: number;
      /** Whether a further 0/1 feature says that the value was missing. */
      readonly missingFlag: boolean;
    }
  | {
      readonly column: string;
      readonly kind: 'one-hot';
      /** Categories in order; a value outside them (or missing, if absent here) is all zeros. */
      readonly categories: readonly string[];
    };

/** Turns a raw row or image into what the model was trained on, and an output back into words. */
export interface FittedRecipe {
  readonly version: 1;
  /** Feature columns in order; empty for images. */
  readonly features: readonly FittedColumn[];
  /** Regression targets are standardised: value = output × stddev + mean. */
  readonly target:
    | {
        readonly kind: 'label';
        readonly column: string | null;
        readonly classes: readonly string[];
      }
    | {
        readonly kind: 'standardize';
        readonly column: string;
        readonly mean: number;
        readonly stddev: number;
      };
}
