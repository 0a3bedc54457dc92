import type { NamedBox } from '../boxes/box.ts';
import type { Split, SplitCounts } from '../dataset/dataset.ts';
import type { RatingFate } from '../dataset/ratings/rating-options.ts';

/** Texts of a sample beside the tokens that they become. */
export interface TextsPreview {
  readonly kind: 'texts';
  /** One, or the source and the target of a translation. */
  readonly sides: readonly TextSide[];
  /** Only of one long text, which is not cut: windows of the sample in each split. */
  readonly windows?: SplitCounts | undefined;
}

export interface TextSide {
  /** Null where the source is one long text. */
  readonly column: string | null;
  /** Tokens that the sample's training rows taught, special ones among them. */
  readonly vocabulary: number;
  /** Tokens of a row. */
  readonly length: number;
  /** Share of the sample's texts that are longer, 0 to 1. */
  readonly cut: number;
  /** Share of the sample's tokens that the vocabulary lacks, 0 to 1. */
  readonly unknown: number;
  readonly texts: readonly TextTokens[];
}

export interface TextTokens {
  readonly text: string;
  /** Those that are kept, as they are looked up; `<unk>` for one that the vocabulary lacks. */
  readonly tokens: readonly string[];
  /** Tokens that are cut off. */
  readonly cut: number;
}

/** One window of a series before and after it is scaled. */
export interface SeriesPreview {
  readonly kind: 'series';
  /** Rows that it looks back on, and ahead. */
  readonly window: number;
  readonly horizon: number;
  /** Windows of the sample in each split. */
  readonly windows: SplitCounts;
  /** Series in the sample. */
  readonly series: number;
  /** Which series the window is of; null where all rows are of one. */
  readonly of: string | null;
  readonly split: Split;
  /** As the source writes them; `window` rows, then `horizon` rows. */
  readonly times: readonly string[];
  /** The target first; a column that is only looked back on has `window` rows. */
  readonly columns: readonly SeriesColumnPreview[];
}

export interface SeriesColumnPreview {
  readonly name: string;
  /** Over the rows that train: x is read as (x − mean) / stddev. */
  readonly mean: number;
  readonly stddev: number;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Ratings of a sample, those that are kept and those that are not. */
export interface RatingsPreview {
  readonly kind: 'ratings';
  readonly before: RatingCounts;
  readonly after: RatingCounts;
  /** Ratings that each reason left out. */
  readonly dropped: Readonly<Record<RatingFate, number>>;
  readonly rows: readonly RatingRow[];
}

export interface RatingCounts {
  readonly ratings: number;
  readonly users: number;
  readonly items: number;
}

export interface RatingRow {
  readonly user: string;
  readonly item: string;
  /** Null where every row is a choice. */
  readonly rating: number | null;
  readonly fate: Split | RatingFate;
  /** What is learnt of it: the standardised rating; null where choices are, and where it is left out. */
  readonly target: number | null;
  /** Items drawn against it; none where ratings are learnt. */
  readonly drawn: readonly string[];
}

/** Pictures of a source beside the samples that they become. */
export interface PicturesPreview {
  readonly kind: 'pictures';
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** What ready models get of the shown samples' numbers. */
  readonly values: {
    readonly minimum: number;
    readonly maximum: number;
    readonly mean: number;
    readonly stddev: number;
  };
  /** In label order, which the colours of boxes follow. */
  readonly classes: readonly string[];
  readonly pictures: readonly ShownPicture[];
}

export interface ShownPicture {
  /** Its class; empty where it has none. */
  readonly label: string;
  /** Of the picture in its source, pixels. */
  readonly height: number;
  readonly width: number;
  /** Data URLs. */
  readonly before: string;
  readonly after: string;
  /** What is to be found in it: where it is does not change with the size. */
  readonly boxes?: readonly NamedBox[] | undefined;
  /** As a step of training would see it; left out where none changes it, and of large pictures. */
  readonly changed?: string | undefined;
}

export type FamilyPreview = TextsPreview | SeriesPreview | RatingsPreview | PicturesPreview;

/** Rows that a recipe's corrections change, of all rows of the source. */
export interface CorrectionsPreview {
  readonly relabelled: number;
  readonly excluded: number;
  /** The first of them, by their row in the source, from 0. */
  readonly rows: readonly CorrectedRow[];
}

export interface CorrectedRow {
  readonly row: number;
  /** Null where that is not read. */
  readonly from: string | null;
  /** Null where the row leaves. */
  readonly to: string | null;
  /** First cells of the row, by column; empty where they are not read. */
  readonly values: Readonly<Record<string, string | null>>;
}
