import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineEvent } from '../../../app/contract/engine.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import type { RunId } from '../../../app/ids.ts';
import { DEFAULT_PLAN } from '../../../app/training/run-plan.ts';
import type { StartEngine } from '../../runs/engine-process.ts';
import type { CompareCase } from './cases.ts';
import { OthersShare } from './others-share.ts';

/** While calls find their length and the processor its clock, nothing counts: a share of the window. */
const WARM_SHARE = 0.5;
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
}

interface Report {
  readonly step: number;
  readonly wallTimeMs: number;
}

/**
 * Trains a case as every run trains: in an engine process of its own, through the train loop, on a
 * prepared dataset. The process is ended once enough of it has been seen.
 * @param folder holds the dataset in `dataset/`
 * @param windowSeconds how much of it is to be seen
 */
export function engineWindow(
  startEngine: StartEngine,
  { model, plan }: CompareCase,
  folder: string,
  windowSeconds: number,
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
        threads: 0,
        keepCheckpoints: 0,
      },
      {
        onEvent(event) {
          if (event.kind === 'ready') ready = event;
          if (event.kind === 'failed') failure = event.error;
          if (event.kind === 'metrics') heard(event.points[0]);
        },
        onExit(error) {
          const result = found === null ? fail(failure ?? error ?? ENDED) : ok(found);
          void rm(runFolder, { recursive: true, force: true }).then(() => resolve(result));
        },
      },
    );

    function heard(report: Report | undefined): void {
      if (report === undefined || found !== null || ready === null) return;
      firstMs ??= report.wallTimeMs;
      if (report.wallTimeMs - firstMs < WARM_SHARE * windowSeconds * 1000) return;
      others ??= new OthersShare(engine.pid === undefined ? [] : [engine.pid]);
      reports.push(report);
      const begin = reports[0] ?? report;
      const seconds = (report.wallTimeMs - begin.wallTimeMs) / 1000;
      if (seconds < windowSeconds || reports.length < FEWEST_REPORTS) return;
      found = {
        samplesPerSecond: ((report.step - begin.step) * plan.batchSize) / seconds,
        othersShare: others.sinceThen(),
        ready,
      };
      engine.kill();
    }
  });
}

const ENDED: AppError = { code: 'engine/ended', exit: '0', lastEpoch: null };
