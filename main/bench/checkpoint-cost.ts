import { join } from 'node:path';
import type { EngineEvent } from '../../app/contract/engine.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import type { RunId } from '../../app/ids.ts';
import { DEFAULT_PLAN } from '../../app/training/run-plan.ts';
import { startEngine } from '../runs/engine-process.ts';
import { unwrap } from './bench-host.ts';
import { type CaseName, COMPARE_CASES, type CompareCase } from './compare/cases.ts';
import { writeMadeUpData } from './compare/made-up-data.ts';
import type { Figure } from './figure.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

/** Epochs that take some ten seconds: most weights for the arithmetic, shortest epochs, usual ones. */
const RUNS = [
  ['mlp', 10],
  ['mf', 30],
  ['lstm', 3],
] as const satisfies readonly (readonly [CaseName, number])[];

type Done = Extract<EngineEvent, { kind: 'done' }>;

/**
 * What checkpoints cost in runs as every run is, an epoch being the interval: the share of its
 * training that a run waits for them, by the engine's own clock. What the disk and the checksum take
 * beside the steps that go on meanwhile is not in it.
 */
export async function checkpointCost(): Promise<readonly Figure[]> {
  const shares: Record<string, number> = {};
  for (const [name, epochs] of RUNS) {
    const { savingSeconds, trainSeconds } = await inTemporaryFolder(async (folder) =>
      unwrap(await trained(COMPARE_CASES[name], epochs, folder)),
    );
    shares[name] = savingSeconds / trainSeconds;
  }
  return [
    {
      id: 'checkpoint-share',
      label:
        'Checkpoints at the default interval, share of training time (largest of three models)',
      value: Math.max(...Object.values(shares)),
      unit: 'fraction',
      target: { kind: 'below', value: 0.02 },
      detail: shares,
    },
  ];
}

async function trained(
  { model, plan, data, rows }: CompareCase,
  epochs: number,
  folder: string,
): Promise<Result<Done>> {
  const datasetFolder = join(folder, 'dataset');
  await writeMadeUpData(datasetFolder, data, rows);
  return new Promise((resolve) => {
    let done: Done | null = null;
    let failure: AppError = { code: 'engine/ended', exit: '0', lastEpoch: null };
    startEngine(
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
