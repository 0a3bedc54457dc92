import type { ModelSpec } from '../architecture/model-spec.ts';
import type { MeasuredWork } from '../cost/rented-gpu.ts';
import type { RunCost } from '../cost/run-cost.ts';
import type { Split } from '../dataset/dataset.ts';
import type { RawInput } from '../dataset/raw-input.ts';
import type { RunId } from '../ids.ts';
import type { Evaluation, Prediction, Recommendations, ScoredRow } from '../metrics/evaluation.ts';
import type { MetricSeries } from '../metrics/series.ts';
import type { RunDetail, RunStatus, RunSummary, WaitingRun } from '../training/run.ts';
import type { RunPlan } from '../training/run-plan.ts';
import type { PlannedExecution } from './engine.ts';

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

/** Requests about runs: start and steer them, list and mark them, look into them, use what they learnt. */
export interface RunRequests {
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
  /** The runs in line, the next one first. */
  'runs.waiting': { params: null; result: readonly WaitingRun[] };
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
  'runs.predict': {
    params: {
      readonly run: string;
      readonly input: RawInput;
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
}
