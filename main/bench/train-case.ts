import { join } from 'node:path';
import type { EngineEvent } from '../../app/contract/engine.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import type { RunId } from '../../app/ids.ts';
import { DEFAULT_PLAN } from '../../app/training/run-plan.ts';
import { type StartEngine, startEngine } from '../runs/engine-process.ts';
import type { CompareCase } from './compare/cases.ts';
import { writeMadeUpData } from './compare/made-up-data.ts';

export type TrainingDone = Extract<EngineEvent, { kind: 'done' }>;

/**
 * Trains a model on made-up rows in an engine process, as every run is trained.
 * @param folder where its rows and checkpoints go
 */
export async function trainedCase(
  { model, plan, data, rows }: CompareCase,
  epochs: number,
  folder: string,
  start: StartEngine = startEngine,
): Promise<Result<TrainingDone>> {
  const datasetFolder = join(folder, 'dataset');
  await writeMadeUpData(datasetFolder, data, rows);
  return new Promise((resolve) => {
    let done: TrainingDone | null = null;
    let failure: AppError = { code: 'engine/ended', exit: '0', lastEpoch: null };
    start(
      {
        kind: 'train',
        runId: 'bench' as RunId,
        runFolder: join(folder, 'run'),
        datasetFolder,
        model,
        plan: { ...DEFAULT_PLAN, ...plan, epochs },
        resumeFrom: null,
        threads: 0,
        keepCheckpoints: 0,
      },
      {
        onEvent(event) {
          if (event.kind === 'done') done = event;
          if (event.kind === 'failed') failure = event.error;
        },
        onExit: (error) => resolve(done === null ? fail(error ?? failure) : ok(done)),
      },
    );
  });
}
