import type { SheetName } from '../cost/fact-sheets.ts';
import type { Measurement, MeasurementProgress } from '../cost/measurement/measurement.ts';
import type { AuditProgress } from '../dataset/audit/audit-progress.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { FoldPlace, ImportProgress } from '../dataset/import-progress.ts';
import type { AppError } from '../errors.ts';
import type { DatasetId, MeasurementId, RunId } from '../ids.ts';
import type { MetricPoint } from '../metrics/series.ts';
import type { Settings } from '../settings.ts';
import type { ContinuedFrom, RunProgress, RunSummary, WaitingRun } from '../training/run.ts';
import type { DoctorProgress } from './doctor.ts';
import type { PackProgress, PackReport } from './packs.ts';

/** What a host tells every page and client, by name. At most 20 a second for one run. */
export interface Events {
  'run.changed': RunSummary;
  /** The line as it is now, each time that it changes. */
  'runs.waiting': { readonly waiting: readonly WaitingRun[] };
  /** Its GPU failed; it goes on from its last checkpoint. */
  'run.continued-on-cpu': { readonly runId: RunId } & ContinuedFrom;
  /** Resumed where it had no checkpoint yet, it begins anew. */
  'run.started-over': { readonly runId: RunId };
  /** It goes on with another plan, version or device: its last bits may differ. */
  'run.replanned': { readonly runId: RunId };
  'run.deleted': { readonly runId: RunId };
  'run.progress': RunProgress;
  'run.metrics': { readonly runId: RunId; readonly points: readonly MetricPoint[] };
  'dataset.changed': Dataset;
  'dataset.deleted': { readonly datasetId: DatasetId };
  /** Of folds, each counts for itself. */
  'import.progress': ImportProgress & {
    readonly token: string;
    readonly fold?: FoldPlace | undefined;
  };
  'audit.progress': AuditProgress & { readonly token: string };
  /** Folds whose test rows were scored. */
  'labels.progress': { readonly token: string; readonly done: number; readonly total: number };
  /** At most some four a second. */
  'measurement.progress': MeasurementProgress;
  /** Whether it was stored or not; `error` says why not. */
  'measurement.ended': { readonly token: string; readonly error: AppError | null };
  'measurement.changed': Measurement;
  'measurement.deleted': { readonly measurementId: MeasurementId };
  /** Null: ended, well or not. */
  'doctor.progress': { readonly progress: DoctorProgress | null };
  /** At most some four a second. */
  'pack.progress': PackProgress;
  'pack.changed': PackReport;
  'settings.changed': Settings;
  'prices.changed': { readonly sheet: SheetName };
  'host.closing': { readonly activeRuns: number };
}

export type EventName = keyof Events;
