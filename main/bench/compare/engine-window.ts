import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallFacts, EngineEvent, EngineSetting } from '../../../app/contract/engine.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import type { RunId } from '../../../app/ids.ts';
import type { MetricPoint } from '../../../app/metrics/series.ts';
import { DEFAULT_PLAN } from '../../../app/training/run-plan.ts';
import type { StartEngine } from '../../runs/engine-process.ts';
import type { CompareCase } from './cases.ts';
import { OthersShare } from './others-share.ts';

/** Both ends of a window are ends of calls. */
const FEWEST_REPORTS = 3;

/** A stretch of training, measured. */
export interface Window {
  readonly samplesPerSecond: number;
  /** Share of the processor that other programs took meanwhile. */
  readonly othersShare: number;
}

export interface EngineWindow extends Window {
  readonly ready: Extract<EngineEvent, { kind: 'ready' }>;
  /** In the end. */
  readonly call: CallFacts;
  /** Share of the time that was spent in calls. */
  readonly callShare: number;
}

export interface WindowMeans {
  readonly startEngine: StartEngine;
  readonly setting: EngineSetting;
  /** While calls find their length and the processor its clock, nothing counts. */
  readonly warmSeconds: number;
  /** How much is to be seen. */
  readonly seconds: number;
}

interface Report {
  readonly step: number;
  readonly wallTimeMs: number;
  /** Of the calls since the report before. */
  readonly samplesPerSecond: number;
}

/**
 * Trains a case as every run trains: in an engine process of its own, through the train loop, on a
 * prepared dataset. The process is ended once enough of it has been seen.
 * @param folder holds the dataset in `dataset/`
 */
export function engineWindow(
  { startEngine, setting, warmSeconds, seconds: windowSeconds }: WindowMeans,
  { model, plan }: CompareCase,
  folder: string,
): Promise<Result<EngineWindow>> {
  const runFolder = join(folder, 'run');
  return new Promise((resolve) => {
    let ready: EngineWindow['ready'] | null = null;
    let firstMs: number | null = null;
    let others: OthersShare | null = null;
    let found: EngineWindow | null = null;
    let failure: AppError | null = null;
    const reports: Report[] = [];

    const engine = startEngine(
      {
        kind: 'train',
        runId: 'bench' as RunId,
        runFolder,
        datasetFolder: join(folder, 'dataset'),
        // Found in the first round, kept for the others.
        tuningFolder: join(folder, 'tuning'),
        model,
        plan: { ...DEFAULT_PLAN, epochs: 100_000, ...plan },
        resumeFrom: null,
        keepCheckpoints: 0,
        ...setting,
      },
      {
        onEvent(event) {
          if (event.kind === 'ready') ready = event;
          if (event.kind === 'failed') failure = event.error;
          if (event.kind === 'metrics') reported(event.points);
          if (event.kind === 'progress') heard(event.call);
        },
        onExit(error) {
          const result = found === null ? fail(failure ?? error ?? ENDED) : ok(found);
          void rm(runFolder, { recursive: true, force: true }).then(() => resolve(result));
        },
      },
    );

    function reported(points: readonly MetricPoint[]): void {
      const throughput = points.find(({ tag }) => tag === 'throughput');
      if (throughput === undefined) return;
      const { step, wallTimeMs, value: samplesPerSecond } = throughput;
      firstMs ??= wallTimeMs;
      if (wallTimeMs - firstMs < warmSeconds * 1000) return;
      others ??= new OthersShare(engine.pid === undefined ? [] : [engine.pid]);
      reports.push({ step, wallTimeMs, samplesPerSecond });
    }

    /** What a call is like is told right after what it has done. */
    function heard(call: CallFacts): void {
      const [begin, ...rest] = reports;
      const end = rest.at(-1);
      if (begin === undefined || end === undefined || others === null) return;
      if (ready === null || found !== null || reports.length < FEWEST_REPORTS) return;
      const seconds = (end.wallTimeMs - begin.wallTimeMs) / 1000;
      if (seconds < windowSeconds) return;
      const samples = (from: Report, to: Report) => (to.step - from.step) * plan.batchSize;
      const callSeconds = rest.reduce(
        (sum, report, at) => sum + samples(reports[at] ?? begin, report) / report.samplesPerSecond,
        0,
      );
      found = {
        samplesPerSecond: samples(begin, end) / seconds,
        othersShare: others.sinceThen(),
        ready,
        call,
        callShare: Math.min(1, callSeconds / seconds),
      };
      engine.kill();
    }
  });
}

const ENDED: AppError = { code: 'engine/ended', exit: '0', lastEpoch: null };
