import type { ModelSpec } from '../architecture/model-spec.ts';
import type { Money } from '../cost/money.ts';
import type { FigureSource } from '../cost/run-cost.ts';
import type { Dataset, DatasetPreview, ImportOptions, Split } from '../dataset/dataset.ts';
import type { Task } from '../dataset/tasks.ts';
import type { DatasetId, ModelId } from '../ids.ts';
import type { ScoredRow } from '../metrics/evaluation.ts';
import type { Settings } from '../settings.ts';
import type { RunSummary } from '../training/run.ts';
import type { RunPlan } from '../training/run-plan.ts';
import type { AuditRequests } from './audits.ts';
import type { DoctorReport } from './doctor.ts';
import type { ExchangeRequests } from './exchange.ts';
import type { ExploreRequests } from './explore.ts';
import type { MeasurementRequests } from './measurements.ts';
import type { PackRequests } from './packs.ts';
import type { PriceRequests } from './prices.ts';
import type { RecipeRequests } from './recipes.ts';
import type { RunRequests } from './runs.ts';
import type { MarketRequests, ScenarioRequests } from './scenarios.ts';

/** A bundled dataset, offered on first start. */
export interface Sample {
  readonly name: string;
  readonly task: Task;
  readonly rows: number;
  readonly source: string;
  readonly licence: string;
  readonly imported: boolean;
}

export interface TemplateSummary {
  readonly id: string;
  readonly tasks: readonly Task[];
  /** Plan fields that suit this template better than the defaults. */
  readonly plan: Partial<RunPlan>;
}

export interface StoredModel {
  readonly id: ModelId;
  readonly name: string;
  readonly spec: ModelSpec;
  readonly createdAt: string;
  readonly changedAt: string;
}

/** What the home takes on disk, and what the retention rule would let go. */
export interface DiskReport {
  readonly home: string;
  readonly totalBytes: number;
  readonly freeBytes: number;
  readonly parts: readonly {
    readonly kind:
      | 'datasets'
      | 'checkpoints'
      | 'store'
      | 'trash'
      | 'uploads'
      | 'runtimes'
      | 'other';
    readonly sizeBytes: number;
    readonly items: number;
  }[];
  readonly prunable: {
    readonly checkpoints: number;
    readonly sizeBytes: number;
    readonly keepCheckpoints: number;
    readonly pruneAfterDays: number;
  };
}

/** One electricity tariff of the sheet, for the settings view. */
export interface TariffRow {
  readonly region: string;
  readonly iso2: string | null;
  readonly usdPerKwh: number;
  readonly carbonGPerKwh: number | null;
  /** Of the price. */
  readonly source: FigureSource;
}

export interface HostReport {
  readonly version: string;
  readonly home: string;
  readonly kind: 'electron' | 'web' | 'cli';
  readonly platform: string;
  readonly processId: number;
  /** Runs found unfinished when this host started: the page says what happened and offers to resume. */
  readonly interruptedRuns: readonly RunSummary[];
}

/** One argument and one plain result each. Both sides decode on arrival; failures travel as `Result`. */
export interface Requests
  extends AuditRequests,
    PackRequests,
    PriceRequests,
    RecipeRequests,
    ExploreRequests,
    ExchangeRequests,
    ScenarioRequests,
    MarketRequests,
    MeasurementRequests,
    RunRequests {
  'host.report': { params: null; result: HostReport };
  /** Ends every run at a checkpoint, then the host. */
  'host.quit': { params: null; result: null };

  'samples.list': { params: null; result: readonly Sample[] };
  'samples.import': { params: { readonly sample: string }; result: Dataset };

  /** Reads, guesses and profiles; stores nothing. */
  'datasets.preview': {
    params: { readonly path: string; readonly options: ImportOptions };
    result: DatasetPreview;
  };
  /**
   * `token` names it in `import.progress`. The same bytes with the same choices are not imported twice
   * (`dataset/already-imported`), unless `again` says so.
   */
  'datasets.import': {
    params: {
      readonly path: string;
      readonly name: string;
      readonly options: ImportOptions;
      readonly token: string;
      readonly again?: boolean | undefined;
    };
    result: Dataset;
  };
  /** Ends an import, a recipe's application or the preparing of folds: it answers `cancelled`, and nothing of it stays. */
  'datasets.cancel-import': { params: { readonly token: string }; result: null };
  'datasets.list': { params: null; result: readonly Dataset[] };
  /** By id or name. */
  'datasets.get': { params: { readonly dataset: string }; result: Dataset };
  'datasets.rows': {
    params: {
      readonly dataset: string;
      readonly split: Split;
      readonly offset: number;
      readonly limit: number;
    };
    result: { readonly total: number; readonly rows: readonly ScoredRow[] };
  };
  'datasets.rename': {
    params: { readonly dataset: string; readonly name: string };
    result: Dataset;
  };
  /** To the trash; refused while runs use it. */
  'datasets.delete': { params: { readonly dataset: string }; result: null };
  'datasets.undelete': { params: { readonly dataset: DatasetId }; result: Dataset };

  'templates.list': { params: null; result: readonly TemplateSummary[] };
  /** The template made to fit the dataset, ready to edit, with its suggested plan. */
  'templates.build': {
    params: { readonly template: string; readonly dataset: string };
    result: { readonly model: ModelSpec; readonly plan: RunPlan };
  };

  'models.list': { params: null; result: readonly StoredModel[] };
  'models.save': {
    params: { readonly id: ModelId | null; readonly name: string; readonly spec: ModelSpec };
    result: StoredModel;
  };
  'models.rename': { params: { readonly id: ModelId; readonly name: string }; result: StoredModel };
  'models.delete': { params: { readonly id: ModelId }; result: null };
  'models.undelete': { params: { readonly id: ModelId }; result: StoredModel };

  'settings.get': { params: null; result: Settings };
  'settings.set': { params: { readonly changes: Partial<Settings> }; result: Settings };
  /** What amounts are shown in, by settings and sheets. */
  'money.shown': { params: null; result: Money };
  'tariffs.list': { params: null; result: readonly TariffRow[] };

  'disk.report': { params: null; result: DiskReport };
  'disk.prune': {
    params: null;
    result: { readonly checkpoints: number; readonly sizeBytes: number };
  };
  /**
   * Measures first where `measure` says so and the machine is not as it was measured last, or in any
   * case with `again`. Fails with `doctor/busy` where runs would disturb a measurement that was asked
   * for again, and with `cancelled`.
   */
  'doctor.report': {
    params: { readonly measure: boolean; readonly again?: boolean | undefined };
    result: DoctorReport;
  };
  /** Ends a measurement that is under way. */
  'doctor.stop': { params: null; result: null };
}

export type RequestName = keyof Requests;
export type Params<Name extends RequestName> = Requests[Name]['params'];
export type Reply<Name extends RequestName> = Requests[Name]['result'];
