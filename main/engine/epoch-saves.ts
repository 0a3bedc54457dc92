import { Worker } from 'node:worker_threads';
import type { EngineEvent } from '../../app/contract/engine.ts';
import { ok, type Result } from '../../app/errors.ts';
import type { Checkpoint, FinishedEpoch } from './checkpoint.ts';
import type { CheckpointFolder } from './checkpoint-folder.ts';
import type { CheckpointWorkerData, SaveAnswer, SaveRequest } from './checkpoint-worker.ts';
import { epochEvent } from './epoch-event.ts';
import type { Tensor, Tensors } from './runtimes/runtime.ts';

interface EpochSave {
  readonly finished: FinishedEpoch;
  readonly answer: Promise<SaveAnswer>;
  settled: boolean;
}

/** A copy of more costs more memory than its write costs time. */
const MOST_COPIED_BYTES = 64 * 1024 ** 2;
/** Less is not worth a thread. */
const LEAST_HANDED_OVER_BYTES = 1024 ** 2;

/**
 * Saves finished epochs while training goes on: waiting for the disk took up to a tenth of an epoch
 * of the reference model (16–30 ms of some 300). What is written is a copy of the state, by a thread
 * of its own; very large states are written before training goes on.
 */
export class EpochSaves {
  readonly #folder: CheckpointFolder;
  readonly #data: CheckpointWorkerData;
  readonly #waiting: ((answer: SaveAnswer) => void)[] = [];
  #worker: Worker | null = null;
  #last: EpochSave | null = null;

  constructor(folder: CheckpointFolder, data: CheckpointWorkerData) {
    this.#folder = folder;
    this.#data = data;
  }

  /**
   * Begins to save an epoch; the last one must have been taken. The caller may do with its state what
   * it likes once this settles.
   */
  async begin(finished: FinishedEpoch, checkpoint: Checkpoint, best: boolean): Promise<void> {
    const bytes = bytesOf(checkpoint.state);
    const save: EpochSave = {
      finished,
      answer: this.#save(checkpoint, bytes, best),
      settled: false,
    };
    const settling = save.answer.then(() => {
      save.settled = true;
    });
    this.#last = save;
    if (bytes > MOST_COPIED_BYTES) await settling;
  }

  /** Whether there is a save that is over. */
  get settled(): boolean {
    return this.#last?.settled ?? false;
  }

  /** Waits for the save under way. @returns how the host hears of the epoch; null if there is none */
  async take(): Promise<Result<EngineEvent | null>> {
    if (this.#last === null) return ok(null);
    const { finished, answer } = this.#last;
    const saved = await answer;
    this.#last = null;
    return saved.ok ? ok(epochEvent(finished, saved.value)) : saved;
  }

  /** As `CheckpointFolder.saveEpoch`. */
  #save(checkpoint: Checkpoint, bytes: number, best: boolean): Promise<SaveAnswer> {
    if (bytes > MOST_COPIED_BYTES) return this.#folder.saveEpoch(checkpoint, best);
    const state = copied(checkpoint.state);
    if (bytes < LEAST_HANDED_OVER_BYTES) {
      return this.#folder.saveEpoch({ ...checkpoint, state }, best);
    }
    const answer = new Promise<SaveAnswer>((resolve) => this.#waiting.push(resolve));
    const request = { checkpoint: { ...checkpoint, state }, best } satisfies SaveRequest;
    const buffers = Object.values(state).map(({ data }) => data.buffer as ArrayBuffer);
    this.#started().postMessage(request, buffers);
    return answer;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #started(): Worker {
    if (this.#worker !== null) return this.#worker;
    // An error in the worker is a bug: nobody listens for it, so that it ends the engine.
    const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), {
      workerData: this.#data,
      execArgv: [],
    });
    worker.on('message', (answer: SaveAnswer) => this.#waiting.shift()?.(answer));
    this.#worker = worker;
    return worker;
  }
}

const bytesOf = (tensors: Tensors): number =>
  Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);

function copied(tensors: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, copyOf(tensor)]),
  );
}

function copyOf(tensor: Tensor): Tensor {
  switch (tensor.dtype) {
    case 'float32':
      return { ...tensor, data: tensor.data.slice() };
    case 'uint8':
      return { ...tensor, data: tensor.data.slice() };
    case 'int32':
      return { ...tensor, data: tensor.data.slice() };
    case 'int64':
      return { ...tensor, data: tensor.data.slice() };
  }
}
