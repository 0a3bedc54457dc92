import type { Dataset, ImportOptions, Recipe, SplitCounts } from '../dataset/dataset.ts';
import type { FittedTable } from '../dataset/recipes/fitted-table.ts';
import type { FrameType } from '../dataset/recipes/frame.ts';
import type { CorrectionsPreview, FamilyPreview } from './family-previews.ts';

/** What a dataset was prepared by, and the datasets that other recipes made of the same source. */
export interface RecipeReport {
  readonly dataset: string;
  /** Null for images, and for datasets older than recipes. */
  readonly recipe: Recipe | null;
  /** Operations with their numbers; null for images. */
  readonly fitted: FittedTable | null;
  /** SHA-256 of the source, hex; null for folders and older datasets. */
  readonly sourceFingerprint: string | null;
  /** Datasets of the same source, this one among them, the oldest first. */
  readonly versions: readonly {
    readonly dataset: string;
    readonly createdAt: string;
    readonly fingerprint: string;
    /** Null where there is none. */
    readonly steps: number | null;
    readonly split: string | null;
  }[];
}

/** Where the rows of a recipe's preview come from. */
export type RecipeSource =
  | { readonly kind: 'dataset'; readonly dataset: string }
  | { readonly kind: 'path'; readonly path: string; readonly options: ImportOptions };

/** One column over the sample. */
export interface PreviewColumn {
  readonly name: string;
  readonly type: FrameType;
  readonly missing: number;
  /** Only for texts. */
  readonly distinct?: number | undefined;
  /** Only for numbers, as are the others. */
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly mean?: number | undefined;
  readonly stddev?: number | undefined;
}

/** A sample at one point of a recipe. */
export interface PreviewSide {
  readonly columns: readonly PreviewColumn[];
  /** First rows: numbers as they are, texts, null where missing. */
  readonly rows: readonly (readonly (number | string | null)[])[];
}

/** What a recipe does to a sample of rows. */
export interface RecipePreview {
  /** With nothing left to guess. */
  readonly recipe: Recipe;
  /** Rows of the sample. */
  readonly rows: number;
  /** Rows of the source. */
  readonly sourceRows: number;
  /** Rows of the sample by split; null for pictures, none of which is dealt out here. */
  readonly splits: SplitCounts | null;
  /** The source as it is read. */
  readonly before: PreviewSide;
  /** After all steps, or those asked for. */
  readonly after: PreviewSide;
  /** Features of a row after all steps that were asked for. */
  readonly features: number;
  /** What rows become where no step makes features of columns; `after` has no columns then. */
  readonly family?: FamilyPreview | undefined;
  /** Left out where the recipe corrects no rows. */
  readonly corrections?: CorrectionsPreview | undefined;
}

/** Requests about how tables are prepared. */
export interface RecipeRequests {
  'recipes.show': { params: { readonly dataset: string }; result: RecipeReport };
  /** Fits a recipe on a sample; stores nothing. */
  'recipes.preview': {
    params: {
      readonly source: RecipeSource;
      /** Null takes the usual one. */
      readonly recipe: Recipe | null;
      /** Steps to go through; null: all. */
      readonly steps: number | null;
    };
    result: RecipePreview;
  };
  /** Prepares all rows by a recipe and keeps nothing: fails as the import, or as applying it, would. */
  'recipes.check': {
    params: { readonly source: RecipeSource; readonly recipe: Recipe; readonly token: string };
    result: { readonly rows: SplitCounts };
  };
  /** A new dataset from the rows that another keeps; `token` names it in `import.progress`. */
  'recipes.apply': {
    params: {
      readonly dataset: string;
      readonly name: string;
      readonly recipe: Recipe;
      readonly token: string;
    };
    result: Dataset;
  };
}
