import type { AuditReport } from '../dataset/audit/finding.ts';
import type { LabelComparison, LabelReport } from '../dataset/audit/labels/label-report.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { RunSummary } from '../training/run.ts';

/** Requests that look for faults in a dataset, and mend its labels. */
export interface AuditRequests {
  /** Looks for leaks, duplicates across splits and other faults; changes nothing. */
  'datasets.audit': {
    params: {
      readonly dataset: string;
      /** Names it in `audit.progress` and for `datasets.cancel-import`. */
      readonly token?: string | undefined;
    };
    result: AuditReport;
  };
  /** Labels that models doubt which had not trained on their rows; changes nothing. */
  'labels.find': {
    params: {
      readonly dataset: string;
      /** Group of fold runs, or one of its runs; null: the latest whole one. */
      readonly group: string | null;
      readonly offset: number;
      readonly limit: number;
      /** Names it in `labels.progress` and for `datasets.cancel-import`. */
      readonly token: string;
    };
    result: LabelReport;
  };
  /** A new dataset with other labels for some rows and without others; `token` names it in `import.progress`. */
  'labels.correct': {
    params: {
      readonly dataset: string;
      readonly group: string | null;
      readonly name: string;
      /** Rows of the source, from 0, and what they are to say. */
      readonly relabel: readonly { readonly row: number; readonly to: string }[];
      readonly exclude: readonly number[];
      readonly token: string;
    };
    result: Dataset;
  };
  /** Trains on corrected labels what doubted them before: the same models, plans and folds. */
  'labels.retrain': {
    params: {
      readonly dataset: string;
      /** Names the preparing of folds in `import.progress` and for `datasets.cancel-import`. */
      readonly token?: string | undefined;
    };
    result: readonly RunSummary[];
  };
  /** What the corrections came to, on rows whose labels they left alone. */
  'labels.compare': { params: { readonly dataset: string }; result: LabelComparison };
}
