import { parentPort, workerData } from 'node:worker_threads';
import type { Result } from '../../app/errors.ts';
import type { Checkpoint } from './checkpoint.ts';
import { CheckpointFolder, type SavedCheckpoints } from './checkpoint-folder.ts';

/** What `EpochSaves` starts this thread with. */
export interface CheckpointWorkerData {
  readonly runFolder: string;
  readonly keep: number;
}

export interface SaveRequest {
  readonly checkpoint: Checkpoint;
  readonly best: boolean;
}

/** One answer to each request, in order. */
export type SaveAnswer = Result<SavedCheckpoints>;

const { runFolder, keep } = workerData as CheckpointWorkerData;
const opening = CheckpointFolder.open(runFolder, keep);
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: SaveRequest) => {
  last = last.then(async () => parentPort?.postMessage(await save(request)));
});

async function save({ checkpoint, best }: SaveRequest): Promise<SaveAnswer> {
  const folder = await opening;
  return folder.ok ? folder.value.saveEpoch(checkpoint, best) : folder;
}
