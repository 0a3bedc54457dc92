import type { Recipe } from './dataset.ts';
import type { FittedTable } from './recipes/fitted-table.ts';

/** How a model's output becomes an answer. */
export type FittedTarget =
  | {
      readonly kind: 'label';
      readonly column: string | null;
      readonly classes: readonly string[];
    }
  /** Regression targets are standardised: value = output × stddev + mean. */
  | {
      readonly kind: 'standardize';
      readonly column: string;
      readonly mean: number;
      readonly stddev: number;
    };

/**
 * Turns a raw row or image into what the model was trained on, and an output back into words. Each kind
 * of data has a section of its own, null or left out where a dataset is of another kind.
 */
export interface FittedRecipe {
  readonly version: 2;
  /** What was asked for, whole; null where nothing was, and in datasets of version 1. */
  readonly recipe: Recipe | null;
  /** Null for images. */
  readonly table: FittedTable | null;
  readonly target: FittedTarget;
}
