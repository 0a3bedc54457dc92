import type { DatasetId } from '../../../ids.ts';
import type { PairedScores } from './compare-scores.ts';

/** A row whose label does not agree with what models say that had not trained on it. */
export interface DoubtedRow {
  /** Row in the source, from 0. */
  readonly row: number;
  /** As the dataset has it: a class, or a number as it is written. */
  readonly given: string;
  /** The class, or the number, that the model says. */
  readonly suggested: string;
  /** Of the suggested class; null for numbers. */
  readonly probability: number | null;
  /** Of the given class; null for numbers. */
  readonly givenProbability: number | null;
  /** How much it is doubted: the margin of the suggested class over the given, or robust deviations of the residual. */
  readonly score: number;
  /** Raw cells by column; left out for pictures. */
  readonly values?: Readonly<Record<string, string | null>> | undefined;
  /** PNG data URL. */
  readonly image?: string | undefined;
}

/** What a cross-validation says about a dataset's labels. */
export interface LabelReport {
  readonly dataset: string;
  /** Group of the runs that were asked. */
  readonly group: string;
  /** What its runs are called, without the fold. */
  readonly groupName: string;
  readonly folds: number;
  readonly target: 'class' | 'number';
  /** In label order; empty for numbers. */
  readonly classes: readonly string[];
  /** Mean probability of each class among its own rows, from which on a row counts as of it; null without rows. */
  readonly thresholds: readonly (number | null)[];
  /** Of numbers: the usual residual and its robust deviation, in the target's unit. */
  readonly residual: { readonly median: number; readonly deviation: number } | null;
  /** Rows that were looked at. */
  readonly rows: number;
  /** Rows that are doubted, of which `doubted` shows some, the most doubted first. */
  readonly total: number;
  readonly doubted: readonly DoubtedRow[];
}

/** Where a dataset's labels were corrected from. */
export interface CorrectedFrom {
  readonly dataset: DatasetId;
  /** Group of the runs that doubted them. */
  readonly group: string;
}

/** What came of correcting labels: models of one plan, trained before and after, on rows that none of them saw. */
export interface LabelComparison {
  readonly dataset: string;
  /** That it was corrected from; null where that is gone. */
  readonly from: string | null;
  readonly relabelled: number;
  readonly excluded: number;
  readonly groups: { readonly before: string; readonly after: string | null };
  /** Whether runs of the retraining are still under way. */
  readonly training: boolean;
  readonly measure: 'accuracy' | 'mae';
  /** Over rows with the same label in both; null until the retraining is done. */
  readonly scores: PairedScores | null;
}
