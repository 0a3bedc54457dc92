import type { ModelSpec } from '../architecture/model-spec.ts';
import type {
  Measurement,
  MeasurementProgress,
  ServingApi,
  ServingLoad,
} from '../cost/measurement/measurement.ts';
import type { Money } from '../cost/money.ts';
import type { MeasuredWork } from '../cost/rented-gpu.ts';
import type { FigureSource, RunCost } from '../cost/run-cost.ts';
import type { Dataset, DatasetPreview, ImportOptions, Split, Task } from '../dataset/dataset.ts';
import type { DecimalMark } from '../dataset/decimal-mark.ts';
import type { DatasetId, MeasurementId, ModelId, RunId } from '../ids.ts';
import type { Evaluation, Prediction, Recommendations, ScoredRow } from '../metrics/evaluation.ts';
import type { MetricSeries } from '../metrics/series.ts';
import type { Settings } from '../settings.ts';
import type { RunDetail, RunStatus, RunSummary } from '../training/run.ts';
import type { RunPlan } from '../training/run-plan.ts';
import type { AuditRequests } from './audits.ts';
import type { DoctorReport } from './doctor.ts';
import type { PlannedExecution } from './engine.ts';
import type { ExchangeRequests } from './exchange.ts';
import type { ExploreRequests } from './explore.ts';
import type { PackRequests } from './packs.ts';
import type { PriceRequests } from './prices.ts';
import type { RecipeRequests } from './recipes.ts';
import type { MarketRequests, ScenarioRequests } from './scenarios.ts';

/** A bundled dataset, offered on first start. */
export interface Sample {
  readonly name: string;
  readonly task: Task;
  readonly rows: number;
  readonly source: string;
  readonly licence: string;
  /** False while no template serves its task: the page says so. */
  readonly hasTemplate: boolean;
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

/** How the folds of a cross-validation went; folds count from 0. */
export interface FoldsOutcome {
  readonly folds: number;
  /** Without a completed run. */
  readonly missing: readonly number[];
  /** Measures of each fold's own test rows, as `test/…`. */
  readonly each: readonly {
    readonly fold: number;
    readonly run: RunId;
    readonly status: RunStatus;
    readonly metrics: Readonly<Record<string, number>>;
  }[];
  /** Of all folds together. */
  readonly seconds: number;
  readonly costUsd: number | null;
}

export interface SeedAggregate {
  readonly groupId: string;
  readonly runs: readonly RunId[];
  /** Mean and half-width of the 95 % t-interval over finished runs, by metric. */
  readonly metrics: Readonly<
    Record<
      string,
      {
        readonly mean: number;
        readonly halfWidth: number | null;
        /** Of the sample; null for a single run. */
        readonly deviation: number | null;
        readonly runs: number;
      }
    >
  >;
  /** Only where the runs are the folds of one dataset. */
  readonly folds?: FoldsOutcome;
}

/** How to get at a server of language models. */
export interface ServerAccess {
  readonly url: string;
  /** Sent to that server, kept nowhere. */
  readonly apiKey: string | null;
  /** The user's word that a public address is meant. */
  readonly allowPublic: boolean;
}

export interface ServedModels {
  /** Up to and with `/v1`. */
  readonly url: string;
  readonly models: readonly string[];
  readonly software: string | null;
  readonly version: string | null;
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
    MarketRequests {
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

  /** One run for each seed; the first is named `name`, or after model and dataset. */
  'runs.start': {
    params: {
      readonly dataset: string;
      readonly model: ModelSpec;
      readonly template: string | null;
      readonly plan: RunPlan;
      readonly name: string | null;
      readonly tags: readonly string[];
      /** Cross-validation: a run for each of so many folds of the dataset. */
      readonly folds?: number | undefined;
      /** Names the preparing of folds in `import.progress`, and where it is to be ended. */
      readonly token?: string | undefined;
    };
    result: readonly RunSummary[];
  };
  'runs.list': {
    params: {
      readonly search?: string | undefined;
      readonly status?: readonly RunStatus[] | undefined;
      readonly dataset?: string | undefined;
      readonly tag?: string | undefined;
      readonly groupId?: string | undefined;
      readonly sort?: string | undefined;
      readonly descending?: boolean | undefined;
      readonly offset: number;
      readonly limit: number;
    };
    result: { readonly total: number; readonly runs: readonly RunSummary[] };
  };
  /** By id, unique id prefix, or unique name. */
  'runs.get': { params: { readonly run: string }; result: RunDetail };
  'runs.series': {
    params: {
      readonly run: string;
      readonly tags: readonly string[] | null;
      readonly maximumPoints: number;
    };
    result: readonly MetricSeries[];
  };
  'runs.pause': { params: { readonly run: string }; result: RunSummary };
  'runs.continue': { params: { readonly run: string }; result: RunSummary };
  'runs.stop': { params: { readonly run: string }; result: RunSummary };
  'runs.resume': {
    params: {
      readonly run: string;
      readonly epochs: number | null;
      /** To go on with; its own where left out. */
      readonly engine?: string | undefined;
      /** Card to go on with; its own where left out, null for any. */
      readonly device?: string | null | undefined;
    };
    result: RunSummary;
  };
  /** A new run that starts from this one's best weights with changed plan fields. */
  'runs.branch': {
    params: { readonly run: string; readonly plan: Partial<RunPlan>; readonly name: string | null };
    result: RunSummary;
  };
  'runs.rename': { params: { readonly run: string; readonly name: string }; result: RunSummary };
  'runs.tag': {
    params: {
      readonly run: string;
      readonly add: readonly string[];
      readonly remove: readonly string[];
    };
    result: RunSummary;
  };
  'runs.note': { params: { readonly run: string; readonly note: string }; result: RunSummary };
  'runs.delete': { params: { readonly run: string }; result: null };
  'runs.undelete': { params: { readonly run: RunId }; result: RunSummary };
  'runs.aggregate': { params: { readonly groupId: string }; result: SeedAggregate };
  'runs.evaluate': { params: { readonly run: string; readonly split: Split }; result: Evaluation };
  /** Rows of a split as the model sees them, wrong ones first; a confusion cell narrows it. */
  'runs.scored': {
    params: {
      readonly run: string;
      readonly split: Split;
      readonly actual: string | null;
      readonly predicted: string | null;
      readonly onlyWrong: boolean;
      /** The least loss first, rather than the largest. */
      readonly bestFirst?: boolean | undefined;
      readonly offset: number;
      readonly limit: number;
    };
    result: { readonly total: number; readonly rows: readonly ScoredRow[] };
  };
  /** Raw input: a table row by column name, or the path of an image or delimited file. */
  'runs.predict': {
    params: {
      readonly run: string;
      readonly input: /** Numbers have a decimal point where nothing else is said. */
        | {
            readonly kind: 'row';
            readonly values: Readonly<Record<string, string | null>>;
            readonly decimal?: DecimalMark | undefined;
          }
        /** Numbers of a delimited file are written as in the dataset's own, where nothing else is said. */
        | {
            readonly kind: 'file';
            readonly path: string;
            readonly decimal?: DecimalMark | undefined;
          }
        /** A text, or the beginning of one. */
        | { readonly kind: 'text'; readonly text: string };
      /** How a model that learnt what comes next goes on; some 200 tokens where left out. */
      readonly continuation?:
        | { readonly tokens: number; readonly temperature: number; readonly seed: number }
        | undefined;
    };
    result: { readonly predictions: readonly Prediction[] };
  };
  /** What a model that recommends would put before a user whom training knows. */
  'runs.recommend': {
    params: {
      readonly run: string;
      readonly user: string;
      readonly count: number;
      /** Whether items that the user has rated or chosen may be among them. */
      readonly includeSeen: boolean;
    };
    result: Recommendations;
  };
  /** Users whom training knows, whose ids hold some text, in order of appearance. */
  'runs.users': {
    params: { readonly run: string; readonly search: string; readonly limit: number };
    result: { readonly total: number; readonly users: readonly string[] };
  };
  /** How the engine would execute a run, or why it would refuse it. */
  'runs.plan-execution': {
    params: {
      readonly dataset: string;
      readonly model: ModelSpec;
      readonly plan: RunPlan;
    };
    result: PlannedExecution;
  };
  'runs.cost': { params: { readonly run: string }; result: RunCost };
  /** What a run that has not started yet would cost, if it took so long. */
  'runs.preview-cost': { params: MeasuredWork; result: RunCost };
  /** Every stored point as CSV: tag, step, epoch, value, wall time. */
  'runs.export-series': { params: { readonly run: string }; result: { readonly csv: string } };

  /** The newest first. */
  'measurements.list': { params: null; result: readonly Measurement[] };
  'measurements.get': { params: { readonly measurement: string }; result: Measurement };
  /** The one under way. */
  'measurements.active': { params: null; result: MeasurementProgress | null };
  /** What a server tells of itself, before it is measured. */
  'measurements.models': { params: ServerAccess; result: ServedModels };
  /** Answers once it is measured and stored; `measurement.progress` tells how far it is. */
  'measurements.start': {
    params: ServerAccess & {
      /** Names it in events and for `measurements.stop`. */
      readonly token: string;
      /** Null takes model and server. */
      readonly name: string | null;
      readonly api: ServingApi;
      /** Null takes the only one that the server has. */
      readonly model: string | null;
      readonly load: ServingLoad;
      /** Whether to store finished levels where the rest cannot be measured. */
      readonly keepPartial: boolean;
    };
    result: Measurement;
  };
  'measurements.stop': { params: { readonly token: string }; result: null };
  'measurements.rename': {
    params: { readonly measurement: string; readonly name: string };
    result: Measurement;
  };
  'measurements.delete': { params: { readonly measurement: string }; result: null };
  'measurements.undelete': { params: { readonly measurement: MeasurementId }; result: Measurement };

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
